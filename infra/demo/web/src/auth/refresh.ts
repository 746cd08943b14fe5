import * as oauth from 'oauth4webapi'
import type { Config } from '../config/config.ts'
import { SessionEnded } from './faults.ts'
import { parties } from './server.ts'
import { type Session, sessionOf } from './session.ts'
import { sessions } from './store.ts'
import { isOfTrigger } from './words.ts'

/** New tokens for the same session. The trigger runs, so that they hold what the table says now. */
export async function refreshed(config: Config, before: Session): Promise<Session> {
  if (before.refreshToken === null) throw new SessionEnded()
  const { server, client, options } = parties(config)
  try {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      before.refreshToken,
      options,
    )
    const tokens = await oauth.processRefreshTokenResponse(server, client, response)
    const session = sessionOf(config.clientId, tokens, before)
    sessions.set(session)
    return session
  } catch (error) {
    const refused = error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant'
    if (!refused || isOfTrigger(error.error_description)) throw error
    sessions.clear()
    throw new SessionEnded()
  }
}
