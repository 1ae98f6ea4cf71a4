import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileDateFormat } from '../../../src/mapping/values/date-format.ts'
import { dateTimeConverter, isTimeZone } from '../../../src/mapping/values/datetime.ts'
import { monthNames } from '../../../src/mapping/values/month-names.ts'

function outcome(text: string, format: string | readonly string[] | null, zone = 'UTC', locale = 'en'): string {
  const formats = [format ?? []].flat()
  const readers = formats.map(each => {
    const compiled = compileDateFormat(each, monthNames(locale) ?? undefined)
    if (!compiled.ok) throw new Error(compiled.message)
    return compiled.read
  })
  const result = dateTimeConverter({ readers, formats, zone })(text)
  return result.ok ? result.value : result.code
}

describe('ISO 8601 needs no format', () => {
  test.each([
    ['2026-10-20', 'UTC', '2026-10-20T00:00:00.000Z'],
    ['2026-10-20', 'America/New_York', '2026-10-20T04:00:00.000Z'],
    ['2026-10-20T09:30', 'Europe/Berlin', '2026-10-20T07:30:00.000Z'],
    ['2026-10-20 09:30:15', 'UTC', '2026-10-20T09:30:15.000Z'],
    ['2026-10-20T09:30:15.1234567Z', 'Europe/Berlin', '2026-10-20T09:30:15.123Z'],
    ['2026-10-20T09:30:15+02:00', 'UTC', '2026-10-20T07:30:15.000Z'],
    ['2026-10-20 09:30:15 -0330', 'UTC', '2026-10-20T13:00:15.000Z'],
    ['2026-10-20T09:30:15+02', 'UTC', '2026-10-20T07:30:15.000Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
    ['2026-10-20 09:30:15 UTC', 'Europe/Berlin', '2026-10-20T09:30:15.000Z'],
    ['2026-10-20 09:30 EST', 'UTC', '2026-10-20T14:30:00.000Z'],
    ['2026-10-20T09:30[Europe/Berlin]', 'UTC', '2026-10-20T07:30:00.000Z'],
    ['2026-10-20 09:30 America/New_York', 'UTC', '2026-10-20T13:30:00.000Z'],
    ['0050-01-01', 'UTC', '0050-01-01T00:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(outcome(text, null, zone)).toBe(expected)
  })

  test.each([
    ['03/04/2026', 'ambiguous_date'],
    ['3.4.26', 'ambiguous_date'],
    ['03-04-2026 10:00', 'ambiguous_date'],
    ['13/04/2026', 'ambiguous_date'],
    ['2026-10-20 09:30 IST', 'unknown_zone'],
    ['2026-10-20 09:30 Mars/Olympus', 'unknown_zone'],
    ['2026-10-20 09:30 PM', 'not_a_date'],
    ['0001-01-01T00:00+10:00', 'impossible_date'],
    ['9999-12-31T23:00-10:00', 'impossible_date'],
    ['20261020', 'not_a_date'],
    ['yesterday', 'not_a_date'],
    ['2026-10-20junk', 'not_a_date'],
    ['2026-02-29', 'impossible_date'],
    ['1900-02-29', 'impossible_date'],
    ['2026-13-01', 'impossible_date'],
    ['2026-04-31', 'impossible_date'],
    ['2026-04-00', 'impossible_date'],
    ['0000-01-01', 'impossible_date'],
    ['2026-04-30T24:00', 'impossible_date'],
    ['2026-04-30T10:60', 'impossible_date'],
    ['2026-04-30T10:00+19:00', 'impossible_date'],
  ])('%s is refused: %s', (text, expected) => {
    expect(outcome(text, null)).toBe(expected)
  })
})

describe('a declared format', () => {
  test.each([
    ['10/20/2026', 'MM/dd/yyyy', 'America/New_York', '2026-10-20T04:00:00.000Z'],
    ['1/2/2026', 'MM/dd/yyyy', 'UTC', '2026-01-02T00:00:00.000Z'],
    ['20.10.2026', 'dd.MM.yyyy', 'UTC', '2026-10-20T00:00:00.000Z'],
    ['20261020', 'yyyyMMdd', 'UTC', '2026-10-20T00:00:00.000Z'],
    ['20.10.2026 17:05', 'dd.MM.yyyy HH:mm', 'Europe/Berlin', '2026-10-20T15:05:00.000Z'],
    ['10/20/2026 5:05:09 PM', 'MM/dd/yyyy h:mm:ss a', 'UTC', '2026-10-20T17:05:09.000Z'],
    ['10/20/2026 12:00 am', 'MM/dd/yyyy hh:mm a', 'UTC', '2026-10-20T00:00:00.000Z'],
    ['10/20/2026 12:00 p.m.', 'MM/dd/yyyy hh:mm a', 'UTC', '2026-10-20T12:00:00.000Z'],
    ['Oct 5, 2026', 'MMM d, yyyy', 'UTC', '2026-10-05T00:00:00.000Z'],
    ['5. September 2026', 'd. MMMM yyyy', 'UTC', '2026-09-05T00:00:00.000Z'],
    ['Tue 20-OCT-26', 'EEE dd-MMM-yy', 'UTC', '2026-10-20T00:00:00.000Z'],
    ['20-OCT-98', 'dd-MMM-yy', 'UTC', '1998-10-20T00:00:00.000Z'],
    ['2026-10-20 at 09:30', "yyyy-MM-dd 'at' HH:mm", 'UTC', '2026-10-20T09:30:00.000Z'],
    ['20/10/2026 09:30 +02:00', 'dd/MM/yyyy HH:mm XXX', 'America/New_York', '2026-10-20T07:30:00.000Z'],
    ['10/20/2026 09:30 PDT', 'MM/dd/yyyy HH:mm z', 'UTC', '2026-10-20T16:30:00.000Z'],
    ['10/20/2026 09:30 Europe/Berlin', 'MM/dd/yyyy HH:mm VV', 'UTC', '2026-10-20T07:30:00.000Z'],
    ['10/20/2026 09:30 GMT+2', 'MM/dd/yyyy HH:mm O', 'UTC', '2026-10-20T07:30:00.000Z'],
    ['Sept 5, 2026', 'MMM d, yyyy', 'UTC', '2026-09-05T00:00:00.000Z'],
    ['20/10/2026 09:30:01.250 +0200', 'dd/MM/yyyy HH:mm:ss.SSS Z', 'UTC', '2026-10-20T07:30:01.250Z'],
  ])('%s as %s in %s is %s', (text, format, zone, expected) => {
    expect(outcome(text, format, zone)).toBe(expected)
  })

  test.each([
    ['2026-10-20', 'MM/dd/yyyy', 'not_a_date'],
    ['2026102', 'yyyyMMdd', 'not_a_date'],
    ['10/20/26', 'MM/dd/yyyy', 'not_a_date'],
    ['20/10/2026', 'MM/dd/yyyy', 'impossible_date'],
    ['02/30/2026', 'MM/dd/yyyy', 'impossible_date'],
    ['Foo 5, 2026', 'MMM d, yyyy', 'not_a_date'],
    ['10/20/2026 13:00 PM', 'MM/dd/yyyy hh:mm a', 'impossible_date'],
    ['10/20/2026 0:00 AM', 'MM/dd/yyyy hh:mm a', 'impossible_date'],
  ])('%s as %s is refused: %s', (text, format, expected) => {
    expect(outcome(text, format)).toBe(expected)
  })
})

describe('the names of months', () => {
  test.each([
    ['de', '20. Okt. 2026', 'd. MMM yyyy', '2026-10-20T00:00:00.000Z'],
    ['de', '1. März 2026', 'd. MMMM yyyy', '2026-03-01T00:00:00.000Z'],
    ['fr', '1 février 2026', 'd MMMM yyyy', '2026-02-01T00:00:00.000Z'],
    ['fr', '1 fevrier 2026', 'd MMMM yyyy', '2026-02-01T00:00:00.000Z'],
    ['es', '3 dic 2026', 'd MMM yyyy', '2026-12-03T00:00:00.000Z'],
    ['pl', '3 stycznia 2026', 'd MMMM yyyy', '2026-01-03T00:00:00.000Z'],
  ])('are those of %s: %s', (locale, text, format, expected) => {
    expect(outcome(text, format, 'UTC', locale)).toBe(expected)
  })

  test('a name of another language is of no declared format, rather than an impossible date', () => {
    expect(outcome('1 Okt 2026', 'd MMM yyyy')).toBe('not_a_date')
    expect(outcome('1 Okt 2026', ['d MMM yyyy', 'iso'])).toBe('not_a_date')
  })

  test.each(['no_such', 'x', ''])('%j is no language', locale => {
    expect(monthNames(locale)).toBeNull()
  })
})

describe('numbers that stand for dates', () => {
  test.each([
    ['1', 'excel', '1900-01-01T00:00:00.000Z'],
    ['61', 'excel', '1900-03-01T00:00:00.000Z'],
    ['45950', 'excel', '2025-10-20T00:00:00.000Z'],
    ['45950.395833333336', 'excel', '2025-10-20T09:30:00.000Z'],
    ['45950,5', 'excel', '2025-10-20T12:00:00.000Z'],
    ['1760949000', 'epoch', '2025-10-20T08:30:00.000Z'],
    ['1760949000.25', 'epoch', '2025-10-20T08:30:00.250Z'],
    ['-1', 'epoch', '1969-12-31T23:59:59.000Z'],
    ['1760949000123', 'epoch_ms', '2025-10-20T08:30:00.123Z'],
    ['60', 'excel', 'impossible_date'],
    ['2958466', 'excel', 'impossible_date'],
    ['999999999999', 'epoch', 'impossible_date'],
    ['10/20/2026', 'excel', 'not_a_date'],
    ['45,950', 'excel', 'not_a_date'],
    ['45.950', 'excel', 'not_a_date'],
    ['soon', 'epoch', 'not_a_date'],
  ])('%s as %s is %s', (text, format, expected) => {
    expect(outcome(text, format)).toBe(expected)
  })

  test('Excel counts days of the zone, epochs count from one moment', () => {
    expect(outcome('45950', 'excel', 'America/New_York')).toBe('2025-10-20T04:00:00.000Z')
    expect(outcome('1760949000', 'epoch', 'America/New_York')).toBe('2025-10-20T08:30:00.000Z')
  })
})

describe('several formats', () => {
  const either = ['MM/dd/yyyy', 'dd/MM/yyyy']

  test.each([
    ['10/20/2026', '2026-10-20T00:00:00.000Z'],
    ['20/10/2026', '2026-10-20T00:00:00.000Z'],
    ['10/10/2026', '2026-10-10T00:00:00.000Z'],
    ['03/04/2026', 'ambiguous_date'],
    ['30/30/2026', 'impossible_date'],
    ['2026-10-20', 'not_a_date'],
  ])('%s is %s', (text, expected) => {
    expect(outcome(text, either)).toBe(expected)
  })

  test('stand side by side where they do not meet', () => {
    const formats = ['MM/dd/yyyy HH:mm', 'MM/dd/yyyy', 'iso', 'excel']
    const texts = ['10/20/2026 09:30', '10/20/2026', '2026-10-20', '46315']
    expect(texts.map(text => outcome(text, formats).slice(0, 16))).toEqual([
      '2026-10-20T09:30',
      '2026-10-20T00:00',
      '2026-10-20T00:00',
      '2026-10-20T00:00',
    ])
  })
})

describe('daylight saving', () => {
  test('a time that the clocks skip is refused', () => {
    expect(outcome('2026-03-08T02:30', null, 'America/New_York')).toBe('nonexistent_time')
    expect(outcome('2026-03-08T03:30', null, 'America/New_York')).toBe('2026-03-08T07:30:00.000Z')
  })

  test('a time that comes twice is the first of the two', () => {
    expect(outcome('2026-11-01T01:30', null, 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
  })

  test('a day whose midnight is skipped begins at its first moment', () => {
    expect(outcome('2018-11-04', null, 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z')
  })
})

test.each([
  ['MM/DD/YYYY', 'the date format has no meaning for "DD": use "dd"'],
  ['yyyy/mm/dd', 'the date format has no month: "MM" is the month, "mm" are minutes'],
  ['MM/dd', 'the date format has no year'],
  ['yyyy', 'the date format has no month and no day'],
  ['MM/dd/yyyy hh:mm', '"h" counts to 12: add "a" for AM and PM, or use "H"'],
  ['MM/dd/yyyy HH:mm a', '"a" (AM and PM) needs "h" or "hh" for the hour'],
  ['MM/dd/yyyy MM', 'the date format names the month twice'],
  ["yyyy-MM-dd 'at", 'a quote in the date format is not closed'],
  ['excell', /^not a date format: expected iso, excel, epoch, epoch_ms, or tokens/],
  ['yyyy-MM-ddTHH:mm', /^the date format has no meaning for "T": known: /],
])('the format %s is refused: %s', (format, expected) => {
  const result = compileDateFormat(format)
  expect(result.ok ? 'accepted' : result.message).toMatch(expected)
})

test.each([
  ['America/New_York', true],
  ['UTC', true],
  ['EST5', false],
  ['Berlin', false],
])('whether %s is a time zone: %s', (zone, expected) => {
  expect(isTimeZone(zone)).toBe(expected)
})

test('a moment written in any of these formats is read back as it was', () => {
  const moments = fc.date({ min: new Date('1900-03-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(moments, moment => {
      const iso = moment.toISOString()
      const epochMs = moment.getTime()
      expect(outcome(iso, null, 'Asia/Tokyo')).toBe(iso)
      expect(outcome(String(epochMs), 'epoch_ms')).toBe(iso)
      expect(outcome(String(epochMs / 1000), 'epoch')).toBe(iso)
      const days = (epochMs - Date.UTC(1899, 11, 30)) / 86_400_000
      expect(outcome(days.toFixed(12), 'excel')).toBe(iso)
    }),
  )
})

test('a day written in a format is read back as it was, whatever the format', () => {
  const days = fc.date({ min: new Date('1970-01-01'), max: new Date('2069-12-31'), noInvalidDate: true })
  const pad = (value: number) => String(value).padStart(2, '0')
  fc.assert(
    fc.property(days, day => {
      const iso = day.toISOString().slice(0, 10)
      const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()]
      expect(outcome(`${pad(month)}/${pad(date)}/${year}`, 'MM/dd/yyyy')).toBe(`${iso}T00:00:00.000Z`)
      expect(outcome(`${date}.${month}.${year}`, 'd.M.yyyy')).toBe(`${iso}T00:00:00.000Z`)
      expect(outcome(`${year}${pad(month)}${pad(date)}`, 'yyyyMMdd')).toBe(`${iso}T00:00:00.000Z`)
      expect(outcome(`${pad(year % 100)}-${pad(month)}-${pad(date)}`, 'yy-MM-dd')).toBe(`${iso}T00:00:00.000Z`)
    }),
  )
})
