import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NumberOptions, numberConverter } from '../../../src/mapping/values/number.ts'

const plain: NumberOptions = { decimal: null, currency: null, takesPercent: true, round: false }
const undeclared = numberConverter(plain)
const american = numberConverter({ ...plain, decimal: '.' })
const european = numberConverter({ ...plain, decimal: ',', currency: 'EUR' })

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
    ['R$ 1,234', 'ambiguous_number'],
    ['US$ 1,234', 1234],
    ['5,-', 5],
    ['1.234,- €', 1234],
    ["CHF 1'234.--", 1234],
    ['12.– EUR', 12],
    ['(5,-)', -5],
    ['500 kr', 500],
    ['kr 1 234,50', 1234.5],
    ['1.234,50 kr.', 1234.5],
    ['1 234,56 zł', 1234.56],
    ["Fr. 1'234.50", 1234.5],
    ['-Rs.500', -500],
    ['500 krx', 'not_a_number'],
    ['500 kr €', 'not_a_number'],
    ['12,5', 12.5],
    ['0,05', 0.05],
    ['1234,50', 1234.5],
    ['1.234,50', 1234.5],
    ['1 234,50', 1234.5],
    ['1\u00a0234,50', 1234.5],
    ['1\u202f234,50', 1234.5],
    ["1'234,50", 1234.5],
    ['1’234.50', 1234.5],
    ['1.234.567', 1_234_567],
    ['1.234.567,89', 1_234_567.89],
    ['€ 12,5', 12.5],
    ['1,23,456.00', 123_456],
    ['1,5e3', 1500],
    ['1.234e3', 1234],
    ['45%', 45],
    ['-4,5 %', -4.5],
    ['CHF 12.50', 12.5],
    ['1 234,567', 'too_many_decimals'],
    ['1234,567', 'too_many_decimals'],
    ['0,125', 'too_many_decimals'],
    ['0.125', 'too_many_decimals'],
    ['1234.567', 'too_many_decimals'],
    ['1e-3', 'too_many_decimals'],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', 'number_out_of_range'],
    ['9007199254740990.5', 'number_out_of_range'],
    ['4503599627370497.25', 'number_out_of_range'],
    ['70368744177664.12', 70_368_744_177_664.12],
    ['1e400', 'number_out_of_range'],
    ['12 34', 'not_a_number'],
    ['1,2,3', 'not_a_number'],
    ['1.2.3', 'not_a_number'],
    ['(-5)', 'not_a_number'],
    ['--5', 'not_a_number'],
    ['$€5', 'not_a_number'],
    ['$45%', 'not_a_number'],
    ['5%%', 'not_a_number'],
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
    ['5 USD', 'other_currency'],
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

describe('rounding', () => {
  const rounding = numberConverter({ ...plain, decimal: '.', round: true })

  test.each<[string, number]>([
    ['0.125', 0.13],
    ['-0.125', -0.13],
    ['1.005', 1.01],
    ['2.675', 2.68],
    ['0.994', 0.99],
    ['9.999', 10],
    ['-0.001', 0],
    ['1e-9', 0],
    ['1.23456e2', 123.46],
  ])('%s becomes %d, and it is told', (text, expected) => {
    expect(rounding(text)).toMatchObject({ ok: true, value: expected, note: { code: 'rounded' } })
  })

  test('what needs no rounding is not told', () => {
    expect(rounding('1.2300')).toEqual({ ok: true, value: 1.23 })
  })

  test('does not bring a number into the range that can be stored', () => {
    expect(outcome(rounding, '9007199254740991.4')).toBe('number_out_of_range')
  })
})

describe('the currency of a field', () => {
  const euros = numberConverter({ ...plain, currency: 'EUR', takesPercent: false })

  test.each(['$5', '$1,234.50', '£ 5', 'R$ 5', '5 kr', 'A$5'])('the sign of another one is told: %s', text => {
    expect(euros(text)).toMatchObject({ ok: true, note: { code: 'other_currency_sign' } })
  })

  test.each(['€5', 'EUR 5', '5'])('its own sign is nothing to tell: %s', text => {
    expect(euros(text)).toEqual({ ok: true, value: 5 })
  })

  test('takes no percent', () => {
    expect(outcome(euros, '45%')).toBe('not_a_number')
  })
})

const cents = fc.integer({ min: -1e12, max: 1e12 }).map(amount => amount / 100)

test('an amount written in American or German form is read back as it was', () => {
  fc.assert(
    fc.property(cents, amount => {
      expect(outcome(american, amount.toLocaleString('en-US', { maximumFractionDigits: 2 }))).toBe(amount)
      expect(outcome(european, amount.toLocaleString('de-DE', { maximumFractionDigits: 2 }))).toBe(amount)
      expect(outcome(european, amount.toLocaleString('fr-FR', { maximumFractionDigits: 2 }))).toBe(amount)
      expect(outcome(american, amount.toLocaleString('de-CH', { maximumFractionDigits: 2 }))).toBe(amount)
      expect(outcome(undeclared, `$${amount.toLocaleString('en-US', { maximumFractionDigits: 2 })}`)).toBe(amount)
    }),
  )
})

test('what is read without a declared sign is what the declared sign would have read', () => {
  const number = fc.stringMatching(/^\d{1,4}([., ']\d{1,4}){0,3}$/)
  fc.assert(
    fc.property(number, text => {
      const reading = undeclared(text)
      fc.pre(reading.ok)
      const possible = [american, european].map(convert => outcome(convert, text))
      expect(possible).toContain(reading.ok ? reading.value : null)
    }),
    { numRuns: 2000 },
  )
})
