/** What `/config.json` holds; the command `configure` writes it from a stack's outputs. */
export interface Config {
  stack: string
  region: string
  userPoolId: string
  clientId: string
  issuer: string
  triggerVersion: TriggerVersion
  endpoints: Endpoints
  /** The claims that the stack's rules add, by the token that they go into. */
  claims: { id: string[]; access: string[] }
  /** Without a slash at its end; null where the stack has no API. */
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
  /** Where Cognito's identity service answers. */
  endpoint: string
  bucket: string
  /** The address of the bucket, with a slash at its end. */
  bucketUrl: string
}

const TRIGGER_VERSIONS = ['V1_0', 'V2_0', 'V3_0']

/** The configuration, or what is wrong with it, in words. */
export function checkedConfig(value: unknown): { config: Config } | { problems: string[] } {
  if (!isRecord(value)) return { problems: ['It is not a JSON object.'] }
  const problems: string[] = []
  const expect = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem)
  }

  for (const name of ['stack', 'region', 'userPoolId', 'clientId']) {
    expect(isText(value[name]), `${name} is missing, or empty.`)
  }
  expect(isAddress(value.issuer), 'issuer is no web address.')
  expect(
    TRIGGER_VERSIONS.includes(String(value.triggerVersion)),
    'triggerVersion is none of V1_0, V2_0 and V3_0.',
  )
  const endpoints = isRecord(value.endpoints) ? value.endpoints : {}
  for (const name of ['authorize', 'token', 'revoke', 'logout']) {
    expect(isAddress(endpoints[name]), `endpoints.${name} is no web address.`)
  }
  const claims = isRecord(value.claims) ? value.claims : {}
  for (const name of ['id', 'access']) {
    expect(isTexts(claims[name]), `claims.${name} is no list of names.`)
  }
  const { apiUrl, identityPool } = value
  expect(apiUrl === null || isAddress(apiUrl), 'apiUrl is neither null nor a web address.')
  if (identityPool !== null) {
    const pool = isRecord(identityPool) ? identityPool : {}
    for (const name of ['id', 'bucket'])
      expect(isText(pool[name]), `identityPool.${name} is missing, or empty.`)
    for (const name of ['endpoint', 'bucketUrl']) {
      expect(isAddress(pool[name]), `identityPool.${name} is no web address.`)
    }
  }
  return problems.length > 0 ? { problems } : { config: value as unknown as Config }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}

/** Over TLS, or on this machine. */
function isAddress(value: unknown): value is string {
  if (!isText(value) || !URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname))
}

/** Whether a host is the machine itself, where browsers take `http` for safe. */
export function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1'
}
