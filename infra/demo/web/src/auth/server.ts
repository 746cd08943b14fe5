import * as oauth from 'oauth4webapi'
import { type Config, isThisMachine } from '../config/config.ts'

/** What devices' clocks are off by, in seconds, before a fresh token is refused as outlived. */
const CLOCK_TOLERANCE_S = 300

/** The scopes that the page asks for: those that the template gives the client. */
export const SCOPES = 'openid email profile'

/**
 * Cognito and this page, as the library wants them. The endpoints are given, not discovered: they are
 * not below the issuer's address.
 */
export function parties({ clientId, issuer, endpoints }: Config) {
  const server: oauth.AuthorizationServer = {
    issuer,
    authorization_endpoint: endpoints.authorize,
    token_endpoint: endpoints.token,
    revocation_endpoint: endpoints.revoke,
  }
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_S }
  // A stack on this machine has no TLS.
  const options = { [oauth.allowInsecureRequests]: isThisMachine(new URL(endpoints.token).hostname) }
  return { server, client, options }
}

/** Where Cognito sends people back to: the page itself, without query or fragment. */
export function ownAddress(): string {
  return `${location.origin}/`
}
