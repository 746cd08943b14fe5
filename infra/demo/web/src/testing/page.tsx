import { cleanup, render, screen } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, beforeEach, vi } from 'vitest'
import { App } from '../App.tsx'
import type { Session } from '../auth/session.ts'
import { initialState } from '../state.ts'
import { CONFIG, session, token } from './fixtures.ts'

/** Creates a response, or is null for a network error. */
export type Respond = (() => Response | Promise<Response>) | null

/** The responses by URL; each test starts with a valid configuration alone. */
export let responses: Record<string, Respond>

/** Replaces the network and resets storage and URL for each test of the file. */
export function setUpPage() {
  beforeEach(() => {
    responses = { '/config.json': () => Response.json(CONFIG) }
    vi.stubGlobal('fetch', async (input: string | URL) => {
      const respond = responses[String(input)]
      if (!respond) throw new TypeError('Failed to fetch')
      return respond()
    })
  })
  afterEach(() => {
    cleanup()
    sessionStorage.clear()
    history.replaceState(null, '', '/')
    vi.unstubAllGlobals()
  })
}

export const renderPage = () => render(<App started={initialState()} />)

export const renderSignedIn = async (as: Session = session()) => {
  sessionStorage.setItem('session', JSON.stringify(as))
  renderPage()
  await heading(/Signed in as/)
}

/** Renders the page with the parameters of a callback, after this tab started a sign-in. */
export const renderCallback = (parameters: string, state = 'ours') => {
  const attempt = { state: 'ours', nonce: 'once', verifier: 'v'.repeat(43) }
  sessionStorage.setItem('sign-in', JSON.stringify(attempt))
  history.replaceState(null, '', `/?state=${state}&${parameters}`)
  renderPage()
}

/** A response of the token endpoint whose tokens hold the claims. */
export const tokenResponse = (claims: object = {}) =>
  Response.json({
    token_type: 'Bearer',
    access_token: session(claims).accessToken,
    refresh_token: 'refresh',
    expires_in: 3600,
    id_token: token({
      iss: CONFIG.issuer,
      aud: CONFIG.clientId,
      sub: '1',
      nonce: 'once',
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 3600,
      'cognito:username': 'anna',
      ...claims,
    }),
  })

export const heading = (name: RegExp) => screen.findByRole('heading', { level: 1, name })

/** The accessibility violations of the page. jsdom computes no colours; the end-to-end tests check contrast. */
export const violations = async () => {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
}
