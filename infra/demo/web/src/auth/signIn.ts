import * as oauth from 'oauth4webapi'
import type { Config } from '../config/config.ts'
import { NotBegunHere } from './faults.ts'
import { ownAddress, parties, SCOPES } from './server.ts'
import { type Session, sessionOf } from './session.ts'
import { pending, sessions } from './store.ts'

/** Goes to Cognito's sign-in page. */
export async function beginSignIn(config: Config): Promise<void> {
  const begun = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  }
  const address = new URL(config.endpoints.authorize)
  address.search = new URLSearchParams({
    client_id: config.clientId,
    response_type: 'code',
    redirect_uri: ownAddress(),
    scope: SCOPES,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
  }).toString()
  pending.set(begun)
  location.assign(address)
}

/** What Cognito added to the address of this page, taken out of it and of the browser's history. */
export function takeAnswer(): URLSearchParams | null {
  const answer = new URLSearchParams(location.search)
  if (!answer.has('code') && !answer.has('error')) return null
  history.replaceState(null, '', ownAddress())
  return answer
}

/** Makes Cognito's answer a session, or throws. */
export async function completeSignIn(config: Config, answer: URLSearchParams): Promise<Session> {
  const begun = pending.take()
  // Before the answer's own words are looked at: anybody can make a link to this page with an error in it.
  if (!begun || answer.get('state') !== begun.state) throw new NotBegunHere()
  const { server, client, options } = parties(config)
  const checked = oauth.validateAuthResponse(server, client, answer, begun.state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    checked,
    ownAddress(),
    begun.verifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: begun.nonce,
    requireIdToken: true,
  })
  const session = sessionOf(config.clientId, tokens)
  sessions.set(session)
  return session
}

/** The session that this tab has, if it belongs to the stack. */
export function storedSession(config: Config): Session | null {
  const session = sessions.get()
  return session?.clientId === config.clientId ? session : null
}
