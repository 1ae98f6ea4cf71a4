import type { DateParts, DateReader } from './date-parts.ts'

const dayMs = 86_400_000
/** Excel's last day: 9999-12-31. */
const lastSerial = 2_958_466
/** Excel holds 1900 for a leap year: what it calls day 60 never was, and days before it count from a day later. */
const phantomDay = 60

const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Days since the end of 1899, as Excel counts them on Windows; the part after the decimal sign is the time of day. */
export const readExcelSerial: DateReader = text => {
  const found = /^(\d{1,7})(?:[.,](\d{1,15}))?$/.exec(text)
  if (found === null || couldBeThousands.test(text)) return null
  const day = Number(found[1])
  if (day < 1 || day >= lastSerial || day === phantomDay) return impossible
  const timeMs = Math.round(Number(`0.${found[2] ?? 0}`) * dayMs)
  const epoch = Date.UTC(1899, 11, day < phantomDay ? 31 : 30)
  return { ...partsOf(new Date(epoch + day * dayMs + timeMs)), offset: null, hasTime: timeMs > 0 }
}

/** `45,950` is most likely a serial that was shown with a sign between its thousands, and not a day of 1900. */
const couldBeThousands = /^\d{1,3}[.,]\d{3}$/

/** Seconds since 1970, UTC, with or without a fraction. */
export const readEpochSeconds: DateReader = text => {
  return /^-?\d{1,12}(?:\.\d{1,9})?$/.test(text) ? instant(Math.round(Number(text) * 1000)) : null
}

/** Milliseconds since 1970, UTC. */
export const readEpochMilliseconds: DateReader = text => {
  return /^-?\d{1,15}$/.test(text) ? instant(Number(text)) : null
}

function instant(epochMs: number): DateParts {
  return epochMs > latestMs || epochMs < -latestMs ? impossible : partsOf(new Date(epochMs))
}

function partsOf(date: Date): DateParts {
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    offset: 0,
    zone: null,
    hasTime: true,
  }
}

/** Of the right form, and yet no day of the calendar. */
const impossible: DateParts = { ...partsOf(new Date(0)), month: 0 }
