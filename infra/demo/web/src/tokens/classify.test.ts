import { describe, expect, it } from 'vitest'
import { classified } from './classify.ts'

const EXPECTED = ['userName', 'projects', 'department']

const origins = (claims: object, expected = EXPECTED) =>
  Object.fromEntries(
    classified(claims as Record<string, unknown>, expected).map(({ name, origin }) => [name, origin]),
  )

describe('classified', () => {
  it('tells enriched claims from those of Cognito', () => {
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

  it('takes null and what is missing for absent', () => {
    expect(origins({ projects: null, department: '', other: null })).toEqual({
      userName: 'absent',
      projects: 'absent',
      department: 'enriched',
      other: 'absent',
    })
    expect(classified({ projects: null }, ['projects', 'department']).map(({ value }) => value)).toEqual([
      null,
      undefined,
    ])
  })

  it('expects nothing of a token that the rules leave alone', () => {
    expect(origins({ sub: '1' }, [])).toEqual({ sub: 'cognito' })
  })

  it('believes the rules where they overwrite a claim of Cognito', () => {
    expect(origins({ email: 'new@example.com' }, ['email'])).toEqual({ email: 'enriched' })
  })

  it('has the enriched first, in the order of the rules, and the rest as the token has it', () => {
    const names = classified(
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

  it('is not misled by names that every object has', () => {
    expect(origins({}, ['constructor'])).toEqual({ constructor: 'absent' })
    expect(origins({ toString: 'x' }, [])).toEqual({ toString: 'enriched' })
  })
})
