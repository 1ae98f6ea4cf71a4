import { type DateParts, namedZone, offsetMinutes } from './date-parts.ts'
import { type MonthNames, monthNumber } from './month-names.ts'

/**
 * The parts of a date while they are read; `half` is 0 before noon, 12 after it, -1 where the format does not say;
 * `month` is NaN for a word that names none.
 */
export type DraftDate = { -readonly [Part in keyof DateParts]: DateParts[Part] } & { half: number }

export type DateField = Exclude<keyof DateParts, 'hasTime' | 'offset'> | 'half' | 'weekday'

/** One token of a date format. */
export interface DateToken {
  readonly field: DateField
  /** What it matches, as the source of a regular expression. */
  readonly pattern: string
  /** Digits where a neighbour leaves no other way to tell where the number ends; null: as many as there are. */
  readonly width: number | null
  readonly write: (draft: DraftDate, text: string, months: MonthNames) => void
}

/** The tokens of Unicode's date patterns (UTS 35) that a CSV file needs. */
export const dateTokens: ReadonlyMap<string, DateToken> = new Map([
  ['yyyy', digits('year', 4)],
  ['yy', { ...digits('year', 2), write: writeShortYear }],
  ['M', digits('month', null)],
  ['MM', digits('month', 2)],
  ['MMM', monthName()],
  ['MMMM', monthName()],
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
  ['SSS', fraction(3)],
  ['SSSSSS', fraction(6)],
  ['a', { field: 'half', pattern: '[ap]\\.?\\s?m\\.?', width: null, write: writeHalf }],
  ['EEE', weekday()],
  ['EEEE', weekday()],
  ['Z', offset()],
  ['X', offset()],
  ['XX', offset()],
  ['XXX', offset()],
  ['O', offset()],
  ['z', zoneName()],
  ['VV', zoneName()],
] satisfies [string, DateToken][])

const corrections: ReadonlyMap<string, string> = new Map([
  ['YYYY', 'yyyy'],
  ['YY', 'yy'],
  ['DD', 'dd'],
  ['D', 'd'],
  ['A', 'a'],
  ['SS', 'ss'],
  ['mmm', 'MMM'],
  ['mmmm', 'MMMM'],
  ['ddd', 'EEE'],
  ['dddd', 'EEEE'],
])

/** What to write instead of letters that mean nothing in a date format. */
export function tokenAdvice(letters: string): string {
  const correction = corrections.get(letters)
  return correction === undefined
    ? `known: ${[...dateTokens.keys()].join(' ')}; quote other words`
    : `use "${correction}"`
}

type NumberField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

function digits(field: NumberField, width: number | null): DateToken {
  const pattern = field === 'year' ? `\\d{${width}}` : '\\d{1,2}'
  return {
    field,
    pattern,
    width,
    write: (draft, text) => {
      draft[field] = Number(text)
    },
  }
}

/** A two-digit year from 70 on is of the last century. */
function writeShortYear(draft: DraftDate, text: string): void {
  draft.year = Number(text) + (Number(text) < 70 ? 2000 : 1900)
}

function fraction(width: number): DateToken {
  return {
    field: 'millisecond',
    pattern: `\\d{${width}}`,
    width,
    write: (draft, text) => {
      draft.millisecond = Number(text.slice(0, 3))
    },
  }
}

function monthName(): DateToken {
  return {
    field: 'month',
    pattern: '\\p{L}[\\p{L}\\p{M}]{0,24}\\.?',
    width: null,
    write: (draft, text, months) => {
      draft.month = monthNumber(text, months) ?? Number.NaN
    },
  }
}

function writeHalf(draft: DraftDate, text: string): void {
  draft.half = /^p/i.test(text) ? 12 : 0
}

function weekday(): DateToken {
  return { field: 'weekday', pattern: '\\p{L}[\\p{L}\\p{M}]{0,24}\\.?', width: null, write: () => {} }
}

function offset(): DateToken {
  return {
    field: 'zone',
    pattern: 'Z|(?:GMT|UTC)?[+-]\\d{1,2}(?::?\\d{2})?|GMT|UTC',
    width: null,
    write: (draft, text) => {
      draft.offset = offsetMinutes(text)
    },
  }
}

/** A zone's name, an abbreviation, or an offset where somebody writes that instead. */
function zoneName(): DateToken {
  return {
    field: 'zone',
    pattern: '[A-Za-z][\\w/+-]{0,39}|[+-]\\d{2}:?\\d{2}',
    width: null,
    write: (draft, text) => {
      Object.assign(draft, /^[+-]/.test(text) ? { offset: offsetMinutes(text) } : namedZone(text))
    },
  }
}
