import type { TokenEndpointResponse } from 'oauth4webapi'
import { decode } from '../tokens/decode.ts'

/** The tokens of a person who is signed in. */
export interface Session {
  /** The client that they were issued to: a session of another stack is of no use. */
  clientId: string
  idToken: string
  accessToken: string
  refreshToken: string | null
  /** What this device's clock lacks to Cognito's, in seconds, as far as a fresh token tells. */
  clockLag: number
}

/** What Cognito answered, as a session. A refresh may bring no new refresh token: the old one goes on. */
export function sessionOf(clientId: string, answer: TokenEndpointResponse, before?: Session): Session {
  if (!answer.id_token) throw new Error('Cognito sent no ID token. The scope openid asks for it.')
  return {
    clientId,
    idToken: answer.id_token,
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? before?.refreshToken ?? null,
    clockLag: clockLag(answer.access_token),
  }
}

function clockLag(freshToken: string): number {
  const decoded = decode(freshToken)
  const issued = 'claims' in decoded ? decoded.claims.iat : undefined
  return typeof issued === 'number' ? Math.round(issued - Date.now() / 1000) : 0
}
