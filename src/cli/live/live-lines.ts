import { numberOf } from '../../messages/catalogue.ts'
import { displayWidth } from '../../report/display-width.ts'
import { formatNumber, formatOutcome, plainLine, shortName } from '../../report/text.ts'
import { wrapped } from '../../report/wrap.ts'
import type { Paint } from '../paint.ts'
import { flowParts, joinParts, type Part } from './fit-parts.ts'
import { failuresShown, type LiveFailure, type LiveState } from './live-state.ts'
import { elapsedText, paceText, shareDone, totalText } from './live-words.ts'
import type { Room } from './region.ts'

const longestBar = 40
const shortestBar = 10
/** From this width on there is room for a failure's line as well as its row. */
const wide = 60

/**
 * The lines of the live view, the most important first: where there are fewer rows, the last are left out. The last column
 * stays free, as some terminals begin a line when it is filled.
 */
export function liveLines(state: LiveState, room: Room, paint: Paint): readonly string[] {
  const columns = Math.max(room.columns - 1, 1)
  const lines = [
    joinParts([{ text: plainLine(state.title), style: 'bold' }], columns, paint),
    ...progressLines(state, columns, paint),
    ...flowParts(paceParts(state), columns, paint),
    ...flowParts(outcomeParts(state), columns, paint),
    ...waitLines(state, columns, paint),
    ...failureLines(state.failures.slice(-failuresShown), columns, paint),
  ]
  return lines.slice(0, Math.max(room.rows, 1))
}

/** The bar with the numbers beside it or, where that is too narrow, below. */
function progressLines(state: LiveState, columns: number, paint: Paint): readonly string[] {
  const share = shareDone(state)
  const count: Part = { text: totalText(state) }
  if (share === null) return [joinParts([count], columns, paint)]
  const percent: Part = { text: ` ${String(Math.floor(share * 100)).padStart(3)}%` }
  const beside = [percent, { text: '  ' }, count]
  const besideWidth = beside.reduce((sum, { text }) => sum + displayWidth(text), 0)
  const isBeside = columns - besideWidth >= shortestBar
  const bar = barParts(share, Math.min(longestBar, columns - (isBeside ? besideWidth : percent.text.length)))
  return isBeside
    ? [joinParts([...bar, ...beside], columns, paint)]
    : [joinParts([...bar, percent], columns, paint), joinParts([count], columns, paint)]
}

/** Two signs rather than two colours: it is to be read without them too. */
function barParts(share: number, length: number): readonly Part[] {
  const filled = Math.floor(share * Math.max(length, 0))
  return [
    { text: '━'.repeat(filled), style: 'green' },
    { text: '─'.repeat(Math.max(length - filled, 0)), style: 'dim' },
  ]
}

function paceParts({ paces, elapsedMs, left }: LiveState): readonly Part[] {
  const parts: Part[] = [
    ...paces.map(pace => ({ text: paceText(pace) })),
    { text: elapsedText(elapsedMs), style: 'dim' },
  ]
  return left === null ? parts : [...parts, { text: left }]
}

/** What deserves a look has a colour; what is as it was is dim. */
const outcomeStyles: ReadonlyMap<string, keyof Paint> = new Map([
  ['created', 'green'],
  ['updated', 'green'],
  ['trashed', 'green'],
  ['restored', 'green'],
  ['same', 'green'],
  ['unchanged', 'dim'],
  ['found', 'dim'],
  ['skipped', 'dim'],
  ['duplicate', 'dim'],
  ['pending', 'dim'],
  ['invalid', 'red'],
  ['failed', 'red'],
  ['ambiguous', 'yellow'],
  ['in_doubt', 'yellow'],
  ['different', 'red'],
  ['missing', 'red'],
])

function outcomeParts({ outcomes }: LiveState): readonly Part[] {
  return Object.entries(outcomes).flatMap(([outcome, count]): Part[] => {
    if (count === 0) return []
    const style = outcomeStyles.get(outcome)
    return [{ text: formatOutcome(outcome, count), ...(style !== undefined && { style }) }]
  })
}

function waitLines({ wait }: LiveState, columns: number, paint: Paint): readonly string[] {
  if (wait === null) return []
  const lines = wrapped(plainLine(wait), { columns }, { indent: 0, most: 2 })
  return lines.map(text => joinParts([{ text, style: 'yellow' }], columns, paint))
}

/** What is said of a cell goes on from the name of its column: `is blank`, `not a number`. */
function reasonText({ column, message }: NonNullable<LiveFailure['error']>): string {
  const isOfCell = column !== null && /^\p{Ll}/u.test(message)
  return plainLine(isOfCell ? `${shortName(column)}: ${message}` : message)
}

function failureLines(failures: readonly LiveFailure[], columns: number, paint: Paint): readonly string[] {
  return failures.map(({ row, line, error }) => {
    const place = columns < wide ? `row ${formatNumber(row)}` : `row ${formatNumber(row)} (line ${formatNumber(line)})`
    const number = error === null ? null : numberOf(error.code)
    const what = error === null ? '' : [number, reasonText(error)].filter(part => part !== null).join(' ')
    return joinParts([{ text: `${place}:`, style: 'red' }, { text: ` ${what}` }], columns, paint)
  })
}
