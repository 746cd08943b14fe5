import type { Config, IdentityPool } from '../config/config.ts'

/** Temporary AWS credentials. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

/** The identity pool returned an error. */
export class IdentityPoolError extends Error {}

/** Exchanges the ID token for credentials. Its claim `department` becomes their principal tag. */
export async function getCredentials(
  config: Config,
  pool: IdentityPool,
  idToken: string,
): Promise<Credentials> {
  const logins = { Logins: { [config.issuer.replace('https://', '')]: idToken } }
  const { IdentityId } = await callIdentityPool(pool, 'GetId', { IdentityPoolId: pool.id, ...logins })
  const answer = await callIdentityPool(pool, 'GetCredentialsForIdentity', { IdentityId, ...logins })
  const { AccessKeyId, SecretKey, SessionToken } = answer.Credentials as Record<string, string>
  if (!AccessKeyId || !SecretKey || !SessionToken)
    throw new IdentityPoolError('the response has no credentials')
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretKey, sessionToken: SessionToken }
}

async function callIdentityPool(
  { endpoint }: IdentityPool,
  operation: string,
  input: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(input),
    cache: 'no-store',
  })
  const answer = await response.json()
  if (!response.ok) throw new IdentityPoolError(answer.message ?? answer.__type ?? `HTTP ${response.status}`)
  return answer
}
