import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'

/** A token with these claims and no valid signature. */
export function token(claims: object): string {
  return tokenOf('{"alg":"RS256"}', JSON.stringify(claims))
}

/** A token with this header and payload. */
export function tokenOf(header: string, payload: string): string {
  return `${base64url(header)}.${base64url(payload)}.${base64url('signature')}`
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}

/** The configuration of a stack with all features. */
export const CONFIG: Config = {
  stack: 'people',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_AbCdEfGhI',
  clientId: '1example23456789',
  issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  triggerVersion: 'V2_0',
  endpoints: {
    authorize: 'https://people.auth.eu-west-1.amazoncognito.com/oauth2/authorize',
    token: 'https://people.auth.eu-west-1.amazoncognito.com/oauth2/token',
    revoke: 'https://people.auth.eu-west-1.amazoncognito.com/oauth2/revoke',
    logout: 'https://people.auth.eu-west-1.amazoncognito.com/logout',
  },
  claims: { id: ['userName', 'projects', 'department'], access: ['userName', 'projects', 'department'] },
  apiUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com',
  identityPool: {
    id: 'eu-west-1:0f8b8a40-5f5a-11f0-9a3b-0a1b2c3d4e5f',
    endpoint: 'https://cognito-identity.eu-west-1.amazonaws.com/',
    bucket: 'files',
    bucketUrl: 'https://files.s3.eu-west-1.amazonaws.com/',
  },
}

/** A session whose tokens both hold the given claims. */
export function session(claims: object = {}): Session {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, exp: now + 3600, auth_time: now }
  return {
    clientId: CONFIG.clientId,
    idToken: token({ sub: '1', 'cognito:username': 'anna', token_use: 'id', ...times, ...claims }),
    accessToken: token({
      sub: '1',
      username: 'anna',
      token_use: 'access',
      scope: 'openid email',
      ...times,
      ...claims,
    }),
    refreshToken: 'refresh',
    clockSkew: 0,
  }
}
