import type { LiveSource } from './live-source.ts'
import { type RowSource, RowsExpected } from './rows-expected.ts'

/** How far the judging of a file is. */
export function checkSource(
  title: string,
  reader: RowSource,
  refused: { readonly invalid: number; readonly duplicate: number },
): LiveSource {
  const expected = new RowsExpected(reader)
  const done = (): number => reader.rowsRead() ?? 0
  return {
    title: () => title,
    noun: 'row',
    done,
    idle: done,
    outcomes: () => ({ invalid: refused.invalid, duplicate: refused.duplicate }),
    total: () => expected.total,
    knownLeft: done,
    gauges: [{ unit: 'rows', sent: done, limit: () => null, isByTheWay: false }],
    wait: () => null,
    heldUntil: () => 0,
    failures: () => [],
  }
}
