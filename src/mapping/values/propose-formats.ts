import { compileDateFormat } from './date-format.ts'
import type { DateReader } from './date-parts.ts'
import { dateTimeConverter } from './datetime.ts'
import { numberConverter } from './number.ts'

/** A date format that reads every value of a sample. */
export interface DateFormatProposal {
  /** For `format` in a mapping; `iso` needs none. */
  readonly format: string
  /**
   * Whether the values can be read otherwise too: as other days in another format of the proposals, or as plain
   * numbers. Then a person has to say.
   */
  readonly ambiguous: boolean
}

/** A decimal sign that reads every value of a sample. */
export interface DecimalProposal {
  /** For `decimal` in a mapping; null: every value can be read in one way only, and none is needed. */
  readonly decimal: '.' | ',' | null
  /** Whether either sign reads every value, some of them differently. Then a person has to say. */
  readonly ambiguous: boolean
}

/**
 * The formats that each read every one of the values as a date that exists, likeliest first; none where no single
 * format does. Blank values are left aside. Never throws.
 */
export function proposeDateFormats(samples: readonly string[]): readonly DateFormatProposal[] {
  const texts = distinctTexts(samples)
  const [first] = texts
  if (first === undefined) return []
  const fitting = candidatesFor(first).flatMap(({ format, read }) => {
    const days = readAll(texts, read)
    return days === null ? [] : [{ format, days }]
  })
  const readings = fitting.map(({ days }) => days)
  const others = new Set(readings)
  return fitting
    .filter((_, index) => readings.indexOf(readings[index] ?? '') === index)
    .map(({ format }) => ({ format, ambiguous: others.size > 1 || format === 'excel' }))
}

/**
 * The decimal sign of the values; null where they are not all numbers. More than two decimal places do not count
 * against it. Blank values are left aside. Never throws.
 */
export function proposeDecimal(samples: readonly string[]): DecimalProposal | null {
  const texts = distinctTexts(samples)
  if (texts.length === 0) return null
  const reads = (decimal: '.' | ',' | null) => {
    const convert = numberConverter({ decimal, currency: null, takesPercent: true, round: true })
    return texts.every(text => convert(text).ok)
  }
  if (reads(null)) return { decimal: null, ambiguous: false }
  const [point, comma] = [reads('.'), reads(',')]
  if (!point && !comma) return null
  return point && comma ? { decimal: null, ambiguous: true } : { decimal: point ? '.' : ',', ambiguous: false }
}

function distinctTexts(samples: readonly string[]): readonly string[] {
  return [...new Set(samples.map(sample => sample.trim()))].filter(text => text !== '')
}

interface Candidate {
  readonly format: string
  readonly read: DateReader
}

const dates = [
  ...['/', '.', '-'].flatMap(sign =>
    [
      ['MM', 'dd', 'yyyy'],
      ['dd', 'MM', 'yyyy'],
      ['MM', 'dd', 'yy'],
      ['dd', 'MM', 'yy'],
      ['yyyy', 'MM', 'dd'],
    ].map(parts => parts.join(sign)),
  ),
  'yyyyMMdd',
  'd MMM yyyy',
  'd. MMM yyyy',
  'd-MMM-yyyy',
  'd-MMM-yy',
  'MMM d, yyyy',
  'MMM d yyyy',
  'EEE, d MMM yyyy',
  'EEE, MMM d, yyyy',
  'EEE MMM d yyyy',
]

/** What follows a date: joint, hours and minutes, seconds, their fraction, half of the day, zone. */
const clock =
  /(T|,?\s+)\d{1,2}:\d{2}(:\d{2})?(\.\d{3}|\.\d{6})?(\s?[ap]\.?m\.?)?(\s?)(Z|[+-]\d{2}:?\d{2}|[a-z][\w/]+)?$/i

/** The formats that the first value has a chance of; the others are tried on these only. */
function candidatesFor(text: string): readonly Candidate[] {
  if (text.length > longestDate) return []
  const time = timeFormat(text)
  return ['iso', ...dates.map(date => `${date}${time}`), ...serialFormats(text)]
    .flatMap(compiled)
    .filter(({ read }) => read(text) !== null)
}

const longestDate = 100

/** How the time of day is written after the date; '' where there is none. */
function timeFormat(text: string): string {
  const found = clock.exec(text)
  if (found === null) return ''
  const [, joint = '', seconds, fraction, half, gap = '', zone] = found
  const hours = half === undefined ? 'HH' : 'h'
  const parts = [
    joint === 'T' ? "'T'" : joint,
    `${hours}:mm`,
    seconds === undefined ? '' : ':ss',
    fraction === undefined ? '' : `.${'S'.repeat(fraction.length - 1)}`,
    half === undefined ? '' : half.startsWith(' ') ? ' a' : 'a',
    zone === undefined ? '' : `${gap}${/^[a-y]/i.test(zone) ? 'z' : 'XXX'}`,
  ]
  return parts.join('')
}

/** Numbers that count days or seconds from a fixed day. */
function serialFormats(text: string): readonly string[] {
  if (/^\d{13}$/.test(text)) return ['epoch_ms']
  if (/^\d{10}$/.test(text)) return ['epoch']
  return /^[1-9]\d{4}(?:[.,]\d+)?$/.test(text) ? ['excel'] : []
}

function compiled(format: string): Candidate[] {
  const result = compileDateFormat(format)
  return result.ok ? [{ format, read: result.read }] : []
}

/** What a format makes of all the texts, as one text; null where it does not read one of them. */
function readAll(texts: readonly string[], read: DateReader): string | null {
  const convert = dateTimeConverter({ readers: [read], formats: ['candidate'], zone: 'UTC' })
  const days: string[] = []
  for (const text of texts) {
    const result = convert(text)
    if (!result.ok) return null
    days.push(result.value)
  }
  return days.join(' ')
}
