// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { CONFIG, session } from '../testing/fixtures.ts'
import {
  heading,
  type Respond,
  renderSignedIn,
  responses,
  setUpPage,
  tokenResponse,
  violations,
} from '../testing/page.tsx'

setUpPage()

const row = (kind: 'id' | 'access', claim: string) =>
  document.querySelector(`[data-token="${kind}"] [data-claim="${claim}"]`)

describe('tokens', () => {
  it('shows the source of each claim', async () => {
    await renderSignedIn(session({ userName: 'anna', projects: ['Bridge', 'Tower'], department: null }))
    expect(row('id', 'projects')?.textContent).toBe('projectsBridgeTowerEnriched')
    expect(row('access', 'projects')?.querySelectorAll('li')).toHaveLength(2)
    expect(row('id', 'department')?.textContent).toBe('departmentnullAbsent')
    expect(row('id', 'sub')?.textContent).toBe('sub1Cognito')
    expect(row('id', 'exp')?.textContent).toMatch(/in (1 h|59 min \d+ s)/)
    expect(await violations()).toEqual([])
  })

  it('shows the JSON text of V1_0 as a list', async () => {
    await renderSignedIn(session({ projects: '["Bridge","Tower"]' }))
    expect(row('id', 'projects')?.querySelectorAll('li')).toHaveLength(2)
    expect(row('id', 'projects')?.textContent).toContain('sent as JSON text')
  })

  it('shows one token if the other cannot be decoded', async () => {
    await renderSignedIn({ ...session({ department: 'Legal' }), accessToken: 'opaque' })
    expect(screen.getByRole('alert').textContent).toMatch(/not a JSON Web Token/)
    expect(row('id', 'department')?.textContent).toContain('Legal')
  })

  it('warns about a token that is too large for a header', async () => {
    const projects = Array.from({ length: 500 }, (_, place) => `project number ${place}`)
    await renderSignedIn(session({ projects }))
    expect(screen.getAllByText(/Too large for a header/)).toHaveLength(2)
  })

  it('warns about expired tokens and a wrong clock', async () => {
    await renderSignedIn({ ...session({ exp: 1000 }), clockSkew: 240 })
    expect(screen.getByText(/Your tokens expired/)).toBeTruthy()
    expect(screen.getByText(/clock is 4 min behind/)).toBeTruthy()
    expect(await violations()).toEqual([])
  })
})

describe('refresh', () => {
  const refresh = () => userEvent.click(screen.getByRole('button', { name: 'Refresh tokens' }))

  it('shows the changed claims', async () => {
    responses[CONFIG.endpoints.token] = () =>
      tokenResponse({ projects: ['Tower', 'Tunnel'], department: 'Sales', tier: 'gold' })
    await renderSignedIn(session({ projects: ['Bridge', 'Tower'], department: 'Legal', role: 'lead' }))
    await refresh()
    const changes = screen.getByRole('status', { name: 'Changes after refresh' })
    await within(changes).findByText(/Some claims changed/)
    const items = changes.querySelectorAll('[data-changes="access"] li')
    expect([...items].map((item) => item.textContent)).toEqual([
      'department: changed from Legal to Sales',
      'projects: added Tunnel, removed Bridge',
      'role: removed, was lead',
      'tier: added with the value gold',
    ])
    expect(row('access', 'projects')?.textContent).toContain('Tunnel')
    expect(await violations()).toEqual([])
  })

  it('ends the session if Cognito rejects the refresh token', async () => {
    responses[CONFIG.endpoints.token] = () => Response.json({ error: 'invalid_grant' }, { status: 400 })
    await renderSignedIn()
    await refresh()
    await heading(/See the claims in your tokens/)
    expect(screen.getByRole('alert').textContent).toMatch(/session has ended/)
    expect(sessionStorage.getItem('session')).toBeNull()
  })

  it('keeps the session after a network error', async () => {
    await renderSignedIn()
    await refresh()
    expect((await screen.findByRole('alert')).textContent).toMatch(/Cannot reach Cognito/)
    await heading(/Signed in/)
    expect(sessionStorage.getItem('session')).not.toBeNull()
    const button = screen.getByRole('button', { name: 'Refresh tokens' })
    expect(button.getAttribute('aria-disabled')).toBe('false')
  })
})

describe('API request', () => {
  const send = async (respond: Respond) => {
    responses[`${CONFIG.apiUrl}/optimized/projects`] = respond
    await renderSignedIn()
    await userEvent.click(screen.getByRole('button', { name: 'Send request to the optimized route' }))
    return document.querySelector('[data-route="optimized"]')
  }

  it('shows response, table reads and times', async () => {
    const headers = { 'x-table-reads': '0', 'x-decision-ms': '0.042' }
    const card = await send(() => Response.json({ projects: ['Bridge'] }, { headers }))
    await screen.findByText(/HTTP 200/)
    expect(card?.textContent).toMatch(/Table reads0Total time\d+ msAccess check time< 1 ms/)
    expect(card?.textContent).toContain('Bridge')
    expect(await violations()).toEqual([])
  })

  it.each([
    [401, /missing, expired, or from another stack/],
    [403, /Access denied/],
    [503, /could not check your access/],
    [418, /Unexpected status/],
  ])('explains HTTP %d', async (status, explanation) => {
    const card = await send(() => new Response('{"message":"no"}', { status }))
    await screen.findByText(new RegExp(`HTTP ${status}.$`))
    expect(card?.textContent).toMatch(explanation)
    expect(card?.textContent).toContain('unknown')
  })

  it('explains a network error', async () => {
    await send(null)
    expect((await screen.findByRole('alert')).textContent).toMatch(/Cannot reach the API/)
  })
})

describe('files', () => {
  it('shows why the identity pool issues no credentials', async () => {
    responses['https://cognito-identity.eu-west-1.amazonaws.com/'] = () =>
      Response.json({ message: 'Token is not from a supported provider' }, { status: 400 })
    await renderSignedIn(session({ department: 'Legal' }))
    await userEvent.click(screen.getByRole('button', { name: 'List files' }))
    expect((await screen.findByRole('alert')).textContent).toMatch(
      /did not issue credentials.*supported provider/,
    )
  })
})
