import { type ColumnProfile, identifiesRows } from './sample.ts'

/** What is sold, done or noted down often has a name that is no more unique than it is telling. */
const oftenWithoutName: ReadonlySet<string> = new Set(['opportunity', 'task', 'note'])
const longestName = 80
const leastRows = 2

/** The first column of words that differ from row to row; a column of numbers, dates or ids is none. */
export function likelyName(columns: readonly ColumnProfile[], object: string): ColumnProfile | undefined {
  if (oftenWithoutName.has(object)) return undefined
  return columns.find(
    column => column.filled >= leastRows && identifiesRows(column) && [...column.values.keys()].every(isName),
  )
}

function isName(text: string): boolean {
  return text.length <= longestName && /\p{L}{2}/u.test(text) && !/[@/]|^[\w-]*\d[\w-]*$/.test(text)
}
