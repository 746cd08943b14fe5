import { describe, expect, it } from 'vitest'
import { token, tokenOf } from '../testing/fixtures.ts'
import { decode } from './decode.ts'

describe('decode', () => {
  it('returns header and claims', () => {
    expect(decode(token({ sub: 'a' }))).toEqual({ header: { alg: 'RS256' }, claims: { sub: 'a' } })
  })

  it('accepts a token without claims', () => {
    expect(decode(token({}))).toMatchObject({ claims: {} })
  })

  it('decodes UTF-8', () => {
    const claims = { name: 'Žofie Nováková 王芳 🏗️', 'Straße/Brücke': ['Ωmega', '\u0000'] }
    expect(decode(token(claims))).toMatchObject({ claims })
  })

  it('decodes the characters - and _ of base64url', () => {
    const claims = { a: '???>>>~~~' }
    const encoded = token(claims)
    expect(encoded).toMatch(/[-_]/)
    expect(decode(encoded)).toMatchObject({ claims })
  })

  it('decodes 50 groups and a token of 1 MB', () => {
    const groups = Array.from({ length: 50 }, (_, place) => `group ${place}`)
    expect(decode(token({ 'cognito:groups': groups }))).toMatchObject({
      claims: { 'cognito:groups': groups },
    })
    const claims = { long: 'x'.repeat(1_000_000) }
    expect(decode(token(claims))).toMatchObject({ claims })
  })

  it.each([
    ['', '1 of 3'],
    ['abc', '1 of 3'],
    ['a.b', '2 of 3'],
    ['a.b.c.d.e', '5 of 3'], // encrypted
    [tokenOf('{"alg":"RS256"}', '{').replace(/\.[^.]*\./, '.a b.'), 'not base64url'],
    ['e30.a.x', 'payload of the token is not base64url'], // one character is not a byte
    ['e30.gICA.x', 'payload of the token is not base64url of UTF-8'], // invalid UTF-8
    [tokenOf('{}', 'not JSON'), 'payload of the token is not valid JSON.'],
    [tokenOf('{}', '["a"]'), 'payload of the token is not a JSON object'],
    [tokenOf('{}', 'null'), 'payload of the token is not a JSON object'],
    [tokenOf('7', '{}'), 'header of the token is not a JSON object'],
  ])('explains why %j is not a token', (text, why) => {
    expect(decode(text)).toEqual({ problem: expect.stringContaining(why) })
  })
})
