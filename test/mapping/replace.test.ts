import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePattern, compileReplacements, maxPatternText, patternTest } from '../../src/mapping/replace.ts'

test.each([
  ['a|b', 'x', 'abc', 'xxc'],
  ['(?i)ACME', '', 'Acme Ltd', ' Ltd'],
  ['(\\w+)@(\\w+)', '$2 at $1', 'ada@example', 'example at ada'],
  ['(a)|(b)', '[$1$2]', 'ab', '[a][b]'],
  ['b', '$&$&', 'abc', 'abbc'],
  ['b', '$$1', 'abc', 'a$1c'],
  ['b', "$`$'", 'abc', "a$`$'c"],
  ['$', '!', 'abc', 'abc!'],
  ['', '-', 'ab', '-a-b-'],
  ['ß', 'ss', 'Straße', 'Strasse'],
  ['.', 'x', '😀', 'x'],
])('%s replaced by %s makes of %s: %s', (pattern, replacement, text, expected) => {
  expect(compileReplacements([{ pattern, with: replacement }])(text)).toBe(expected)
})

test.each(['(', '(?=a)', '(?<!a)b', '(a)\\1', '[z-a]', 'a{2000}', '(x{100}){100}', 'x'.repeat(501), '\\p{Nope}'])(
  '%s is no pattern, and the reason is told',
  source => {
    const result = compilePattern(source)
    expect(result.ok ? 'accepted' : result.message).toMatch(/RE2|too large/)
  },
)

describe('no pattern takes long', () => {
  test.each(['(a+)+$', '(a|aa)+$', '(a*)*b', '(.*)(.*)(.*)(.*)x', '(a?){100}a{100}', '([a-z]+)*\\d'])('%s', pattern => {
    const replace = compileReplacements([{ pattern, with: '$1' }])
    const started = performance.now()
    replace('a'.repeat(maxPatternText))
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('a text that is too long is not tried at all', () => {
    const long = 'a'.repeat(maxPatternText + 1)
    expect(compileReplacements([{ pattern: 'a', with: 'b' }])(long)).toBeNull()
    expect(patternTest('a')(long)).toBe(false)
  })

  test('a text that grows too long on the way is given up', () => {
    const steps = Array.from({ length: 50 }, () => ({ pattern: 'a', with: 'a'.repeat(200) }))
    expect(compileReplacements(steps)('a')).toBeNull()
  })
})

test('no pattern and no text throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ unit: 'binary' }), (pattern, replacement, text) => {
      expect(() => {
        compilePattern(pattern)
        compileReplacements([{ pattern, with: replacement }])(text)
        patternTest(pattern)(text)
      }).not.toThrow()
    }),
  )
})
