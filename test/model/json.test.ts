import { describe, expect, test } from 'vitest'
import { canonicalJson, parseJson } from '../../src/model/json.ts'

describe('a JSON text', () => {
  test.each([
    ['null', null],
    ['{"a":[1,"]]]\\"[["]}', { a: [1, ']]]"[['] }],
    [`${'['.repeat(64)}${']'.repeat(64)}`, expect.any(Array)],
    [`[${'{"a":[]},'.repeat(1_000)}1]`, expect.any(Array)],
    [`"${'['.repeat(1_000)}"`, '['.repeat(1_000)],
    [`"\\\\${'['.repeat(1_000)}"`, `\\${'['.repeat(1_000)}`],
  ])('%.40s is read', (text, expected) => {
    expect(parseJson(text)).toEqual(expected)
  })

  test.each([
    [''],
    ['{"a":1'],
    ['<html>'],
    ['\ufeff{}'],
    ['NaN'],
    [`${'['.repeat(65)}${']'.repeat(65)}`],
    ['['.repeat(2_000_000)],
    ['{"a":'.repeat(200_000)],
    [`"${'\\'.repeat(2_000_001)}`],
  ])('%.40s is none', text => {
    expect(parseJson(text)).toBeUndefined()
  })

  test('may be as long as an answer may be', () => {
    const long = 'x'.repeat(20_000_000)
    expect(parseJson(JSON.stringify({ long }))).toEqual({ long })
  })

  test('has its keys as keys, whatever they are', () => {
    const json = parseJson('{"constructor":1,"__proto__":{"admin":true},"a":2}')
    expect(canonicalJson(json)).toBe('{"__proto__":{"admin":true},"a":2,"constructor":1}')
    expect(Reflect.get({}, 'admin')).toBeUndefined()
  })
})
