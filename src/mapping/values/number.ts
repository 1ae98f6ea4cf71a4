import { readAmount } from './amount.ts'
import { type Converted, type Converter, converted, convertedWith, note, type Refusal, refusal } from './converted.ts'

export interface NumberOptions {
  /** The decimal sign that the mapping declares; null: only what can be read in one way is read. */
  readonly decimal: '.' | ',' | null
  /** ISO 4217 code of the field; null: it has none, or it is not known. */
  readonly currency: string | null
  /** Whether `45%` is read, as 45; an amount of money has no percent. */
  readonly takesPercent: boolean
  /** Whether more than two decimal places are rounded; otherwise they are refused. */
  readonly round: boolean
}

const notANumber = refusal('not_a_number', 'not a number: expected digits such as 1234.50')
const ambiguous = refusal(
  'ambiguous_number',
  'can be read as thousands or as decimals: declare the decimal sign with decimal: "." or decimal: ","',
)
const tooPrecise = refusal(
  'too_many_decimals',
  'has more than 2 decimal places: declare round: true, or round it in the source',
)
const outOfRange = refusal('number_out_of_range', 'is outside the range of numbers that can be stored exactly')
const otherCurrencyCode = refusal('other_currency', "is in another currency than the field's: convert it in the source")
const rounded = note('rounded', 'had more than 2 decimal places and was rounded, halves away from zero (round: true)')
const otherCurrencySign = note(
  'other_currency_sign',
  "carries the sign of another currency than the field's; the amount was taken as it stands",
)

const plain = /^-?\d{1,13}(?:\.\d{1,2})?$/
/** The American forms that most money comes in: what the long way below would read too, in a fifth of the time. */
const american = /^-?(?:\$(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,13})(?:\.\d{1,2})?|\d{1,3}(?:,\d{3}){1,4}\.\d{1,2})$/
const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/
/** Groups as in India: two digits each, but for the last. */
const groupedByTwo = /^\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?$/

/** NUMBER and CURRENCY: at most two decimal places, within the safe integer range (API documentation, "Value types"). */
export function numberConverter(options: NumberOptions): Converter<number> {
  const { decimal, currency, round } = options
  const dollarsAreForeign = isForeign('$', currency)
  return text => {
    if (decimal !== ',' && plain.test(text)) return converted(Number(text) || 0)
    if (decimal !== ',' && american.test(text)) {
      const value = Number(text.replace(/[$,]/g, '')) || 0
      return dollarsAreForeign && text.includes('$') ? convertedWith(value, otherCurrencySign) : converted(value)
    }
    const amount = readAmount(text)
    if (amount === null || (amount.percent && !options.takesPercent)) return notANumber
    if (amount.code !== null && currency !== null && amount.code !== currency) return otherCurrencyCode
    const reading = decimal === null ? readUndeclared(amount.digits, amount) : readDeclared(amount.digits, decimal)
    if (typeof reading !== 'string') return reading
    const result = exactNumber(amount.negative, shift(reading, amount.exponent), round)
    return result.ok && isForeign(amount.sign, currency) ? convertedWith(result.value, otherCurrencySign) : result
  }
}

/** The API's limits on a number, for one that is a number already. */
export function checkNumber(value: number): Converted<number> {
  if (!Number.isFinite(value)) return outOfRange
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return outOfRange
  if (Number(value.toFixed(2)) !== value) return tooPrecise
  return converted(value === 0 ? 0 : value)
}

/** Digits with a point as decimal sign, given that the mapping says which sign is which. */
function readDeclared(digits: string, decimal: '.' | ','): string | Refusal {
  return withoutGroups(decimal === '.' ? digits : swapSigns(digits)) ?? notANumber
}

/**
 * The same where nothing is declared. Two different signs tell each other apart, and so do a repeated one, groups
 * marked in another way, and a part after the sign that is no group of three.
 */
function readUndeclared(digits: string, context: { sign: string | null; spaced: boolean; exponent: number }) {
  const [point, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')]
  if (point < 0 && comma < 0) return digits
  const last = Math.max(point, comma)
  const isLone = digits.indexOf('.') === point && digits.indexOf(',') === comma && (point < 0 || comma < 0)
  if (!isLone) {
    const isRepeated = digits.indexOf(digits.charAt(last)) < last
    const commaIsDecimal = isRepeated ? point === last : comma === last
    return withoutGroups(commaIsDecimal ? swapSigns(digits) : digits) ?? notANumber
  }
  const couldBeGroup = /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) && !context.spaced && context.exponent === 0
  if (!couldBeGroup) return digits.replace(',', '.')
  // Money in dollars has no third decimal, and a comma is no decimal sign where dollars are counted.
  return context.sign === '$' && comma >= 0 ? digits.replace(',', '') : ambiguous
}

