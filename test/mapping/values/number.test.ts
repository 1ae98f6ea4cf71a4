import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberConverter } from '../../../src/mapping/values/number.ts'

const undeclared = numberConverter({ decimal: null, currency: null })
const american = numberConverter({ decimal: '.', currency: null })
const european = numberConverter({ decimal: ',', currency: 'EUR' })

function outcome(convert: typeof undeclared, text: string): number | string {
  const result = convert(text)
  return result.ok ? result.value : result.code
}

describe('without a declared decimal sign', () => {
  test.each<[string, number | string]>([
    ['0', 0],
    ['-0', 0],
    ['007', 7],
    ['12.5', 12.5],
    ['50000.0', 50_000],
    ['12.0000', 12],
    ['-3.25', -3.25],
    ['+4', 4],
    ['1,234.50', 1234.5],
    ['1,234,567', 1_234_567],
    ['$1,234', 1234],
    ['$ 1,234.5', 1234.5],
    ['-$500', -500],
    ['$-500', -500],
    ['−500', -500],
    ['500-', -500],
    ['(500)', -500],
    ['($1,234.50)', -1234.5],
    ['€ 12.50', 12.5],
    ['12.50 €', 12.5],
    ["1'234.50", 1234.5],
    ['1 234 567', 1_234_567],
    ['1\u00a0234', 1234],
    ['1\u202f234.5', 1234.5],
    ['1e6', 1_000_000],
    ['1.5E+3', 1500],
    ['.5', 0.5],
    ['1,234', 'ambiguous_number'],
    ['1.234', 'ambiguous_number'],
    ['€1,234', 'ambiguous_number'],
    ['12,5', 'ambiguous_number'],
    ['1.234,50', 'ambiguous_number'],
    ['1 234,50', 'ambiguous_number'],
    ['1.234.567', 'ambiguous_number'],
    ['0.125', 'too_many_decimals'],
    ['1234.567', 'too_many_decimals'],
    ['1e-3', 'too_many_decimals'],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', 'number_out_of_range'],
    ['1e400', 'number_out_of_range'],
    ['12 34', 'not_a_number'],
    ['1,23,456.00', 'not_a_number'],
    ['(-5)', 'not_a_number'],
    ['--5', 'not_a_number'],
    ['$€5', 'not_a_number'],
    ['45%', 'not_a_number'],
    ['0x10', 'not_a_number'],
    ['NaN', 'not_a_number'],
    ['Infinity', 'not_a_number'],
    ['.', 'not_a_number'],
    ['()', 'not_a_number'],
    ['abc', 'not_a_number'],
  ])('%j is %s', (text, expected) => {
    expect(outcome(undeclared, text)).toBe(expected)
  })
})

describe('with a declared decimal sign', () => {
  test.each<[string, number | string]>([
    ['12,5', 12.5],
    ['€ 12,5', 12.5],
    ['1.234,50', 1234.5],
    ['1.234', 1234],
    ['1.234.567', 1_234_567],
    ['1 234,50', 1234.5],
    ['1.234,50 EUR', 1234.5],
    ['EUR -5', -5],
    ['12,345', 'too_many_decimals'],
    ['12.5', 'not_a_number'],
    ['1,234.50', 'not_a_number'],
    ['5 USD', 'not_a_number'],
  ])('a comma: %j is %s', (text, expected) => {
    expect(outcome(european, text)).toBe(expected)
  })

  test.each<[string, number | string]>([
    ['1,234', 1234],
    ['1.25', 1.25],
    ['1.234', 'too_many_decimals'],
    ['12,5', 'not_a_number'],
  ])('a point: %j is %s', (text, expected) => {
    expect(outcome(american, text)).toBe(expected)
  })
})

const cents = fc.integer({ min: -1e12, max: 1e12 }).map(amount => amount / 100)

test('an amount written in American or German form is read back as it was', () => {
  fc.assert(
    fc.property(cents, amount => {
      expect(outcome(american, amount.toLocaleString('en-US', { maximumFractionDigits: 2 }))).toBe(amount)
      expect(outcome(european, amount.toLocaleString('de-DE', { maximumFractionDigits: 2 }))).toBe(amount)
      expect(outcome(undeclared, `$${amount.toLocaleString('en-US', { maximumFractionDigits: 2 })}`)).toBe(amount)
    }),
  )
})
