// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from './App.tsx'
import type { Session } from './auth/session.ts'
import { start } from './state.ts'
import { CONFIG, session, token } from './testing.ts'

type Answer = () => Response | Promise<Response>

/** What answers at which address; `null` stands for a network that is gone. */
let answers: Record<string, Answer | null>

beforeEach(() => {
  answers = { '/config.json': () => Response.json(CONFIG) }
  vi.stubGlobal('fetch', async (input: string | URL) => {
    const answer = answers[String(input)]
    if (!answer) throw new TypeError('Failed to fetch')
    return answer()
  })
})

afterEach(() => {
  cleanup()
  sessionStorage.clear()
  history.replaceState(null, '', '/')
  vi.unstubAllGlobals()
})

const open = () => render(<App started={start()} />)
const signedIn = (as: Session = session()) => {
  sessionStorage.setItem('session', JSON.stringify(as))
  return open()
}
const back = (answer: string, state = 'ours') => {
  const begun = { state: 'ours', nonce: 'once', verifier: 'v'.repeat(43) }
  sessionStorage.setItem('sign-in', JSON.stringify(begun))
  history.replaceState(null, '', `/?state=${state}&${answer}`)
  return open()
}
const tokens = (claims: object = {}) =>
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
const heading = (name: RegExp) => screen.findByRole('heading', { level: 1, name })
const line = (kind: 'id' | 'access', claim: string) =>
  document.querySelector(`[data-token="${kind}"] [data-claim="${claim}"]`)
const faults = async () => {
  // Colours are none here; the browser's tests look at them.
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
}

describe('configuration', () => {
  it.each<[string, Answer | null, RegExp]>([
    ['missing', () => new Response('', { status: 404 }), /no \/config.json here \(HTTP 404\)/],
    ['no JSON', () => new Response('<html>'), /is no JSON/],
    ['incomplete', () => Response.json({ ...CONFIG, clientId: '' }), /clientId is missing/],
    ['out of reach', null, /could not be fetched/],
  ])('%s: says so, and what to run', async (_, answer, why) => {
    answers['/config.json'] = answer
    open()
    await heading(/belongs to no stack/)
    expect(screen.getByRole('alert').textContent).toMatch(why)
    expect(screen.getByText('infra/demo/web/serve --local claims')).toBeTruthy()
    expect(await faults()).toEqual([])
  })
})

describe('coming back from the sign-in page', () => {
  it('shows who is signed in, and leaves no code in the address', async () => {
    answers[CONFIG.endpoints.token] = () => tokens()
    back('code=abc')
    const title = await heading(/Signed in as anna/)
    expect(document.activeElement).toBe(title)
    expect(location.href).toBe(`${location.origin}/`)
    expect(sessionStorage.getItem('sign-in')).toBeNull()
    expect(localStorage.length).toBe(0)
  })

  const says = 'error=invalid_request&error_description=PreTokenGeneration+failed+with+error+ours.'
  const ofTokens = (status: number, body: string) => () =>
    new Response(body, { status, headers: { 'content-type': 'application/json' } })
  it.each<[string, string, Answer | null, RegExp]>([
    ['the trigger refused', says, null, /trigger refused the sign-in.*failed with error ours\./],
    ['the person refused', 'error=access_denied', null, /sign-in was refused/],
    ['a spent code', 'code=a', ofTokens(400, '{"error":"invalid_grant"}'), /code of this sign-in is spent/],
    ['a Cognito that fails', 'code=a', ofTokens(500, 'oops'), /Cognito failed.*HTTP 500/],
    ['no network', 'code=a', null, /can not be reached/],
    ['an expired token', 'code=a', () => tokens({ exp: 1 }), /clock of this device is wrong/],
    ['another issuer', 'code=a', () => tokens({ iss: 'https://other' }), /not what it should be/],
    ['another client', 'code=a', () => tokens({ aud: 'other' }), /not what it should be/],
    ['another nonce', 'code=a', () => tokens({ nonce: 'twice' }), /not what it should be/],
  ])('%s: says so', async (_, answer, atTokens, why) => {
    answers[CONFIG.endpoints.token] = atTokens
    back(answer)
    await heading(/See what your tokens say/)
    expect(screen.getByRole('alert').textContent).toMatch(why)
    expect(sessionStorage.getItem('session')).toBeNull()
    expect(await faults()).toEqual([])
  })

  it.each(['code=a', 'error=x&error_description=Call+this+number'])(
    'takes no answer that somebody else made: %s',
    async (answer) => {
      answers[CONFIG.endpoints.token] = () => tokens()
      back(answer, 'theirs')
      await heading(/See what your tokens say/)
      expect(screen.getByRole('alert').textContent).toMatch(/not begun here/)
      expect(document.body.textContent).not.toContain('Call this number')
    },
  )
})

