// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { CONFIG, session } from './testing/fixtures.ts'
import {
  heading,
  type Respond,
  renderCallback,
  renderPage,
  responses,
  setUpPage,
  tokenResponse,
  violations,
} from './testing/page.tsx'

setUpPage()

const SIGNED_OUT = /See the claims in your tokens/

describe('configuration', () => {
  it.each<[string, Respond, RegExp]>([
    ['missing', () => new Response('', { status: 404 }), /Cannot load \/config.json \(HTTP 404\)/],
    ['not JSON', () => new Response('<html>'), /is not valid JSON/],
    ['incomplete', () => Response.json({ ...CONFIG, clientId: '' }), /clientId is missing/],
    ['unreachable', null, /Cannot load \/config.json\. Check/],
  ])('%s: shows the problem and the commands', async (_, respond, problem) => {
    responses['/config.json'] = respond
    renderPage()
    await heading(/This page is not configured/)
    expect(screen.getByRole('alert').textContent).toMatch(problem)
    expect(screen.getByText('infra/demo/web/serve --local claims')).toBeTruthy()
    expect(await violations()).toEqual([])
  })
})

describe('sign-in callback', () => {
  it('shows the user and removes the code from the URL', async () => {
    responses[CONFIG.endpoints.token] = () => tokenResponse()
    renderCallback('code=abc')
    const title = await heading(/Signed in as anna/)
    expect(document.activeElement).toBe(title)
    expect(location.href).toBe(`${location.origin}/`)
    expect(sessionStorage.getItem('sign-in')).toBeNull()
    expect(localStorage.length).toBe(0)
  })

  const triggerError = 'error=invalid_request&error_description=PreTokenGeneration+failed+with+error+ours.'
  const tokenError = (status: number, body: string) => () =>
    new Response(body, { status, headers: { 'content-type': 'application/json' } })
  it.each<[string, string, Respond, RegExp]>([
    ['trigger error', triggerError, null, /trigger returned an error.*failed with error ours\./],
    ['access denied', 'error=access_denied', null, /Cognito denied the sign-in/],
    ['used code', 'code=a', tokenError(400, '{"error":"invalid_grant"}'), /code is not valid/],
    ['Cognito error', 'code=a', tokenError(500, 'oops'), /Cognito is unavailable.*HTTP 500/],
    ['network error', 'code=a', null, /Cannot reach Cognito/],
    ['expired token', 'code=a', () => tokenResponse({ exp: 1 }), /device’s clock is wrong/],
    ['wrong issuer', 'code=a', () => tokenResponse({ iss: 'https://other' }), /Unexpected response/],
    ['wrong audience', 'code=a', () => tokenResponse({ aud: 'other' }), /Unexpected response/],
    ['wrong nonce', 'code=a', () => tokenResponse({ nonce: 'twice' }), /Unexpected response/],
  ])('%s: shows the problem', async (_, callback, respond, problem) => {
    responses[CONFIG.endpoints.token] = respond
    renderCallback(callback)
    await heading(SIGNED_OUT)
    expect(screen.getByRole('alert').textContent).toMatch(problem)
    expect(sessionStorage.getItem('session')).toBeNull()
    expect(await violations()).toEqual([])
  })

  it.each(['code=a', 'error=x&error_description=Call+this+number'])(
    'rejects a forged callback: %s',
    async (callback) => {
      responses[CONFIG.endpoints.token] = () => tokenResponse()
      renderCallback(callback, 'theirs')
      await heading(SIGNED_OUT)
      expect(screen.getByRole('alert').textContent).toMatch(/not started in this tab/)
      expect(document.body.textContent).not.toContain('Call this number')
    },
  )

  it('ignores the session of another stack', async () => {
    sessionStorage.setItem('session', JSON.stringify({ ...session(), clientId: 'another' }))
    renderPage()
    await heading(SIGNED_OUT)
  })
})
