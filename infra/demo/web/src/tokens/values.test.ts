import { describe, expect, it } from 'vitest'
import { listIn, textsIn } from './list.ts'
import { COOKIE_BYTES, HEADER_BYTES, sizeOf } from './size.ts'
import { distance, duration, timeIn } from './time.ts'

describe('listIn', () => {
  it.each([
    [['a'], { items: ['a'], encoding: 'array' }],
    [[], { items: [], encoding: 'array' }],
    ['["a", 1]', { items: ['a', 1], encoding: 'json text' }],
    [' []', { items: [], encoding: 'json text' }],
    ['[draft]', null],
    ['{"a": 1}', null],
    ['a', null],
    ['7', null],
    [null, null],
    [{ 0: 'a', length: 1 }, null],
  ])('%j', (value, list) => {
    expect(listIn(value)).toEqual(list)
  })
})

describe('textsIn', () => {
  it.each([
    [
      ['a', 1, '', null, 'b'],
      ['a', 'b'],
    ],
    ['["a"]', ['a']],
    ['[draft]', ['[draft]']],
    ['', []],
    [null, []],
    [undefined, []],
    [{ a: 'b' }, []],
  ])('%j', (value, texts) => {
    expect(textsIn(value)).toEqual(texts)
  })
})

describe('times', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)

  it('knows which claims are times', () => {
    expect(timeIn('exp', 0)).toEqual(new Date(0))
    expect(timeIn('exp', 1795262400)).toEqual(now)
    for (const [name, value] of [
      ['exp', '1795262400'],
      ['exp', undefined],
      ['exp', 1e300],
      ['exp', Number.NaN],
      ['cost', 1795262400],
    ] as const) {
      expect(timeIn(name, value)).toBeNull()
    }
  })

  it.each([
    [0, 'now'],
    [1, 'in 1 s'],
    [59, 'in 59 s'],
    [60, 'in 1 min'],
    [3599, 'in 59 min 59 s'],
    [3600, 'in 1 h'],
    [3605, 'in 1 h'],
    [90061, 'in 1 d 1 h'],
    [-1, '1 s ago'],
    [-61, '1 min 1 s ago'],
  ])('counts %d seconds: %s', (seconds, words) => {
    expect(distance(after(seconds), now)).toBe(words)
  })

  it('has words for no time at all', () => {
    expect(duration(0)).toBe('0 s')
  })
})

describe('sizeOf', () => {
  it.each([
    [COOKIE_BYTES, null],
    [COOKIE_BYTES + 1, 'cookie'],
    [HEADER_BYTES - 'Bearer '.length, 'cookie'],
    [HEADER_BYTES - 'Bearer '.length + 1, 'Proxies refuse it'],
  ])('warns at %d bytes: %s', (bytes, warning) => {
    const told = sizeOf('x'.repeat(bytes))
    expect(told.bytes).toBe(bytes)
    if (warning === null) expect(told.warning).toBeNull()
    else expect(told.warning).toContain(warning)
  })
})
