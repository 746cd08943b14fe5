import { describe, expect, it } from 'vitest'
import { CONFIG } from '../testing/fixtures.ts'
import { validateConfig } from './config.ts'

const problems = (value: unknown) => {
  const checked = validateConfig(value)
  return 'problems' in checked ? checked.problems : []
}

describe('validateConfig', () => {
  it('accepts a stack with all features, and one without API and identity pool', () => {
    expect(validateConfig(CONFIG)).toEqual({ config: CONFIG })
    expect(problems({ ...CONFIG, apiUrl: null, identityPool: null })).toEqual([])
  })

  it('accepts http URLs of this computer', () => {
    const local = 'http://localhost:4566/oauth2'
    const endpoints = { authorize: local, token: local, revoke: 'http://127.0.0.1:4566/', logout: local }
    expect(problems({ ...CONFIG, endpoints, apiUrl: 'http://abc.execute-api.localhost:4566' })).toEqual([])
  })

  it.each([
    [null, 'The file is not a JSON object.'],
    [[], 'The file is not a JSON object.'],
    ['{}', 'The file is not a JSON object.'],
  ])('rejects %j', (value, why) => {
    expect(problems(value)).toEqual([why])
  })

  it('reports every missing field', () => {
    expect(problems({})).toHaveLength(17)
  })

  it.each([
    [{ clientId: '' }, 'clientId is missing or empty.'],
    [{ region: 7 }, 'region is missing or empty.'],
    [{ issuer: 'cognito' }, 'issuer must be an https URL.'],
    [{ triggerVersion: 'V4_0' }, 'triggerVersion must be V1_0, V2_0 or V3_0.'],
    [{ claims: { id: ['a'], access: [''] } }, 'claims.access must be a list of names.'],
    [{ apiUrl: 'http://api.example.com' }, 'apiUrl must be null or an https URL.'],
    [{ apiUrl: 'javascript:alert(1)' }, 'apiUrl must be null or an https URL.'],
    [{ apiUrl: 'http://localhost.example.com' }, 'apiUrl must be null or an https URL.'],
    [
      { endpoints: { ...CONFIG.endpoints, token: 'javascript:alert(1)' } },
      'endpoints.token must be an https URL.',
    ],
    [{ identityPool: { ...CONFIG.identityPool, bucket: '' } }, 'identityPool.bucket is missing or empty.'],
  ])('rejects %j', (change, why) => {
    expect(problems({ ...CONFIG, ...change })).toEqual([why])
  })
})
