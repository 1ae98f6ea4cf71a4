import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyRedaction } from '../../src/lightfield/redact-key.ts'

const key = 'sk_lf_0123456789abcdefGHIJ'
const redactKey = keyRedaction(key)

/** The text with every character written as JSON may write it, though it need not. */
function escaped(text: string): string {
  return [...text].map(character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
}

function percentEncoded(text: string): string {
  return [...text].map(character => `%${character.charCodeAt(0).toString(16)}`).join('')
}

function inBase64(text: string): string {
  return Buffer.from(text).toString('base64')
}

test.each([
  ['as it is', `{"message":"Bearer ${key} is unknown"}`, 'Bearer [the API key] is unknown'],
  ['twice', `{"message":"${key} ${key}"}`, '[the API key] [the API key]'],
  ['twice without anything between', `{"message":"${key}${key}"}`, '[the API key]'],
  ['in escapes', `{"message":"no ${escaped(key)}!"}`, 'no [the API key]!'],
  ['in capital escapes', `{"message":"${escaped(key).replaceAll('6f', '6F')}"}`, '[the API key]'],
  ['partly in escapes', `{"message":"sk_lf\\u005f0123456789abcdefGHIJ"}`, '[the API key]'],
  ['after a backslash', `{"message":"\\\\${key}"}`, '\\[the API key]'],
  ['in capitals', `{"message":"no ${key.toUpperCase()}!"}`, 'no [the API key]!'],
  ['without its beginning', `{"message":"…${key.slice(8)}!"}`, '…[the API key]!'],
  ['without its end', `{"message":"${key.slice(0, 9)}…"}`, '[the API key]…'],
  ['as twelve characters of it', `{"message":"a ${key.slice(7, 19)} b"}`, 'a [the API key] b'],
  ['percent-encoded', `{"message":"/?a=${percentEncoded(key)}&b=%20"}`, '/?a=[the API key]&b=%20'],
  ['partly percent-encoded', `{"message":"sk%5Flf%5F0123"}`, '[the API key]'],
])('a key that a server tells back %s is taken out', (_, json, message) => {
  expect(JSON.parse(redactKey(json))).toEqual({ message })
})

test.each(['', 'B', 'Be', 'Bearer ', 'user:'])('so it is in base64 behind %j', before => {
  for (const text of [inBase64(before + key), Buffer.from(`${before}${key} and more`).toString('base64url')]) {
    const { message } = JSON.parse(redactKey(JSON.stringify({ message: `Basic ${text}` })))
    expect(message).toContain('[the API key]')
    const left = Buffer.from(message.replace(/^Basic |\[the API key\]/g, ''), 'base64').toString('latin1')
    expect(longestCommon(left, key)).toBeLessThan(6)
  }
})

test("what looks like somebody else's key is taken out too", () => {
  expect(redactKey('{"a":"use SK_LF_other-1, not sk_lf_"}')).toBe('{"a":"use [the API key], not sk_lf_"}')
  expect(keyRedaction('id')('{"a":"sk_lf_other"}')).toBe('{"a":"[the API key]"}')
})

test('wherever a key is cut, and whatever is around, no twelve characters of it are left', () => {
  const around = fc.string({ unit: fc.constantFrom('a', 'İ', '%', '%2', '"', '\\', 'é', '\u0000', ' ') })
  const cut = fc
    .tuple(fc.nat(key.length - 12), fc.nat(key.length))
    .map(([from, more]) => key.slice(from, from + 12 + more))
  fc.assert(
    fc.property(around, cut, around, (before, part, behind) => {
      const json = JSON.stringify({ [before]: [before + part + behind] })
      const value = JSON.parse(redactKey(json))
      expect(longestCommon(JSON.stringify(value).toLowerCase(), key.toLowerCase())).toBeLessThan(12)
      expect(value[before][0]).toContain('[the API key]')
    }),
  )
})

test('a key with signs that JSON escapes is taken out too', () => {
  const odd = 'sk_lf_a/b"c\\d'
  for (const json of [JSON.stringify({ id: odd }), JSON.stringify({ id: odd }).replaceAll('/', '\\/')]) {
    expect(JSON.parse(keyRedaction(odd)(json))).toEqual({ id: '[the API key]' })
  }
})

test('names are cleaned as values are', () => {
  expect(redactKey(`{"${key}":1}`)).toBe('{"[the API key]":1}')
})

test('what is no key of anybody stays: a short one stands in many a text', () => {
  expect(keyRedaction('id')('{"id":"acc_1"}')).toBe('{"id":"acc_1"}')
})

test('everything else means what it meant', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const json = JSON.stringify(value)
      expect(redactKey(json)).toBe(json)
      expect(JSON.parse(redactKey(JSON.stringify([value, key])))).toEqual([JSON.parse(json), '[the API key]'])
    }),
  )
})

test('a text without the key is left to the letter, escapes and all', () => {
  const json = '{"a":"\\u0041\\/\\\\u0041\\"\\u0000\\ud83d\\ude00 100%20"}'
  expect(redactKey(json)).toBe(json)
  const cleaned = redactKey(`${json.slice(0, -1)},"b":"${key}"}`)
  expect(JSON.parse(cleaned)).toEqual({ ...JSON.parse(json), b: '[the API key]' })
})

/** Length of the longest piece that both texts have. */
function longestCommon(a: string, b: string): number {
  let longest = 0
  for (let from = 0; from < b.length; from++) {
    while (from + longest < b.length && a.includes(b.slice(from, from + longest + 1))) longest++
  }
  return longest
}
