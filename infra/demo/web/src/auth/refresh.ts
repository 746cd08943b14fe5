import * as oauth from 'oauth4webapi'
import type { Config } from '../config/config.ts'
import { SessionEndedError } from './errors.ts'
import { oauthContext } from './oauth.ts'
import { isTriggerError } from './problems.ts'
import { createSession, type Session } from './session.ts'
import { sessions } from './store.ts'

/** Gets new tokens for the session. Cognito calls the trigger, so the claims are up to date. */
export async function refreshSession(config: Config, before: Session): Promise<Session> {
  if (before.refreshToken === null) throw new SessionEndedError()
  const { server, client, options } = oauthContext(config)
  try {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      before.refreshToken,
      options,
    )
    const tokens = await oauth.processRefreshTokenResponse(server, client, response)
    const session = createSession(config.clientId, tokens, before)
    sessions.set(session)
    return session
  } catch (error) {
    const refused = error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant'
    if (!refused || isTriggerError(error.error_description)) throw error
    sessions.clear()
    throw new SessionEndedError()
  }
}
