/** The content of `/config.json`, which `infra/demo/web/configure` writes from the outputs of a stack. */
export interface Config {
  stack: string
  region: string
  userPoolId: string
  clientId: string
  issuer: string
  triggerVersion: TriggerVersion
  endpoints: Endpoints
  /** The claims that the rules of the stack write into each token. */
  claims: { id: string[]; access: string[] }
  /** Without a trailing slash; null if the stack has no API. */
  apiUrl: string | null
  identityPool: IdentityPool | null
}

export type TriggerVersion = 'V1_0' | 'V2_0' | 'V3_0'

export interface Endpoints {
  authorize: string
  token: string
  revoke: string
  logout: string
}

export interface IdentityPool {
  id: string
  /** The endpoint of the Cognito identity pools API. */
  endpoint: string
  bucket: string
  /** The URL of the bucket, with a trailing slash. */
  bucketUrl: string
}

const TRIGGER_VERSIONS = ['V1_0', 'V2_0', 'V3_0']

/** Returns the configuration, or all problems with it. */
export function validateConfig(value: unknown): { config: Config } | { problems: string[] } {
  if (!isRecord(value)) return { problems: ['The file is not a JSON object.'] }
  const problems: string[] = []
  const expect = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem)
  }

  for (const name of ['stack', 'region', 'userPoolId', 'clientId']) {
    expect(isNonEmpty(value[name]), `${name} is missing or empty.`)
  }
  expect(isUrl(value.issuer), 'issuer must be an https URL.')
  expect(
    TRIGGER_VERSIONS.includes(String(value.triggerVersion)),
    'triggerVersion must be V1_0, V2_0 or V3_0.',
  )
  const endpoints = isRecord(value.endpoints) ? value.endpoints : {}
  for (const name of ['authorize', 'token', 'revoke', 'logout']) {
    expect(isUrl(endpoints[name]), `endpoints.${name} must be an https URL.`)
  }
  const claims = isRecord(value.claims) ? value.claims : {}
  for (const name of ['id', 'access']) {
    expect(isNames(claims[name]), `claims.${name} must be a list of names.`)
  }
  const { apiUrl, identityPool } = value
  expect(apiUrl === null || isUrl(apiUrl), 'apiUrl must be null or an https URL.')
  if (identityPool !== null) {
    const pool = isRecord(identityPool) ? identityPool : {}
    for (const name of ['id', 'bucket'])
      expect(isNonEmpty(pool[name]), `identityPool.${name} is missing or empty.`)
    for (const name of ['endpoint', 'bucketUrl']) {
      expect(isUrl(pool[name]), `identityPool.${name} must be an https URL.`)
    }
  }
  return problems.length > 0 ? { problems } : { config: value as unknown as Config }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNonEmpty(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isNonEmpty)
}

/** An https URL, or an http URL of this computer. */
function isUrl(value: unknown): value is string {
  if (!isNonEmpty(value) || !URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

/** Whether a host is this computer, where browsers treat `http` as secure. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1'
}
