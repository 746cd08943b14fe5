/** One of the two architectures: by the token alone, or by asking the table at each request. */
export type Route = 'optimized' | 'standard'

/** What the API answered, and what that cost. */
export interface Answer {
  status: number
  /** What the status means here, in words. */
  meaning: string
  body: unknown
  /** Reads of the table for this request, as the API counts them; null where it does not say. */
  reads: number | null
  /** What finding out took the API; null where it does not say. */
  decisionMs: number | null
  /** What the whole request took, as the page sees it. */
  milliseconds: number
}

/** What a request may take. */
const REQUEST_MS = 15_000

const MEANINGS: Record<number, string> = {
  200: 'Allowed',
  401: 'Not signed in, as the API sees it: the token is missing, has expired, or belongs to another stack. Refresh, or sign in again.',
  403: 'Refused: the claims do not allow it',
  404: 'The API has no such route. Deploy the stack again.',
  429: 'Too many requests. Wait a moment, and try again.',
  503: 'The API could not find out whether it is allowed. Try again in a moment.',
}

/** The path of the caller's projects, or of one of them. */
export function pathOf(route: Route, project: string): string {
  return `/${route}/projects${project === '' ? '' : `/${encodeURIComponent(project)}`}`
}

/** Asks the API as the person whose token it is. */
export async function call(apiUrl: string, path: string, token: string): Promise<Answer> {
  const started = performance.now()
  const response = await fetch(`${apiUrl}${path}`, {
    headers: { Authorization: `Bearer ${token}` },
    cache: 'no-store',
    signal: AbortSignal.timeout(REQUEST_MS),
  })
  const text = await response.text()
  const milliseconds = performance.now() - started
  const body = parsed(text)
  return {
    status: response.status,
    meaning: MEANINGS[response.status] ?? `The API answered with HTTP ${response.status}. Its log says why.`,
    body,
    reads: numberIn(response.headers, 'x-table-reads'),
    decisionMs: numberIn(response.headers, 'x-decision-ms'),
    milliseconds,
  }
}

/** Why there is no answer, in words. Whether the gateway's own 401 may be read by a page is nowhere said. */
export function noAnswer(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `The API did not answer within ${REQUEST_MS / 1000} seconds. Try again.`
  }
  return 'The API can not be reached, or this page may not read its answer (CORS): the network is gone, the token has expired, or the API does not allow this page. Refresh, and try again.'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function numberIn(headers: Headers, name: string): number | null {
  const said = headers.get(name)
  return said !== null && /^\d+(\.\d+)?$/.test(said) ? Number(said) : null
}
