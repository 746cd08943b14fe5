import * as oauth from 'oauth4webapi'
import { type Config, isLoopback } from '../config/config.ts'

/** How many seconds the device's clock may differ from Cognito's before a new token counts as expired. */
const CLOCK_TOLERANCE_S = 300

/** The requested scopes: those that the template allows the app client. */
export const SCOPES = 'openid email profile'

/**
 * The authorization server and client for oauth4webapi. The endpoints come from the configuration,
 * because Cognito's are not at the issuer's host.
 */
export function oauthContext({ clientId, issuer, endpoints }: Config) {
  const server: oauth.AuthorizationServer = {
    issuer,
    authorization_endpoint: endpoints.authorize,
    token_endpoint: endpoints.token,
    revocation_endpoint: endpoints.revoke,
  }
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_S }
  // A local stack has no TLS.
  const options = { [oauth.allowInsecureRequests]: isLoopback(new URL(endpoints.token).hostname) }
  return { server, client, options }
}

/** The callback and sign-out URL: this page, without query and fragment. */
export function redirectUri(): string {
  return `${location.origin}/`
}
