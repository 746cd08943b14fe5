/** A route of the API: `optimized` decides by the token, `standard` looks the user up for each request. */
export type Route = 'optimized' | 'standard'

/** A response of the API and its cost. */
export interface ApiResponse {
  status: number
  /** An explanation of the status. */
  meaning: string
  body: unknown
  /** Requests to DynamoDB, from the header `x-table-reads`; null if the header is missing. */
  reads: number | null
  /** Time of the access check in ms, from the header `x-decision-ms`; null if it is missing. */
  decisionMs: number | null
  /** Total time of the request in ms. */
  milliseconds: number
}

/** Longest time of a request: more than a cold start of both functions takes. */
const REQUEST_TIMEOUT_MS = 15_000

const MEANINGS: Record<number, string> = {
  200: 'Access allowed.',
  401: 'The token is missing, expired, or from another stack. Refresh your tokens or sign in again.',
  403: 'Access denied: your claims do not allow this.',
  404: 'The API does not have this route. Update the stack.',
  429: 'Too many requests. Wait a moment and try again.',
  503: 'The API could not check your access. Try again in a moment.',
}

/** Returns the path of one project, or of all projects if `project` is empty. */
export function projectsPath(route: Route, project: string): string {
  return `/${route}/projects${project === '' ? '' : `/${encodeURIComponent(project)}`}`
}

/** Sends a request with a token. */
export async function callApi(apiUrl: string, path: string, token: string): Promise<ApiResponse> {
  const started = performance.now()
  const response = await fetch(`${apiUrl}${path}`, {
    headers: { Authorization: `Bearer ${token}` },
    cache: 'no-store',
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  })
  const text = await response.text()
  const milliseconds = performance.now() - started
  const body = parseBody(text)
  return {
    status: response.status,
    meaning: MEANINGS[response.status] ?? 'Unexpected status. See the log of the API.',
    body,
    reads: numericHeader(response.headers, 'x-table-reads'),
    decisionMs: numericHeader(response.headers, 'x-decision-ms'),
    milliseconds,
  }
}

/** Explains why there is no response. A 401 of the authorizer may have no CORS headers, and looks the same. */
export function describeFailure(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `The API did not respond within ${REQUEST_TIMEOUT_MS / 1000} seconds. Try again.`
  }
  return 'Cannot reach the API. Check your network connection. If it works, the token may have expired, or the API may not allow requests from this page (CORS): refresh your tokens and try again.'
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function numericHeader(headers: Headers, name: string): number | null {
  const value = headers.get(name)
  return value !== null && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null
}
