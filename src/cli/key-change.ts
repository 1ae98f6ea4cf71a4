import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { assertKeysKept as assertQuietly, type KeyedImport } from '../library/key-change.ts'
import { plainLine } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

/** Sees to it that rows are told apart as they were by the last run of their import, and says where they are not. */
export function assertKeysKept(
  imports: readonly KeyedImport[],
  shelf: LedgerShelf,
  isAccepted: boolean,
  { say, paint }: Pick<Terminal, 'say' | 'paint'>,
): void {
  assertQuietly(imports, shelf, isAccepted, note => say(`${paint.yellow('note:')} ${plainLine(note)}`))
}
