import { describe, expect, it } from 'vitest'
import { formatDuration, parseTime, relativeTime } from './time.ts'

describe('times', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)

  it('parses only claims that hold a time', () => {
    expect(parseTime('exp', 0)).toEqual(new Date(0))
    expect(parseTime('exp', 1795262400)).toEqual(now)
    for (const [name, value] of [
      ['exp', '1795262400'],
      ['exp', undefined],
      ['exp', 1e300],
      ['exp', Number.NaN],
      ['cost', 1795262400],
    ] as const) {
      expect(parseTime(name, value)).toBeNull()
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
  ])('formats %d seconds: %s', (seconds, words) => {
    expect(relativeTime(after(seconds), now)).toBe(words)
  })

  it('formats zero', () => {
    expect(formatDuration(0)).toBe('0 s')
  })
})
