/** What a browser keeps in one cookie, name and attributes included (RFC 6265, section 6.1). */
export const COOKIE_BYTES = 4096

/** What CloudFront takes of headers altogether; many proxies refuse at the same size or below. */
export const HEADER_BYTES = 8192

/** What is written before the token in a header. */
const BEARER = 'Bearer '.length

/** How big a token is, and who refuses it. A token is ASCII, so its characters are its bytes. */
export function sizeOf(token: string): { bytes: number; warning: string | null } {
  const bytes = token.length
  if (bytes + BEARER > HEADER_BYTES) {
    return {
      bytes,
      warning: `Proxies refuse it: sent in a header it is above ${grouped(HEADER_BYTES)} bytes, the most that CloudFront takes of headers. No cookie can hold it.`,
    }
  }
  if (bytes > COOKIE_BYTES) {
    return {
      bytes,
      warning: `Browsers drop a cookie that holds it: it is above ${grouped(COOKIE_BYTES)} bytes. Headers have room up to ${grouped(HEADER_BYTES)} bytes, all of them together.`,
    }
  }
  return { bytes, warning: null }
}

/** A number with a comma at every thousand. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
