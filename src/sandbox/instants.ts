const instantPattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-](\d\d):(\d\d))$/

/**
 * Reads an ISO 8601 date and time that carries an offset, in milliseconds since 1970; null for anything else.
 * `Date.parse` alone would also take local times, and roll 30 February over into March.
 */
export function readInstant(text: string): number | null {
  const match = instantPattern.exec(text)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = match
    .slice(1)
    .map(digits => Number(digits ?? 0))
  const isOnCalendar = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  const isOnClock = hour < 24 && minute < 60 && second < 60 && offsetHour < 24 && offsetMinute < 60
  if (!isOnCalendar || !isOnClock) return null
  return Date.parse(text)
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
