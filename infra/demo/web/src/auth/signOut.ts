import * as oauth from 'oauth4webapi'
import type { Config } from '../config/config.ts'
import { oauthContext, redirectUri } from './oauth.ts'
import type { Session } from './session.ts'
import { sessions, signOutResult } from './store.ts'

/** Longest wait for the revocation; the sign-out continues without it. */
const REVOCATION_TIMEOUT_MS = 5000

/** Deletes and revokes the tokens, and redirects to the sign-out endpoint, which redirects back here. */
export async function signOut(config: Config, session: Session): Promise<void> {
  sessions.clear()
  signOutResult.set((await revoke(config, session)) ? 'revoked' : 'not revoked')
  const address = new URL(config.endpoints.logout)
  address.search = new URLSearchParams({ client_id: config.clientId, logout_uri: redirectUri() }).toString()
  location.replace(address)
}

/** Revokes the refresh token, and with it the access token. */
async function revoke(config: Config, { refreshToken }: Session): Promise<boolean> {
  if (refreshToken === null) return true
  const { server, client, options } = oauthContext(config)
  try {
    const signal = AbortSignal.timeout(REVOCATION_TIMEOUT_MS)
    const request = { ...options, signal }
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, oauth.None(), refreshToken, request),
    )
    return true
  } catch {
    return false
  }
}
