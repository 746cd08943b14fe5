import { describe, expect, it } from 'vitest'
import { CONFIG } from '../testing.ts'
import { checkedConfig } from './config.ts'

const problems = (value: unknown) => {
  const checked = checkedConfig(value)
  return 'problems' in checked ? checked.problems : []
}

describe('checkedConfig', () => {
  it('takes a stack with everything on, and one with neither API nor identity pool', () => {
    expect(checkedConfig(CONFIG)).toEqual({ config: CONFIG })
    expect(problems({ ...CONFIG, apiUrl: null, identityPool: null })).toEqual([])
  })

  it('takes an emulator on this machine', () => {
    const local = 'http://localhost:4566/oauth2'
    const endpoints = { authorize: local, token: local, revoke: 'http://127.0.0.1:4566/', logout: local }
    expect(problems({ ...CONFIG, endpoints, apiUrl: 'http://abc.execute-api.localhost:4566' })).toEqual([])
  })

  it.each([
    [null, 'It is not a JSON object.'],
    [[], 'It is not a JSON object.'],
    ['{}', 'It is not a JSON object.'],
  ])('refuses %j', (value, why) => {
    expect(problems(value)).toEqual([why])
  })

  it('names all that is missing of an empty one', () => {
    expect(problems({})).toHaveLength(17)
  })

  it.each([
    [{ clientId: '' }, 'clientId is missing, or empty.'],
    [{ region: 7 }, 'region is missing, or empty.'],
    [{ issuer: 'cognito' }, 'issuer is no web address.'],
    [{ triggerVersion: 'V4_0' }, 'triggerVersion is none of V1_0, V2_0 and V3_0.'],
    [{ claims: { id: ['a'], access: [''] } }, 'claims.access is no list of names.'],
    [{ apiUrl: 'http://api.example.com' }, 'apiUrl is neither null nor a web address.'],
    [{ apiUrl: 'javascript:alert(1)' }, 'apiUrl is neither null nor a web address.'],
    [{ apiUrl: 'http://localhost.example.com' }, 'apiUrl is neither null nor a web address.'],
    [
      { endpoints: { ...CONFIG.endpoints, token: 'javascript:alert(1)' } },
      'endpoints.token is no web address.',
    ],
    [{ identityPool: { ...CONFIG.identityPool, bucket: '' } }, 'identityPool.bucket is missing, or empty.'],
  ])('refuses %j', (change, why) => {
    expect(problems({ ...CONFIG, ...change })).toEqual([why])
  })
})
