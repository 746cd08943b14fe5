import * as oauth from 'oauth4webapi'
import type { Config } from '../config/config.ts'
import { ownAddress, parties } from './server.ts'
import type { Session } from './session.ts'
import { farewell, sessions } from './store.ts'

/** What the revocation may take before the way out goes on without it. */
const REVOCATION_MS = 5000

/** Forgets the tokens, revokes them, and goes to the end of the session at Cognito, which leads back here. */
export async function signOut(config: Config, session: Session): Promise<void> {
  sessions.clear()
  farewell.set((await revoked(config, session)) ? 'signed out' : 'not revoked')
  const address = new URL(config.endpoints.logout)
  address.search = new URLSearchParams({ client_id: config.clientId, logout_uri: ownAddress() }).toString()
  location.replace(address)
}

/** Cognito revokes the access token with the refresh token. */
async function revoked(config: Config, { refreshToken }: Session): Promise<boolean> {
  if (refreshToken === null) return true
  const { server, client, options } = parties(config)
  try {
    const signal = AbortSignal.timeout(REVOCATION_MS)
    const request = { ...options, signal }
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, oauth.None(), refreshToken, request),
    )
    return true
  } catch {
    return false
  }
}
