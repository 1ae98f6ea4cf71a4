import { type DateParts, type DateReader, readIsoDate } from './date-parts.ts'
import { readEpochMilliseconds, readEpochSeconds, readExcelSerial } from './date-serials.ts'
import { type DateField, type DateToken, type DraftDate, dateTokens, tokenAdvice } from './date-tokens.ts'
import { type MonthNames, monthNames } from './month-names.ts'

export type DateFormatResult =
  | { readonly ok: true; readonly read: DateReader }
  | { readonly ok: false; readonly message: string }

/** Formats that are not written in tokens. */
export const namedFormats: ReadonlyMap<string, DateReader> = new Map([
  ['iso', readIsoDate],
  ['excel', readExcelSerial],
  ['epoch', readEpochSeconds],
  ['epoch_ms', readEpochMilliseconds],
])

/**
 * Compiles a format such as `MM/dd/yyyy HH:mm`, or the name of one; a mistake in it is explained by the result.
 *
 * @param months names of the months; English where there are none
 */
export function compileDateFormat(format: string, months: MonthNames = englishMonths()): DateFormatResult {
  const named = namedFormats.get(format)
  if (named !== undefined) return { ok: true, read: named }
  const pieces = format.match(/'[^']*'|([a-zA-Z])\1*|[^a-zA-Z']+/g) ?? []
  if (pieces.join('') !== format) return { ok: false, message: 'a quote in the date format is not closed' }
  const parsed: (DateToken | string)[] = []
  for (const piece of pieces) {
    const token = dateTokens.get(piece)
    if (token === undefined && /^[a-z]/i.test(piece)) {
      return { ok: false, message: unknownLetters(piece, format) }
    }
    parsed.push(token ?? (piece === "''" ? "'" : piece.replace(/^'(.*)'$/, '$1')))
  }
  const used = parsed.filter(piece => typeof piece !== 'string')
  const problem = incompleteness(
    used.map(token => token.field),
    pieces,
  )
  return problem === null ? { ok: true, read: reader(parsed, used, months) } : { ok: false, message: problem }
}

function unknownLetters(letters: string, format: string): string {
  if (!/^[a-z_]+$/.test(format)) return `the date format has no meaning for "${letters}": ${tokenAdvice(letters)}`
  return `not a date format: expected ${[...namedFormats.keys()].join(', ')}, or tokens such as MM/dd/yyyy`
}

let english: MonthNames | undefined

function englishMonths(): MonthNames {
  english ??= monthNames('en') ?? new Map()
  return english
}

function reader(parsed: readonly (DateToken | string)[], used: readonly DateToken[], months: MonthNames): DateReader {
  const source = parsed.map((piece, index) => {
    if (typeof piece === 'string') return literal(piece)
    return `(${patternOf(piece, parsed[index - 1], parsed[index + 1])})`
  })
  const expression = new RegExp(`^${source.join('')}$`, 'iu')
  const hasTime = used.some(token => token.field === 'hour')
  return text => {
    const found = expression.exec(text)
    if (found === null) return null
    const draft: DraftDate = { ...blank, hasTime }
    let index = 0
    for (const token of used) token.write(draft, found[++index] ?? '', months)
    if (Number.isNaN(draft.month)) return null
    const { half, ...parts } = draft
    return half < 0 ? parts : { ...parts, hour: hourOfDay(parts.hour, half) }
  }
}

const blank: DateParts & { readonly half: number } = {
  year: 0,
  month: 0,
  day: 0,
  hour: 0,
  minute: 0,
  second: 0,
  millisecond: 0,
  offset: null,
  zone: null,
  hasTime: false,
  half: -1,
}

/** Digits may lose their leading zero, as spreadsheets write them, wherever a separator still tells where they end. */
function patternOf(
  token: DateToken,
  before: DateToken | string | undefined,
  after: DateToken | string | undefined,
): string {
  const touchesDigits = [before, after].some(
    neighbour => typeof neighbour === 'object' && neighbour.pattern.startsWith('\\d'),
  )
  return token.width !== null && touchesDigits ? `\\d{${token.width}}` : token.pattern
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+')
}

/** Hour 12 is midnight before noon and noon after it; anything past 12 is no hour of a half day. */
function hourOfDay(hour: number, half: number): number {
  return hour < 1 || hour > 12 ? -1 : (hour % 12) + half
}

function incompleteness(fields: readonly DateField[], pieces: readonly string[]): string | null {
  const lacking = (['year', 'month', 'day'] as const).filter(field => !fields.includes(field))
  if (lacking.length > 0) {
    const minutes =
      lacking.includes('month') && fields.includes('minute') ? ': "MM" is the month, "mm" are minutes' : ''
    return `the date format has no ${lacking.join(' and no ')}${minutes}`
  }
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice !== undefined) return `the date format names the ${twice} twice`
  const twelveHours = pieces.includes('h') || pieces.includes('hh')
  if (twelveHours && !fields.includes('half')) return '"h" counts to 12: add "a" for AM and PM, or use "H"'
  if (!twelveHours && fields.includes('half')) return '"a" (AM and PM) needs "h" or "hh" for the hour'
  return null
}
