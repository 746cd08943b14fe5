import type { Claims } from './decode.ts'

/** The source of a claim. */
export type Origin = 'cognito' | 'enriched' | 'absent'

/** A claim of a token, or one that the token should have. */
export interface Claim {
  name: string
  origin: Origin
  /** Undefined if the token does not have the claim. */
  value: unknown
}

/** The kind of a token. */
export type TokenKind = 'id' | 'access'

/** Claims that Cognito writes. */
const RESERVED = [
  'sub iss iat exp nbf jti origin_jti auth_time token_use event_id nonce acr amr azp aud identities',
  'client_id username scope version device_key at_hash',
]

/** The standard attributes of OpenID Connect, which Cognito copies into the ID token. */
const STANDARD_ATTRIBUTES = [
  'address birthdate email email_verified family_name gender given_name locale middle_name name nickname',
  'phone_number phone_number_verified picture preferred_username profile updated_at website zoneinfo',
]

const COGNITO_CLAIMS = new Set([...RESERVED, ...STANDARD_ATTRIBUTES].flatMap((names) => names.split(' ')))

/** Prefixes of other claims that Cognito writes. */
const COGNITO_PREFIXES = ['cognito:', 'custom:', 'dev:']

/** Returns the source of a claim. A claim that the rules name is enriched, even if Cognito writes one of that name. */
function originOf(name: string, value: unknown, expected: readonly string[]): Origin {
  if (expected.includes(name)) return value === null || value === undefined ? 'absent' : 'enriched'
  if (COGNITO_CLAIMS.has(name) || COGNITO_PREFIXES.some((prefix) => name.startsWith(prefix))) return 'cognito'
  return value === null ? 'absent' : 'enriched'
}

/** Returns all claims of a token and the absent ones: first the enriched in the order of the rules, then Cognito's. */
export function classifyClaims(claims: Claims, expected: readonly string[]): Claim[] {
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
