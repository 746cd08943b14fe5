import { describe, expect, it } from 'vitest'
import { parseList, textItems } from './list.ts'

describe('parseList', () => {
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
    expect(parseList(value)).toEqual(list)
  })
})

describe('textItems', () => {
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
    expect(textItems(value)).toEqual(texts)
  })
})
