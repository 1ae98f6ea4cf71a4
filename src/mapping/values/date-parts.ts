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
  /** IANA name of the zone that the text names; null where it names none. May be a name that nobody knows. */
  readonly zone: string | null
  readonly hasTime: boolean
}

/** Reads a text of one format; null where it is not of that format. The parts may still name a day that does not exist. */
export type DateReader = (text: string) => DateParts | null

/** What a text says of the offset from UTC: minutes, or a zone. */
export type WrittenZone = Pick<DateParts, 'offset' | 'zone'>

const isoText =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?(?:\s?\[([\w/+-]{1,40})\]|\s(?![ap]m$)([a-z][\w/+-]{1,39}))?)?$/i

/** ISO 8601: a date, or a date and time with or without an offset or the name of a zone. */
export const readIsoDate: DateReader = text => {
  const found = isoText.exec(text)
  if (found === null) return null
  const name = found[9] ?? found[10]
  const written = found[8] === undefined && name !== undefined ? namedZone(name) : null
  return {
    year: Number(found[1]),
    month: Number(found[2]),
    day: Number(found[3]),
    hour: Number(found[4] ?? 0),
    minute: Number(found[5] ?? 0),
    second: Number(found[6] ?? 0),
    millisecond: Number((found[7] ?? '').slice(0, 3).padEnd(3, '0')),
    offset: found[8] === undefined ? (written?.offset ?? null) : offsetMinutes(found[8]),
    zone: written?.zone ?? null,
    hasTime: found[4] !== undefined,
  }
}

/**
 * Minutes east of UTC of the abbreviations that mean one thing: those of RFC 5322 and of Europe. Others, such as IST
 * and BST, stand for several zones.
 */
const abbreviations: ReadonlyMap<string, number> = new Map(
  Object.entries({
    Z: 0,
    UTC: 0,
    GMT: 0,
    WET: 0,
    WEST: 60,
    CET: 60,
    CEST: 120,
    EET: 120,
    EEST: 180,
    MSK: 180,
    EST: -300,
    EDT: -240,
    CST: -360,
    CDT: -300,
    MST: -420,
    MDT: -360,
    PST: -480,
    PDT: -420,
    AKST: -540,
    AKDT: -480,
    HST: -600,
    JST: 540,
    KST: 540,
    AEST: 600,
    AEDT: 660,
    NZST: 720,
    NZDT: 780,
  }),
)

/** A zone by its abbreviation or IANA name. */
export function namedZone(name: string): WrittenZone {
  const offset = abbreviations.get(name.toUpperCase())
  return offset === undefined ? { offset: null, zone: name } : { offset, zone: null }
}

/** Minutes of an offset such as `+02:00`, `-0330`, `+02`, `Z`. */
export function offsetMinutes(text: string): number {
  const digits = text.replace(/^(?:GMT|UTC)/i, '')
  if (digits === '' || /^z$/i.test(digits)) return 0
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(digits) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
