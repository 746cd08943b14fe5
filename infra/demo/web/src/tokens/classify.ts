import type { Claims } from './decode.ts'

/** Where a claim comes from. */
export type Origin = 'cognito' | 'enriched' | 'absent'

/** One line of a token. */
export interface Claim {
  name: string
  origin: Origin
  /** Undefined where the token does not have it at all. */
  value: unknown
}

/** Which token it is. */
export type TokenKind = 'id' | 'access'

/** What Cognito writes into both tokens, and protects. */
const OF_BOTH = [
  'sub iss iat exp nbf jti origin_jti auth_time token_use event_id nonce acr amr azp aud identities',
  'client_id username scope version device_key at_hash',
]

/** The attributes of OpenID Connect, which Cognito copies into the ID token. */
const STANDARD_ATTRIBUTES = [
  'address birthdate email email_verified family_name gender given_name locale middle_name name nickname',
  'phone_number phone_number_verified picture preferred_username profile updated_at website zoneinfo',
]

const OF_COGNITO = new Set([...OF_BOTH, ...STANDARD_ATTRIBUTES].flatMap((names) => names.split(' ')))

/** Names that begin so are Cognito's own too. */
const PREFIXES = ['cognito:', 'custom:', 'dev:']

/** Who a claim is from: what the rules name is enriched, even if Cognito has a claim of that name. */
function originOf(name: string, value: unknown, expected: readonly string[]): Origin {
  if (expected.includes(name)) return value === null || value === undefined ? 'absent' : 'enriched'
  if (OF_COGNITO.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix))) return 'cognito'
  return value === null ? 'absent' : 'enriched'
}

/** All claims of a token and those that it should have: the enriched first, then Cognito's, each in the token's order. */
export function classified(claims: Claims, expected: readonly string[]): Claim[] {
  const missing = expected.filter((name) => !Object.hasOwn(claims, name))
  const all = [...Object.entries(claims), ...missing.map((name): [string, unknown] => [name, undefined])].map(
    ([name, value]) => ({ name, value, origin: originOf(name, value, expected) }),
  )
  const rank = ({ name, origin }: Claim) => {
    if (origin === 'cognito') return expected.length
    const place = expected.indexOf(name)
    return place === -1 ? expected.length - 0.5 : place
  }
  return all.sort((a, b) => rank(a) - rank(b))
}