describe('tokens', () => {
  it('marks each claim', async () => {
    signedIn(session({ userName: 'anna', projects: ['Bridge', 'Tower'], department: null }))
    await heading(/Signed in as anna/)
    expect(line('id', 'projects')?.textContent).toBe('projectsBridgeTowerenriched')
    expect(line('access', 'projects')?.querySelectorAll('li')).toHaveLength(2)
    expect(line('id', 'department')?.textContent).toBe('departmentnullabsent')
    expect(line('id', 'sub')?.textContent).toBe('sub1Cognito')
    expect(line('id', 'exp')?.textContent).toMatch(/in (1 h|59 min \d+ s)/)
    expect(await faults()).toEqual([])
  })

  it('shows the JSON text of V1_0 as a list', async () => {
    signedIn(session({ projects: '["Bridge","Tower"]' }))
    await heading(/Signed in/)
    expect(line('id', 'projects')?.querySelectorAll('li')).toHaveLength(2)
    expect(line('id', 'projects')?.textContent).toContain('held as text, in JSON')
  })

  it('says of a token that it is none, and shows the other', async () => {
    signedIn({ ...session({ department: 'Legal' }), accessToken: 'opaque' })
    await heading(/Signed in/)
    expect(screen.getByRole('alert').textContent).toMatch(/no JSON Web Token/)
    expect(line('id', 'department')?.textContent).toContain('Legal')
  })

  it('warns of a token that proxies refuse', async () => {
    signedIn(session({ projects: Array.from({ length: 500 }, (_, place) => `project number ${place}`) }))
    await heading(/Signed in/)
    expect(screen.getAllByText(/Proxies refuse it/)).toHaveLength(2)
  })

  it('says so when they have expired, and when the clock is off', async () => {
    signedIn({ ...session({ exp: 1000 }), clockLag: 240 })
    await heading(/Signed in/)
    expect(screen.getByText(/They expired/)).toBeTruthy()
    expect(screen.getByText(/clock of this device is 4 min behind/)).toBeTruthy()
    expect(await faults()).toEqual([])
  })

  it('has no use for the session of another stack', async () => {
    signedIn({ ...session(), clientId: 'another' })
    await heading(/See what your tokens say/)
  })
})

describe('refresh', () => {
  const refresh = async () => {
    await heading(/Signed in/)
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }))
  }

  it('shows what changed', async () => {
    answers[CONFIG.endpoints.token] = () => tokens({ projects: ['Tower', 'Tunnel'] })
    signedIn(session({ projects: ['Bridge', 'Tower'] }))
    await refresh()
    const changes = screen.getByRole('status', { name: 'What the refresh changed' })
    await within(changes).findByText(/the claims changed/)
    const ofAccess = changes.querySelector('[data-changes="access"]')
    expect(ofAccess?.textContent).toBe('projects changed: added Tunnel, removed Bridge')
    expect(line('access', 'projects')?.textContent).toContain('Tunnel')
    expect(await faults()).toEqual([])
  })

  it('ends a session that Cognito takes no more', async () => {
    answers[CONFIG.endpoints.token] = () => Response.json({ error: 'invalid_grant' }, { status: 400 })
    signedIn()
    await refresh()
    await heading(/See what your tokens say/)
    expect(screen.getByRole('alert').textContent).toMatch(/session has ended/)
    expect(sessionStorage.getItem('session')).toBeNull()
  })

  it('keeps the session when the network is gone', async () => {
    signedIn()
    await refresh()
    expect((await screen.findByRole('alert')).textContent).toMatch(/can not be reached/)
    await heading(/Signed in/)
    expect(sessionStorage.getItem('session')).not.toBeNull()
    expect(screen.getByRole('button', { name: 'Refresh' }).getAttribute('aria-disabled')).toBe('false')
  })
})

describe('the API', () => {
  const ask = async (answer: Answer | null) => {
    answers[`${CONFIG.apiUrl}/optimized/projects`] = answer
    signedIn()
    await heading(/Signed in/)
    await userEvent.click(screen.getByRole('button', { name: 'Ask optimized' }))
    return document.querySelector('[data-route="optimized"]')
  }

  it('shows answer, reads and time', async () => {
    const headers = { 'x-table-reads': '0', 'x-decision-ms': '0.042' }
    const card = await ask(() => Response.json({ projects: ['Bridge'] }, { headers }))
    await screen.findByText(/HTTP 200/)
    expect(card?.textContent).toMatch(/Table reads0Time\d+ msof it, to decideless than 1 ms/)
    expect(card?.textContent).toContain('Bridge')
    expect(await faults()).toEqual([])
  })

  it.each([
    [401, /Not signed in/],
    [403, /claims do not allow it/],
    [503, /could not find out/],
    [418, /HTTP 418/],
  ])('has words for %d', async (status, why) => {
    const card = await ask(() => new Response('{"message":"no"}', { status }))
    await screen.findByText(new RegExp(`HTTP ${status}.$`))
    expect(card?.textContent).toMatch(why)
    expect(card?.textContent).toContain('not said')
  })

  it('has words for a network that is gone', async () => {
    await ask(null)
    expect((await screen.findByRole('alert')).textContent).toMatch(/API can not be reached/)
  })
})

describe('the department', () => {
  const service = 'https://cognito-identity.eu-west-1.amazonaws.com/'

  it('says why there are no credentials', async () => {
    answers[service] = () =>
      Response.json({ message: 'Token is not from a supported provider' }, { status: 400 })
    signedIn(session({ department: 'Legal' }))
    await heading(/Signed in/)
    await userEvent.click(screen.getByRole('button', { name: 'List' }))
    expect((await screen.findByRole('alert')).textContent).toMatch(/gives no credentials.*supported provider/)
  })
})
