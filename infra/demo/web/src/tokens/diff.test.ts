import { describe, expect, it } from 'vitest'
import { diffClaims } from './diff.ts'

describe('diffClaims', () => {
  it('ignores claims that differ in every token', () => {
    const before = { iat: 1, exp: 2, jti: 'a', nonce: 'n', auth_time: 1, sub: 's', projects: ['a'] }
    expect(diffClaims(before, { iat: 3, exp: 4, jti: 'b', auth_time: 3, sub: 's', projects: ['a'] })).toEqual(
      [],
    )
  })

  it('finds added, removed and changed claims', () => {
    const before = { department: 'Legal', gone: 1, same: { a: 1, b: [2] } }
    expect(diffClaims(before, { department: 'Sales', came: null, same: { b: [2], a: 1 } })).toEqual([
      { kind: 'added', name: 'came', now: null },
      { kind: 'changed', name: 'department', before: 'Legal', now: 'Sales', items: null },
      { kind: 'removed', name: 'gone', before: 1 },
    ])
  })

  it('distinguishes null from missing, and a number from its text', () => {
    expect(diffClaims({ a: null, b: 1 }, { b: '1' })).toEqual([
      { kind: 'removed', name: 'a', before: null },
      { kind: 'changed', name: 'b', before: 1, now: '1', items: null },
    ])
    expect(diffClaims({ projects: null }, { projects: ['a'] })).toMatchObject([
      { kind: 'changed', items: null },
    ])
  })

  it.each([
    ['arrays', ['a', 'b', 'c'], ['b', 'c', 'd']],
    ['JSON text, as V1_0 has it', '["a","b","c"]', '["b","c","d"]'],
  ])('compares the items of lists: %s', (_, before, now) => {
    expect(diffClaims({ projects: before }, { projects: now })).toMatchObject([
      { kind: 'changed', items: { added: ['d'], removed: ['a'] } },
    ])
  })

  it('reports a changed order without items', () => {
    expect(diffClaims({ p: ['a', 'b'] }, { p: ['b', 'a'] })).toMatchObject([{ kind: 'changed', items: null }])
  })

  it('does not compare text with an array item by item', () => {
    expect(diffClaims({ p: '["a"]' }, { p: ['b'] })).toMatchObject([{ kind: 'changed', items: null }])
  })

  it('goes through 50 groups', () => {
    const groups = Array.from({ length: 50 }, (_, place) => `group ${place}`)
    expect(diffClaims({ 'cognito:groups': groups }, { 'cognito:groups': groups.slice(1) })).toMatchObject([
      { items: { added: [], removed: ['group 0'] } },
    ])
  })
})