function swapSigns(digits: string): string {
  return digits.replace(/[.,]/g, sign => (sign === '.' ? ',' : '.'))
}

/** Drops the commas between groups of three; null where they stand anywhere else. */
function withoutGroups(digits: string): string | null {
  if (/^\d*(?:\.\d*)?$/.test(digits)) return digits
  return grouped.test(digits) || groupedByTwo.test(digits) ? digits.replaceAll(',', '') : null
}

/** Moves the decimal point by a power of ten, digit by digit, so that nothing is lost. */
function shift(digits: string, exponent: number): string {
  if (exponent === 0) return digits
  const [whole = '', decimals = ''] = digits.split('.')
  if (exponent > 0) return `${whole}${decimals.slice(0, exponent).padEnd(exponent, '0')}.${decimals.slice(exponent)}`
  const padded = whole.padStart(-exponent + 1, '0')
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}${decimals}`
}

/** The number that the digits say, to the cent: a double that only comes near it is none. */
function exactNumber(negative: boolean, digits: string, round: boolean): Converted<number> {
  const [whole = '', decimals = ''] = digits.split('.')
  const significant = whole.replace(/^0+/, '')
  if (significant.length > 16) return outOfRange
  const hundredths = decimals.slice(0, 2).padEnd(2, '0')
  const isPrecise = !/[1-9]/.test(decimals.slice(2))
  if (!isPrecise && !round) return tooPrecise
  if (isPrecise && significant.length <= 13) {
    const value = Number(`${significant}.${hundredths}`)
    return converted(negative && value !== 0 ? -value : value)
  }
  const isUp = !isPrecise && decimals.charAt(2) >= '5'
  const cents = BigInt(`${significant}${hundredths}`) + (isUp ? 1n : 0n)
  const value = Number(centsText(cents))
  // A double this large may stand for several amounts: then its own text is another one.
  if (value > Number.MAX_SAFE_INTEGER || !sameAmount(value, cents)) return outOfRange
  const signed = negative && value !== 0 ? -value : value
  return isPrecise ? converted(signed) : convertedWith(signed, rounded)
}

function centsText(cents: bigint): string {
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}

function sameAmount(value: number, cents: bigint): boolean {
  const [whole = '', decimals = ''] = String(value).split('.')
  return BigInt(`${whole}${decimals.padEnd(2, '0')}`) === cents
}

const dollars = 'USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD'
const pesos = 'ARS CLP COP CUP DOP MXN UYU BRL NIO'
const users: ReadonlyMap<string, readonly string[]> = new Map([
  ['$', `${dollars} ${pesos}`.split(' ')],
  ['c$', ['CAD', 'NIO']],
  ['ca$', ['CAD']],
  ['a$', ['AUD']],
  ['au$', ['AUD']],
  ['nz$', ['NZD']],
  ['hk$', ['HKD']],
  ['nt$', ['TWD']],
  ['s$', ['SGD']],
  ['r$', ['BRL']],
  ['kr', ['SEK', 'NOK', 'DKK', 'ISK']],
  ['zł', ['PLN']],
  ['kč', ['CZK']],
  ['fr', ['CHF']],
  ['sfr', ['CHF']],
  ['lei', ['RON', 'MDL']],
  ['rs', ['INR', 'PKR', 'LKR', 'NPR', 'MUR']],
  ['rm', ['MYR']],
  ['€', ['EUR']],
  ['£', ['GBP', 'EGP', 'FKP', 'GIP', 'SHP', 'LBP', 'SYP', 'SSP', 'SDG']],
  ['¥', ['JPY', 'CNY']],
  ['￥', ['JPY', 'CNY']],
  ['₹', ['INR']],
  ['₩', ['KRW', 'KPW']],
  ['₽', ['RUB']],
  ['₺', ['TRY']],
  ['₴', ['UAH']],
  ['₪', ['ILS']],
  ['₫', ['VND']],
  ['฿', ['THB']],
  ['₱', ['PHP']],
  ['₦', ['NGN']],
])

/** Whether a sign is known to be another currency's. */
function isForeign(sign: string | null, currency: string | null): boolean {
  if (sign === null || currency === null) return false
  return users.get(sign)?.includes(currency) === false
}
