import { type Converted, type Converter, converted, refusal } from './converted.ts'

export interface NumberOptions {
  /** The decimal sign that the mapping declares; null: only what can be read in one way is read. */
  readonly decimal: '.' | ',' | null
  /** ISO 4217 code that may stand before or after the amount; null: none. */
  readonly currency: string | null
}

const notANumber = refusal('not_a_number', 'not a number: expected digits such as 1234.50')
const ambiguous = refusal(
  'ambiguous_number',
  'can be read as thousands or as decimals: declare the decimal sign with decimal: "." or decimal: ","',
)
const tooPrecise = refusal('too_many_decimals', 'has more than 2 decimal places: round it in the source')
const outOfRange = refusal('number_out_of_range', 'is outside the range of numbers that can be stored exactly')

const plain = /^-?\d+(?:\.\d{1,2})?$/
/** The American forms that most money comes in: what the long way below would read too, in a fifth of the time. */
const american = /^-?(?:\$(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?|\d{1,3}(?:,\d{3})+\.\d{1,2})$/
const exponent = /^\d+(?:\.\d+)?e[+-]?\d{1,3}$/i
const currencySigns = /\p{Sc}/gu
/** Spaces of every width and apostrophes, as they stand between groups of three digits. */
const groupGap = /(?<=\d)[\s\u202f'’](?=\d{3}(?!\d))/gu

/** NUMBER and CURRENCY: at most two decimal places, within the safe integer range (API documentation, "Value types"). */
export function numberConverter(options: NumberOptions): Converter<number> {
  const { decimal, currency } = options
  return text => {
    if (decimal !== ',' && plain.test(text)) return checkNumber(Number(text))
    if (decimal !== ',' && american.test(text)) return checkNumber(Number(text.replace(/[$,]/g, '')))
    const amount = bareAmount(text, currency)
    if (amount === null) return notANumber
    if (exponent.test(amount.digits)) return checkNumber(amount.sign * Number(amount.digits))
    const digits = decimal === null ? readUndeclared(amount) : readDeclared(amount.digits, decimal)
    return typeof digits === 'string' ? checkDigits(digits, amount.sign) : digits
  }
}

/** The API's limits on a number, for one that is a number already. */
export function checkNumber(value: number): Converted<number> {
  if (!Number.isFinite(value)) return outOfRange
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return outOfRange
  if (Number(value.toFixed(2)) !== value) return tooPrecise
  return converted(value === 0 ? 0 : value)
}

interface Amount {
  readonly sign: 1 | -1
  /** Digits with points, commas and an exponent, nothing else. */
  readonly digits: string
  readonly dollars: boolean
}

/** Takes off the sign, the currency and the gaps between groups; null where anything else is left. */
function bareAmount(text: string, currency: string | null): Amount | null {
  const signs = text.match(currencySigns) ?? []
  if (signs.length > 1) return null
  let rest = text.replace(currencySigns, '').trim()
  const inParentheses = /^\((.*)\)$/.exec(rest)
  if (inParentheses !== null) rest = (inParentheses[1] ?? '').trim()
  if (currency !== null) rest = withoutCode(rest, currency)
  const minus = /^[-−]\s*|\s*[-−]$/.exec(rest)
  if (minus !== null) rest = rest.replace(minus[0], '')
  else if (rest.startsWith('+')) rest = rest.slice(1)
  if (currency !== null) rest = withoutCode(rest, currency)
  if (minus !== null && inParentheses !== null) return null
  const digits = rest.replace(groupGap, '')
  if (!/^[\d.,]*\d[\d.,]*(?:e[+-]?\d{1,3})?$/i.test(digits)) return null
  return { sign: minus !== null || inParentheses !== null ? -1 : 1, digits, dollars: signs[0] === '$' }
}

function withoutCode(text: string, code: string): string {
  const upper = text.toUpperCase()
  if (upper.startsWith(code)) return text.slice(code.length).trim()
  return upper.endsWith(code) ? text.slice(0, -code.length).trim() : text
}

/** Digits with a point as decimal sign, given that the mapping says which sign is which. */
function readDeclared(digits: string, decimal: '.' | ','): string | typeof notANumber {
  return withoutGroups(decimal === '.' ? digits : swapSigns(digits)) ?? notANumber
}

/** The same where nothing is declared: the American reading, and only where there is no other. */
function readUndeclared(amount: Amount): string | typeof notANumber | typeof ambiguous {
  const { digits, dollars } = amount
  const points = digits.split('.').length - 1
  const commas = digits.split(',').length - 1
  const reading = withoutGroups(digits)
  if (reading === null) return withoutGroups(swapSigns(digits)) === null ? notANumber : ambiguous
  const loneComma = commas === 1 && points === 0
  const looksLikeThousands = commas === 0 && /^[1-9]\d{0,2}\.\d{3}$/.test(digits)
  return (loneComma && !dollars) || looksLikeThousands ? ambiguous : reading
}

function swapSigns(digits: string): string {
  return digits.replace(/[.,]/g, sign => (sign === '.' ? ',' : '.'))
}

/** Drops the commas between groups of three; null where they stand anywhere else. */
function withoutGroups(digits: string): string | null {
  if (/^\d*(?:\.\d*)?$/.test(digits)) return digits
  return /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(digits) ? digits.replaceAll(',', '') : null
}

function checkDigits(digits: string, sign: 1 | -1): Converted<number> {
  const decimals = digits.split('.')[1] ?? ''
  if (/[1-9]/.test(decimals.slice(2))) return tooPrecise
  return checkNumber(sign * Number(digits))
}
