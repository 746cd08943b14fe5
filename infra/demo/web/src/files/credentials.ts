import type { Config, IdentityPool } from '../config/config.ts'

/** Credentials of AWS for a person of the identity pool. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

/** What Cognito's identity service answers with, where it refuses. */
export class IdentityRefused extends Error {}

/** Trades the ID token for credentials; the claim `department` in it becomes their tag. */
export async function credentialsFor(
  config: Config,
  pool: IdentityPool,
  idToken: string,
): Promise<Credentials> {
  const logins = { Logins: { [config.issuer.replace('https://', '')]: idToken } }
  const { IdentityId } = await asked(pool, 'GetId', { IdentityPoolId: pool.id, ...logins })
  const answer = await asked(pool, 'GetCredentialsForIdentity', { IdentityId, ...logins })
  const { AccessKeyId, SecretKey, SessionToken } = answer.Credentials as Record<string, string>
  if (!AccessKeyId || !SecretKey || !SessionToken) throw new IdentityRefused('it sent no credentials')
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretKey, sessionToken: SessionToken }
}

async function asked(
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
  if (!response.ok) throw new IdentityRefused(answer.message ?? answer.__type ?? `HTTP ${response.status}`)
  return answer
}
