import { IANAZone } from 'luxon'
import { type Converted, type Converter, converted, refusal, remembering } from './converted.ts'
import { type DateParts, type DateReader, readIsoDate } from './date-parts.ts'

export interface DateTimeOptions {
  /** One reader for each format that the mapping declares; none: ISO 8601. */
  readonly readers: readonly DateReader[]
  /** The formats, for messages. */
  readonly formats: readonly string[]
  /** IANA zone of dates without an offset. */
  readonly zone: string
}

const notIso = refusal('not_a_date', 'not a date in ISO 8601 (2026-10-20): declare how it is written with format')
const undeclared = refusal(
  'ambiguous_date',
  'can be read with the day or the month first: declare which with format, such as MM/dd/yyyy or dd/MM/yyyy',
)
const ambiguous = refusal('ambiguous_date', 'is another day in one of the declared formats than in another')
const impossible = refusal('impossible_date', 'a day or time that does not exist in the calendar')
const unknownZone = refusal(
  'unknown_zone',
  'names a time zone that is not known, or stands for several: expected an offset or an IANA name',
)

const nonexistentThere = refusal(
  'nonexistent_time',
  'a time that the clocks of its zone skip: daylight saving starts there',
)

const namesAdvice = '; the names of months are English, or those of locale'

/** Dates in digits whose order only a declared format can tell. */
const undeclaredText = /^\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?:\D|$)/

/** No date needs as many characters. */
const maxLength = 100

const earliestMs = Date.parse('0001-01-01T00:00:00.000Z')
const latestMs = Date.parse('9999-12-31T23:59:59.999Z')
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** DATETIME: ISO 8601 in UTC, such as `2026-10-20T04:00:00.000Z`. A date without a time is the start of its day. */
export function dateTimeConverter(options: DateTimeOptions): Converter<string> {
  const { formats, zone } = options
  const readers = options.readers.length === 0 ? [readIsoDate] : options.readers
  const ianaZone = IANAZone.create(zone)
  const isUtc = zone === 'UTC' || zone === 'Etc/UTC'
  const language = formats.some(format => format.includes('MMM')) ? namesAdvice : ''
  const otherFormat = refusal('not_a_date', `not a date as the mapping declares it (${formats.join(', ')})${language}`)
  const nonexistent = refusal(
    'nonexistent_time',
    `a time that the clocks of ${zone} skip: daylight saving starts there`,
  )
  const convert = (parts: DateParts): Converted<string> => {
    if (!isPossible(parts)) return impossible
    if (parts.zone !== null) return inNamedZone(parts, parts.zone)
    if (parts.offset !== null || isUtc) return instant(parts)
    return zonedInstant(parts, ianaZone) ?? nonexistent
  }
  return remembering(text => {
    const readings = text.length > maxLength ? [] : readers.map(read => read(text)).filter(parts => parts !== null)
    if (readings.length > 0) return agreed(readings.map(convert))
    if (formats.length > 0) return otherFormat
    return undeclaredText.test(text) ? undeclared : notIso
  })
}

/** Whether the name is a time zone of the IANA database that this platform knows. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name)
}

/** What all the formats that fit a text make of it; a format that makes an impossible date of it does not fit. */
function agreed(results: readonly Converted<string>[]): Converted<string> {
  const [first = impossible, ...others] = results.filter(result => result.ok)
  if (!first.ok) return results[0] ?? impossible
  return others.some(other => other.value !== first.value) ? ambiguous : first
}

function isPossible(parts: DateParts): boolean {
  const { year, month, day, hour, minute, second, offset } = parts
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false
  if (offset !== null && Math.abs(offset) > 14 * 60) return false
  return hour >= 0 && hour <= 23 && minute <= 59 && second <= 59
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function inNamedZone(parts: DateParts, zone: string): Converted<string> {
  // Without a slash it is an abbreviation, and those that the platform knows beside ours stand for several zones.
  if (!zone.includes('/') || !isTimeZone(zone)) return unknownZone
  return zonedInstant(parts, IANAZone.create(zone)) ?? nonexistentThere
}

function instant(parts: DateParts): Converted<string> {
  return inRange(wallClock(parts) - (parts.offset ?? 0) * minuteMs)
}

/** An offset can push the first and the last day of the calendar out of it. */
function inRange(epochMs: number): Converted<string> {
  return epochMs < earliestMs || epochMs > latestMs ? impossible : converted(new Date(epochMs).toISOString())
}

/**
 * The instant at which the zone's clocks show the time; of two, the first. Null where they skip it. A day whose
 * midnight is skipped begins when the clocks go on. Luxon's own answer for the hour that comes twice depends on
 * today's date; the payload of a row must not.
 */
function zonedInstant(parts: DateParts, zone: IANAZone): Converted<string> | null {
  const wall = wallClock(parts)
  const [before, after] = [zone.offset(wall - dayMs), zone.offset(wall + dayMs)]
  const instants = [before, after]
    .map(offset => ({ offset, at: wall - offset * minuteMs }))
    .filter(({ offset, at }) => zone.offset(at) === offset)
    .map(({ at }) => at)
  if (instants.length > 0) return inRange(Math.min(...instants))
  return parts.hasTime ? null : inRange(wall - before * minuteMs)
}

/** The time as if it were UTC, in milliseconds since 1970; also for the years before 100, which `Date.UTC` misreads. */
function wallClock({ year, month, day, hour, minute, second, millisecond }: DateParts): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(hour, minute, second, millisecond)
}
