import type { TokenEndpointResponse } from 'oauth4webapi'
import { decode } from '../tokens/decode.ts'

/** The tokens of the signed-in user. */
export interface Session {
  /** The app client of the tokens; a session of another stack is ignored. */
  clientId: string
  idToken: string
  accessToken: string
  refreshToken: string | null
  /** Seconds that Cognito's clock is ahead of the device's, measured with a new token. */
  clockSkew: number
}

/** Creates a session from a token response. Without a new refresh token, the one of `before` stays. */
export function createSession(clientId: string, response: TokenEndpointResponse, before?: Session): Session {
  if (!response.id_token) throw new Error('The token response has no ID token. Request the scope openid.')
  return {
    clientId,
    idToken: response.id_token,
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? before?.refreshToken ?? null,
    clockSkew: clockSkew(response.access_token),
  }
}

function clockSkew(freshToken: string): number {
  const decoded = decode(freshToken)
  const issued = 'claims' in decoded ? decoded.claims.iat : undefined
  return typeof issued === 'number' ? Math.round(issued - Date.now() / 1000) : 0
}
