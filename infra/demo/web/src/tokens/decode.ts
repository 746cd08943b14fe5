/** The claims of a token, by name. */
export type Claims = Record<string, unknown>

/** The content of a token, or why it cannot be decoded. The signature is not verified. */
export type Decoded = { header: Claims; claims: Claims } | { problem: string }

/** Decodes a JSON Web Token. */
export function decode(token: string): Decoded {
  const parts = token.split('.')
  if (parts.length !== 3) {
    return { problem: `This is not a JSON Web Token: it has ${parts.length} of 3 parts.` }
  }
  const header = decodePart(parts[0] ?? '')
  const claims = decodePart(parts[1] ?? '')
  if (typeof header === 'string') return { problem: `The header of the token ${header}.` }
  if (typeof claims === 'string') return { problem: `The payload of the token ${claims}.` }
  return { header, claims }
}

/** Decodes a JSON object in base64url, or returns the problem. */
function decodePart(part: string): Claims | string {
  if (!/^[A-Za-z0-9_-]*$/.test(part)) return 'has characters that are not base64url'
  let text: string
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
      one.charCodeAt(0),
    )
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return 'is not base64url of UTF-8'
  }
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Claims) : 'is not a JSON object'
  } catch {
    return 'is not valid JSON'
  }
}
