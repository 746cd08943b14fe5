/** The claims of a token, by name. */
export type Claims = Record<string, unknown>

/** What a token says of itself. No signature is checked here: the page shows, services verify. */
export type Decoded = { header: Claims; claims: Claims } | { problem: string }

/** Takes a JSON Web Token apart, or says in words why it is none. */
export function decode(token: string): Decoded {
  const parts = token.split('.')
  if (parts.length !== 3) {
    return { problem: `This is no JSON Web Token: it has ${counted(parts.length)}, not three.` }
  }
  const header = objectIn(parts[0] ?? '')
  const claims = objectIn(parts[1] ?? '')
  if (typeof header === 'string') return { problem: `The token's header ${header}.` }
  if (typeof claims === 'string') return { problem: `The token's payload ${claims}.` }
  return { header, claims }
}

function counted(parts: number): string {
  return parts === 1 ? 'one part' : `${parts} parts`
}

/** The JSON object in base64url text, or what is wrong with it. */
function objectIn(part: string): Claims | string {
  if (!/^[A-Za-z0-9_-]*$/.test(part)) return 'holds characters that base64url has not'
  let text: string
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
      one.charCodeAt(0),
    )
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return 'can not be decoded'
  }
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Claims) : 'is no JSON object'
  } catch {
    return 'is no JSON'
  }
}
