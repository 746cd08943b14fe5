import { describe, expect, it } from 'vitest'
import { token, tokenOf } from '../testing.ts'
import { decode } from './decode.ts'

describe('decode', () => {
  it('gives header and claims', () => {
    expect(decode(token({ sub: 'a' }))).toEqual({ header: { alg: 'RS256' }, claims: { sub: 'a' } })
  })

  it('takes a token without claims', () => {
    expect(decode(token({}))).toMatchObject({ claims: {} })
  })

  it('reads every script, and characters beyond 16 bits', () => {
    const claims = { name: 'Žofie Nováková 王芳 🏗️', 'Straße/Brücke': ['Ωmega', '\u0000'] }
    expect(decode(token(claims))).toMatchObject({ claims })
  })

  it('reads the two characters that base64url has of its own', () => {
    const claims = { a: '???>>>~~~' }
    const encoded = token(claims)
    expect(encoded).toMatch(/[-_]/)
    expect(decode(encoded)).toMatchObject({ claims })
  })

  it('takes 50 groups, and a token of a megabyte', () => {
    const groups = Array.from({ length: 50 }, (_, place) => `group ${place}`)
    expect(decode(token({ 'cognito:groups': groups }))).toMatchObject({
      claims: { 'cognito:groups': groups },
    })
    const claims = { long: 'x'.repeat(1_000_000) }
    expect(decode(token(claims))).toMatchObject({ claims })
  })

  it.each([
    ['', 'one part'],
    ['abc', 'one part'],
    ['a.b', '2 parts'],
    ['a.b.c.d.e', '5 parts'], // an encrypted one
    [tokenOf('{"alg":"RS256"}', '{').replace(/\.[^.]*\./, '.a b.'), 'characters that base64url has not'],
    ['e30.a.x', 'payload can not be decoded'], // one character is no byte
    ['e30.gICA.x', 'payload can not be decoded'], // no UTF-8
    [tokenOf('{}', 'not JSON'), 'payload is no JSON.'],
    [tokenOf('{}', '["a"]'), 'payload is no JSON object'],
    [tokenOf('{}', 'null'), 'payload is no JSON object'],
    [tokenOf('7', '{}'), 'header is no JSON object'],
  ])('says of %j why it is no token', (text, why) => {
    expect(decode(text)).toEqual({ problem: expect.stringContaining(why) })
  })
})
