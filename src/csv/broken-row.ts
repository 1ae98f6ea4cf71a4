import { afterLineBreak, countLineBreaks, countLineBreaksInText } from './line-breaks.ts'
import { type Dialect, type RecordFault, RecordParser } from './parse.ts'
import { chunkBytes } from './source.ts'

/** Lines tried as the beginning of the next row before the bytes at hand are given up. */
const maxTrials = 2_000
/** How far whole rows must reach to be taken for the continuation of the file. */
const proofBytes = 4 * 1024
/** A row that does not end within this is no proof of anything. */
const maxTrialBytes = 128 * 1024
const firstStepBytes = 512

/** How far a row reaches that cannot be read. */
export type BrokenRow =
  /** It takes `bytes`; `cells` is what it holds when misplaced quotes are taken as they stand. */
  | { readonly kind: 'misquoted'; readonly bytes: number; readonly cells: readonly string[] }
  /** A quote was opened in it and never closed; other rows follow after `bytes`. */
  | { readonly kind: 'unclosed'; readonly bytes: number }
  /** No end is in sight in the bytes at hand. */
  | { readonly kind: 'endless' }

/** Bytes from the beginning of a row on, and what is known about their file. */
export interface BrokenText {
  readonly bytes: Buffer
  /** Whether the file ends with these bytes. */
  readonly atEnd: boolean
  /** Number of cells of a whole row. */
  readonly width: number
  readonly dialect: Dialect
}

/**
 * Decides where a row ends that could not be read, so that as few of its neighbours as possible go down with it: with
 * its line, where that works out; otherwise before the first line from which on whole rows follow, up to and beyond the
 * place where the reading failed. A line of a cell that merely looks like a row is therefore not taken for one.
 */
export function delimitBrokenRow(text: BrokenText): BrokenRow {
  const lenient = readLeniently(text)
  if (lenient?.cells.every(cell => countLineBreaksInText(cell) === 0)) return lenient
  const bytes = findNextRow(text, lenient?.bytes ?? null)
  if (bytes !== null) return { kind: 'unclosed', bytes }
  return lenient ?? { kind: 'endless' }
}

/**
 * Where the first line begins, other than the first of all, from which on there are only whole rows, as far as `until`
 * or, where that is null, for some thousand bytes or to the end of the file. Null where no line is like that.
 */
export function findNextRow(text: BrokenText, until: number | null): number | null {
  const end = until ?? text.bytes.length
  let trials = 0
  for (let at = afterLineBreak(text.bytes, 0); at !== -1 && at < end; at = afterLineBreak(text.bytes, at)) {
    if (!mayBeginRow(text, at)) continue
    if (trials++ === maxTrials) return null
    if (holdsWholeRows(text, at, until === null ? proofBytes : until - at)) return at
  }
  return null
}

/** How many line breaks come before the quote that is still open at the end of the bytes; null where none is. */
export function lineBreaksBeforeOpenQuote(bytes: Buffer, dialect: Dialect): number | null {
  const { quote } = dialect
  if (quote === '') return null
  const isDoubled = dialect.escape === quote
  const width = Buffer.byteLength(quote)
  let opened: number | null = null
  for (let at = bytes.indexOf(quote); at !== -1; at = bytes.indexOf(quote, at + width)) {
    if (opened === null) opened = at
    else if (isDoubled && startsAt(bytes, at + width, quote)) at += width
    else if (isDoubled || !startsAt(bytes, at - Buffer.byteLength(dialect.escape), dialect.escape)) opened = null
  }
  return opened === null ? null : countLineBreaks(bytes.subarray(0, opened))
}

/** How much of the bytes of an endless row to forget; what stays holds the lines to try when there is more to read. */
export function endOfSkipping(bytes: Buffer, atEnd: boolean): number {
  if (atEnd) return bytes.length
  const end = Math.max(0, bytes.length - chunkBytes)
  const splitsLineBreak = bytes[end - 1] === 0x0d && bytes[end] === 0x0a
  return splitsLineBreak ? end - 1 : end
}

function readLeniently({ bytes, atEnd, dialect }: BrokenText) {
  const rows: (BrokenRow & { kind: 'misquoted' })[] = []
  const parser = new RecordParser(
    dialect,
    (cells, position) => {
      if (rows.length === 0) rows.push({ kind: 'misquoted', cells, bytes: position.bytes })
    },
    'lenient',
  )
  feedUntil(parser, bytes, () => rows.length > 0)
  if (rows.length === 0 && atEnd) parser.finish()
  return rows[0] ?? null
}

/** Whether rows of full width, and nothing else, take the next `atLeast` bytes from `from` on or the rest of the file. */
function holdsWholeRows(text: BrokenText, from: number, atLeast: number): boolean {
  let covered = 0
  let isWhole = true
  const parser = new RecordParser(text.dialect, (cells, position) => {
    if (covered >= atLeast) return
    isWhole &&= cells.length === text.width
    covered = position.bytes
  })
  const trial = text.bytes.subarray(from, from + atLeast + maxTrialBytes)
  const fault = feedUntil(parser, trial, () => covered >= atLeast || !isWhole)
  if (covered >= atLeast || !isWhole || fault !== null) return isWhole && covered >= atLeast
  const reachesEnd = text.atEnd && from + trial.length === text.bytes.length
  return reachesEnd && parser.finish() === null && isWhole && covered > 0
}

/** Tells most lines of prose from rows without starting a parser: without a quote, a row shows its width at once. */
function mayBeginRow({ bytes, width, dialect }: BrokenText, from: number): boolean {
  const next = afterLineBreak(bytes, from)
  const line = bytes.toString('utf8', from, next === -1 ? bytes.length : next)
  const isQuoted = dialect.quote !== '' && line.includes(dialect.quote)
  return isQuoted || line.split(dialect.delimiter).length === width
}

/** Feeds the parser by growing steps, so that no more is parsed than about twice what is needed. */
function feedUntil(parser: RecordParser, bytes: Buffer, isEnough: () => boolean): RecordFault | null {
  let step = firstStepBytes
  for (let at = 0; at < bytes.length; step *= 2) {
    const fault = parser.feed(bytes.subarray(at, at + step))
    if (fault !== null || isEnough()) return fault
    at += step
  }
  return null
}

function startsAt(bytes: Buffer, at: number, text: string): boolean {
  return at >= 0 && bytes.subarray(at, at + Buffer.byteLength(text)).equals(Buffer.from(text))
}
