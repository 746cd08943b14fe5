import { describe, expect, it } from 'vitest'
import { difference } from './difference.ts'

describe('difference', () => {
  it('leaves out what differs in every token', () => {
    const before = { iat: 1, exp: 2, jti: 'a', nonce: 'n', auth_time: 1, sub: 's', projects: ['a'] }
    expect(difference(before, { iat: 3, exp: 4, jti: 'b', auth_time: 3, sub: 's', projects: ['a'] })).toEqual(
      [],
    )
  })

  it('finds what came, what went and what changed', () => {
    const before = { department: 'Legal', gone: 1, same: { a: 1, b: [2] } }
    expect(difference(before, { department: 'Sales', came: null, same: { b: [2], a: 1 } })).toEqual([
      { kind: 'added', name: 'came', now: null },
      { kind: 'changed', name: 'department', before: 'Legal', now: 'Sales', items: null },
      { kind: 'removed', name: 'gone', before: 1 },
    ])
  })

  it('tells null from missing, and a number from its text', () => {
    expect(difference({ a: null, b: 1 }, { b: '1' })).toEqual([
      { kind: 'removed', name: 'a', before: null },
      { kind: 'changed', name: 'b', before: 1, now: '1', items: null },
    ])
    expect(difference({ projects: null }, { projects: ['a'] })).toMatchObject([
      { kind: 'changed', items: null },
    ])
  })

  it.each([
    ['arrays', ['a', 'b', 'c'], ['b', 'c', 'd']],
    ['JSON text, as V1_0 has it', '["a","b","c"]', '["b","c","d"]'],
  ])('looks into lists: %s', (_, before, now) => {
    expect(difference({ projects: before }, { projects: now })).toMatchObject([
      { kind: 'changed', items: { added: ['d'], removed: ['a'] } },
    ])
  })

  it('sees another order, without items', () => {
    expect(difference({ p: ['a', 'b'] }, { p: ['b', 'a'] })).toMatchObject([{ kind: 'changed', items: null }])
  })

  it('does not compare text with an array item by item', () => {
    expect(difference({ p: '["a"]' }, { p: ['b'] })).toMatchObject([{ kind: 'changed', items: null }])
  })

  it('goes through 50 groups', () => {
    const groups = Array.from({ length: 50 }, (_, place) => `group ${place}`)
    expect(difference({ 'cognito:groups': groups }, { 'cognito:groups': groups.slice(1) })).toMatchObject([
      { items: { added: [], removed: ['group 0'] } },
    ])
  })
})
