import type { VerifiedRow } from '../import/verify/verify-row.ts'
import type { VerifySummary } from '../import/verify/verify-tally.ts'
import { formatCount, formatNumber, plainLine } from './text.ts'

const rowsShown = 10
const keysShown = 10

/** What a person reads of records that were read back: the sum, which fields differ, the first rows, what to do. */
export function verificationLines({ rows, counts, left, byKey, differences }: VerifySummary): readonly string[] {
  const { same, different, missing, unread } = counts
  const read = same + different + missing
  if (rows === 0) return ['verified nothing: there was no record to read back']
  const shown = differences.slice(0, rowsShown)
  const hidden = different + missing + unread - shown.length
  return [
    `verified ${formatNumber(read)} of ${formatCount(rows, 'record')} read back${verdict(read, same)}`,
    ...(different > 0
      ? [`  ${formatCount(different, 'record differs', 'records differ')} from what was sent: ${changed}`]
      : []),
    ...keyLines(byKey),
    ...(missing > 0
      ? [`  ${formatCount(missing, 'record is', 'records are')} not there: in the trash, or merged into another one`]
      : []),
    ...(unread > 0 ? [`  ${formatCount(unread, 'record')} could not be read: the API refused, or did not answer`] : []),
    ...shown.map(rowLine),
    ...(hidden > 0 && shown.length > 0 ? [`    and ${formatNumber(hidden)} more`] : []),
    ...(left > 0 ? [`  ${formatCount(left, 'record')} not come to: \`lightfield-import verify\` reads them back`] : []),
  ]
}

const changed = 'changed since, or not stored as sent'

function verdict(read: number, same: number): string {
  if (same === read) return read === 0 ? '' : ': all hold what was sent'
  return `: ${formatNumber(same)} ${same === 1 ? 'holds' : 'hold'} what was sent`
}

function keyLines(byKey: VerifySummary['byKey']): readonly string[] {
  const shown = [...byKey].slice(0, keysShown)
  const hidden = byKey.size - shown.length
  return [
    ...shown.map(([key, count]) => `    ${formatCount(count, 'record')} in ${plainLine(key)}`),
    ...(hidden > 0 ? [`    and others in ${formatCount(hidden, 'more field')}`] : []),
  ]
}

/** `row 12 (line 13): $name, amount  https://…`. */
function rowLine({ result, row, line, keys, httpLink, recordId }: VerifiedRow): string {
  const what = result === 'different' ? keys.join(', ') : result === 'missing' ? 'not there' : 'not read'
  const where = `row ${formatNumber(row)} (line ${formatNumber(line)})`
  return `    ${where}: ${plainLine(what)}  ${plainLine(httpLink ?? recordId)}`
}
