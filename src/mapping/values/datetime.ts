import { IANAZone } from 'luxon'
import { type Converted, type Converter, converted, refusal, remembering } from './converted.ts'
import { type DateParts, type DateReader, readIsoDate } from './date-format.ts'

export interface DateTimeOptions {
  /** How dates are written; null: ISO 8601. */
  readonly read: DateReader | null
  /** The format, for messages. */
  readonly format: string | null
  /** IANA zone of dates without an offset. */
  readonly zone: string
}

const notIso = refusal('not_a_date', 'not a date in ISO 8601 (2026-10-20): declare how it is written with format')
const ambiguous = refusal(
  'ambiguous_date',
  'can be read with the day or the month first: declare which with format, such as MM/dd/yyyy or dd/MM/yyyy',
)
const impossible = refusal('impossible_date', 'a day or time that does not exist in the calendar')

/** Dates in digits whose order only a declared format can tell. */
const undeclared = /^\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?:\D|$)/

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** DATETIME: ISO 8601 in UTC, such as `2026-10-20T04:00:00.000Z`. A date without a time is the start of its day. */
export function dateTimeConverter(options: DateTimeOptions): Converter<string> {
  const { read, format, zone } = options
  const ianaZone = IANAZone.create(zone)
  const isUtc = zone === 'UTC' || zone === 'Etc/UTC'
  const undeclaredFormat = (text: string) => (undeclared.test(text) ? ambiguous : notIso)
  const otherFormat = refusal('not_a_date', `not a date as the mapping declares it (${format})`)
  const nonexistent = refusal(
    'nonexistent_time',
    `a time that the clocks of ${zone} skip: daylight saving starts there`,
  )
  return remembering(text => {
    const parts = (read ?? readIsoDate)(text)
    if (parts === null) return read === null ? undeclaredFormat(text) : otherFormat
    if (!isPossible(parts)) return impossible
    if (parts.offset !== null || isUtc) return instant(parts)
    return zonedInstant(parts, ianaZone) ?? nonexistent
  })
}

/** Whether the name is a time zone of the IANA database that this platform knows. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name)
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

function instant(parts: DateParts): Converted<string> {
  return converted(new Date(wallClock(parts) - (parts.offset ?? 0) * minuteMs).toISOString())
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
  if (instants.length > 0) return converted(new Date(Math.min(...instants)).toISOString())
  return parts.hasTime ? null : converted(new Date(wall - before * minuteMs).toISOString())
}

/** The time as if it were UTC, in milliseconds since 1970; also for the years before 100, which `Date.UTC` misreads. */
function wallClock({ year, month, day, hour, minute, second, millisecond }: DateParts): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(hour, minute, second, millisecond)
}
