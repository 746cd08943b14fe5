import * as oauth from 'oauth4webapi'
import type { Config } from '../config/config.ts'
import { UnexpectedCallbackError } from './errors.ts'
import { oauthContext, redirectUri, SCOPES } from './oauth.ts'
import { createSession, type Session } from './session.ts'
import { pendingSignIn, sessions } from './store.ts'

/** Redirects to the sign-in page of the user pool. */
export async function beginSignIn(config: Config): Promise<void> {
  const attempt = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  }
  const address = new URL(config.endpoints.authorize)
  address.search = new URLSearchParams({
    client_id: config.clientId,
    response_type: 'code',
    redirect_uri: redirectUri(),
    scope: SCOPES,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  }).toString()
  pendingSignIn.set(attempt)
  location.assign(address)
}

/** Returns the callback parameters of the URL, and removes them from the URL and the history. */
export function takeCallback(): URLSearchParams | null {
  const callback = new URLSearchParams(location.search)
  if (!callback.has('code') && !callback.has('error')) return null
  history.replaceState(null, '', redirectUri())
  return callback
}

/** Exchanges the code of a callback for tokens. */
export async function completeSignIn(config: Config, callback: URLSearchParams): Promise<Session> {
  const attempt = pendingSignIn.take()
  // Checked before the error text is read: anybody can create a link to this page with an error in it.
  if (!attempt || callback.get('state') !== attempt.state) throw new UnexpectedCallbackError()
  const { server, client, options } = oauthContext(config)
  const validated = oauth.validateAuthResponse(server, client, callback, attempt.state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    validated,
    redirectUri(),
    attempt.verifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: attempt.nonce,
    requireIdToken: true,
  })
  const session = createSession(config.clientId, tokens)
  sessions.set(session)
  return session
}

/** Returns the session of this tab if it belongs to this stack. */
export function storedSession(config: Config): Session | null {
  const session = sessions.get()
  return session?.clientId === config.clientId ? session : null
}
