import { describe, expect, it } from 'vitest'
import { classifyClaims } from './classify.ts'

const EXPECTED = ['userName', 'projects', 'department']

const origins = (claims: object, expected = EXPECTED) =>
  Object.fromEntries(
    classifyClaims(claims as Record<string, unknown>, expected).map(({ name, origin }) => [name, origin]),
  )

describe('classifyClaims', () => {
  it('separates enriched claims from claims of Cognito', () => {
    expect(
      origins({
        sub: '1',
        'cognito:groups': ['a'],
        'custom:tenant': 'x',
        email: 'a@example.com',
        client_id: 'c',
        userName: 'anna',
        projects: ['Bridge'],
        department: 'Legal',
        tier: 'gold',
      }),
    ).toEqual({
      sub: 'cognito',
      'cognito:groups': 'cognito',
      'custom:tenant': 'cognito',
      email: 'cognito',
      client_id: 'cognito',
      userName: 'enriched',
      projects: 'enriched',
      department: 'enriched',
      tier: 'enriched',
    })
  })

  it('treats null and missing claims as absent', () => {
    expect(origins({ projects: null, department: '', other: null })).toEqual({
      userName: 'absent',
      projects: 'absent',
      department: 'enriched',
      other: 'absent',
    })
    expect(classifyClaims({ projects: null }, ['projects', 'department']).map(({ value }) => value)).toEqual([
      null,
      undefined,
    ])
  })

  it('reports no absent claim without rules for the token', () => {
    expect(origins({ sub: '1' }, [])).toEqual({ sub: 'cognito' })
  })

  it('treats a claim of Cognito that the rules overwrite as enriched', () => {
    expect(origins({ email: 'new@example.com' }, ['email'])).toEqual({ email: 'enriched' })
  })

  it('lists enriched claims first, in the order of the rules', () => {
    const names = classifyClaims(
      { iss: 'i', department: 'Legal', tier: 'gold', aud: 'a', userName: 'anna' },
      EXPECTED,
    )
    expect(names.map(({ name }) => name)).toEqual([
      'userName',
      'projects',
      'department',
      'tier',
      'iss',
      'aud',
    ])
  })

  it('handles names of Object.prototype', () => {
    expect(origins({}, ['constructor'])).toEqual({ constructor: 'absent' })
    expect(origins({ toString: 'x' }, [])).toEqual({ toString: 'enriched' })
  })
})
