/** Browsers' limit for a cookie, including name and attributes (RFC 6265, section 6.1). */
export const COOKIE_BYTES = 4096

/** CloudFront's limit for all headers of a request. Many proxies have the same limit, or a lower one. */
export const HEADER_BYTES = 8192

/** The text before the token in the Authorization header. */
const BEARER = 'Bearer '.length

/** Returns the size of a token, and a warning if it is too large for cookies or headers. Tokens are ASCII. */
export function tokenSize(token: string): { bytes: number; warning: string | null } {
  const bytes = token.length
  if (bytes + BEARER > HEADER_BYTES) {
    return {
      bytes,
      warning: `Too large for a header: CloudFront and many proxies accept at most ${formatNumber(HEADER_BYTES)} bytes for all headers. Too large for a cookie, too.`,
    }
  }
  if (bytes > COOKIE_BYTES) {
    return {
      bytes,
      warning: `Too large for a cookie: browsers accept at most ${formatNumber(COOKIE_BYTES)} bytes. All headers of a request together can have ${formatNumber(HEADER_BYTES)} bytes.`,
    }
  }
  return { bytes, warning: null }
}

/** Formats a number with thousands separators. */
export function formatNumber(count: number): string {
  return count.toLocaleString('en-US')
}
