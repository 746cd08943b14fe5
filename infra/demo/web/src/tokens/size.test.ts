import { describe, expect, it } from 'vitest'
import { COOKIE_BYTES, HEADER_BYTES, tokenSize } from './size.ts'

describe('tokenSize', () => {
  it.each([
    [COOKIE_BYTES, null],
    [COOKIE_BYTES + 1, 'cookie'],
    [HEADER_BYTES - 'Bearer '.length, 'cookie'],
    [HEADER_BYTES - 'Bearer '.length + 1, 'Too large for a header'],
  ])('warns at %d bytes: %s', (bytes, warning) => {
    const told = tokenSize('x'.repeat(bytes))
    expect(told.bytes).toBe(bytes)
    if (warning === null) expect(told.warning).toBeNull()
    else expect(told.warning).toContain(warning)
  })
})
