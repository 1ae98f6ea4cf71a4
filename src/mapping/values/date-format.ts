/** A point in time as it is written, before a zone is applied. */
export interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  /** Minutes east of UTC; null where the text does not say. */
  readonly offset: number | null
  readonly hasTime: boolean
}

/** Reads a text of one format; null where it is not of that format. The parts may still name a day that does not exist. */
export type DateReader = (text: string) => DateParts | null

export type DateFormatResult =
  | { readonly ok: true; readonly read: DateReader }
  | { readonly ok: false; readonly message: string }

type Field = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond' | 'half' | 'offset' | 'weekday'

interface Token {
  readonly field: Field
  readonly pattern: string
  /** Digits where a neighbour leaves no other way to tell where the number ends. */
  readonly width: number | null
  readonly read: (text: string) => number
}

const months = 'january february march april may june july august september october november december'.split(' ')

/** The tokens of Unicode's date patterns (UTS 35) that a CSV file needs. */
const tokens: ReadonlyMap<string, Token> = new Map([
  ['yyyy', digits('year', 4)],
  ['yy', { ...digits('year', 2), read: text => Number(text) + (Number(text) < 70 ? 2000 : 1900) }],
  ['M', digits('month', null)],
  ['MM', digits('month', 2)],
  ['MMM', { field: 'month', pattern: '[a-z]{3,9}\\.?', width: null, read: monthNumber }],
  ['MMMM', { field: 'month', pattern: '[a-z]{3,9}\\.?', width: null, read: monthNumber }],
  ['d', digits('day', null)],
  ['dd', digits('day', 2)],
  ['H', digits('hour', null)],
  ['HH', digits('hour', 2)],
  ['h', digits('hour', null)],
  ['hh', digits('hour', 2)],
  ['m', digits('minute', null)],
  ['mm', digits('minute', 2)],
  ['s', digits('second', null)],
  ['ss', digits('second', 2)],
  ['SSS', { ...digits('millisecond', 3), pattern: '\\d{3}' }],
  ['a', { field: 'half', pattern: '[ap]\\.?m\\.?', width: null, read: text => (/^p/i.test(text) ? 12 : 0) }],
  ['EEE', { field: 'weekday', pattern: '[a-z]{2,9}\\.?', width: null, read: () => 0 }],
  ['EEEE', { field: 'weekday', pattern: '[a-z]{2,9}\\.?', width: null, read: () => 0 }],
  ['Z', offset()],
  ['XXX', offset()],
] satisfies [string, Token][])

const corrections: ReadonlyMap<string, string> = new Map([
  ['YYYY', 'yyyy'],
  ['YY', 'yy'],
  ['DD', 'dd'],
  ['D', 'd'],
  ['A', 'a'],
  ['SS', 'ss'],
])

const isoText =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/** ISO 8601: a date, or a date and time with or without an offset. */
export const readIsoDate: DateReader = text => {
  const found = isoText.exec(text)
  if (found === null) return null
  return {
    year: Number(found[1]),
    month: Number(found[2]),
    day: Number(found[3]),
    hour: Number(found[4] ?? 0),
    minute: Number(found[5] ?? 0),
    second: Number(found[6] ?? 0),
    millisecond: Number((found[7] ?? '').slice(0, 3).padEnd(3, '0')),
    offset: found[8] === undefined ? null : offsetMinutes(found[8]),
    hasTime: found[4] !== undefined,
  }
}

/** Compiles a format such as `MM/dd/yyyy HH:mm`; a mistake in it is explained by the result. */
export function compileDateFormat(format: string): DateFormatResult {
  const pieces = format.match(/'[^']*'|([a-z])\1*|[^a-z']+/gi) ?? []
  if (pieces.join('') !== format) return { ok: false, message: 'a quote in the date format is not closed' }
  const parsed: (Token | string)[] = []
  for (const piece of pieces) {
    const token = tokens.get(piece)
    if (token === undefined && /^[a-z]/i.test(piece)) return { ok: false, message: unknownToken(piece) }
    parsed.push(token ?? (piece === "''" ? "'" : piece.replace(/^'(.*)'$/, '$1')))
  }
  const used = parsed.filter(piece => typeof piece !== 'string')
  const problem = incompleteness(
    used.map(token => token.field),
    pieces,
  )
  return problem === null ? { ok: true, read: reader(parsed, used) } : { ok: false, message: problem }
}

function reader(parsed: readonly (Token | string)[], used: readonly Token[]): DateReader {
  const source = parsed.map((piece, index) => {
    if (typeof piece === 'string') return literal(piece)
    return `(${patternOf(piece, parsed[index - 1], parsed[index + 1])})`
  })
  const expression = new RegExp(`^${source.join('')}$`, 'i')
  const hasTime = used.some(token => token.field === 'hour')
  return text => {
    const found = expression.exec(text)
    if (found === null) return null
    const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, millisecond: 0, half: -1, weekday: 0 }
    let offsetOfText: number | null = null
    for (const [index, token] of used.entries()) {
      const value = token.read(found[index + 1] ?? '')
      if (token.field === 'offset') offsetOfText = value
      else parts[token.field] = value
    }
    const { half, weekday: _, ...rest } = parts
    return { ...rest, hour: half < 0 ? rest.hour : hourOfDay(rest.hour, half), offset: offsetOfText, hasTime }
  }
}

/** Digits may lose their leading zero, as spreadsheets write them, wherever a separator still tells where they end. */
function patternOf(token: Token, before: Token | string | undefined, after: Token | string | undefined): string {
  const touchesDigits = [before, after].some(
    neighbour => typeof neighbour === 'object' && neighbour.pattern.startsWith('\\d'),
  )
  return token.width !== null && touchesDigits ? `\\d{${token.width}}` : token.pattern
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/\s+/g, '\\s+')
}

/** Hour 12 is midnight before noon and noon after it; anything past 12 is no hour of a half day. */
function hourOfDay(hour: number, half: number): number {
  return hour < 1 || hour > 12 ? -1 : (hour % 12) + half
}

function incompleteness(fields: readonly Field[], pieces: readonly string[]): string | null {
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

function unknownToken(token: string): string {
  const correction = corrections.get(token)
  const advice =
    correction === undefined ? `known: ${[...tokens.keys()].join(' ')}; quote other words` : `use "${correction}"`
  return `the date format has no meaning for "${token}": ${advice}`
}

function digits(field: Field, width: number | null): Token {
  const pattern = field === 'year' ? `\\d{${width}}` : '\\d{1,2}'
  return { field, pattern, width, read: Number }
}

function offset(): Token {
  return { field: 'offset', pattern: 'Z|[+-]\\d{2}(?::?\\d{2})?', width: null, read: offsetMinutes }
}

function offsetMinutes(text: string): number {
  if (/^z$/i.test(text)) return 0
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(3).replace(':', '') || 0)
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** The number of an English month name or its beginning; 0, which is no month, for any other word. */
function monthNumber(text: string): number {
  const word = text.toLowerCase().replace('.', '')
  return months.findIndex(month => month.startsWith(word) || (word === 'sept' && month === 'september')) + 1
}
