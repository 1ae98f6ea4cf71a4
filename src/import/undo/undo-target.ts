import type { ImportLedger } from '../../ledger/ledger.ts'
import type { LedgerRow } from '../../ledger/ledger-row.ts'
import type { Log } from '../../model/log.ts'
import { outcomes } from '../../model/outcome.ts'
import { forEachConcurrently } from '../concurrency.ts'
import { Turns } from '../look-up/turns.ts'
import { selectedRows, type UndoExtent, type UndoSelection } from './undo-extent.ts'
import { type RecordChanges, restoreRecord, trashRecord, type Undone, type UndoRecordParts } from './undo-record.ts'
import type { UndoTally } from './undo-tally.ts'
import { rowWithoutRecord } from './undone-row.ts'

/** One of the imports that are undone: the import itself, or that of the parents of a type which it made. */
export interface UndoTarget {
  readonly importName: string
  readonly object: string
  readonly ledger: ImportLedger
  readonly selection: UndoSelection
  readonly extent: UndoExtent
  readonly tally: UndoTally
}

export interface UndoTargetParts extends Omit<UndoRecordParts, 'ledger' | 'importName' | 'object'> {
  readonly log: Log
  /** How many writes may be under way just now. */
  readonly bound: () => number
  readonly onEnd: (undone: Undone) => void
}

/** Undoes the selected writes of one import, the newest row first, as far as nothing stops it. */
export async function undoTarget(target: UndoTarget, parts: UndoTargetParts): Promise<void> {
  const { importName, object, ledger, extent, tally } = target
  const { log, stop, onEnd } = parts
  const recordParts: UndoRecordParts = { ...parts, importName, object, ledger }
  const turns = new Turns()

  async function undoRecord(changes: RecordChanges): Promise<void> {
    const [{ recordId }] = changes
    if (stop.signal.aborted) return
    const undo = extent.made.has(recordId) ? trashRecord : restoreRecord
    const undone = await undo(changes, recordParts)
    tally.add(undone.outcome)
    onEnd(undone)
    const { outcome, row, line, kept, error } = undone
    log.info(
      { import: importName, row, line, recordId, outcome, kept: kept.join(), code: error?.code },
      'record undone',
    )
  }

  await releaseSharers(target, parts)
  await forEachConcurrently(untilStopped(target, parts), parts.bound, group =>
    stop.endInOrder(async () => {
      // Two rows may have written to one record: what the newer one wrote is undone first.
      for (const changes of group) await turns.take(changes[0].recordId, () => undoRecord(changes))
    }),
  )
}

async function* untilStopped(
  { ledger, selection }: UndoTarget,
  { stop }: UndoTargetParts,
): AsyncGenerator<readonly RecordChanges[]> {
  for (const group of selectedRows(ledger, selection)) {
    if (stop.signal.aborted) return
    yield group
  }
}

/** Lets go of the records that go to the trash in the rows that only found them: those look again in the next run. */
async function releaseSharers({ ledger, extent }: UndoTarget, { clock, stop, bound }: UndoTargetParts): Promise<void> {
  if (extent.made.size === 0) return
  async function* sharers(): AsyncGenerator<LedgerRow> {
    for (const row of ledger.rows(sharingStates)) {
      if (stop.signal.aborted) return
      const maker = row.recordId === null ? undefined : extent.made.get(row.recordId)
      if (maker !== undefined && maker !== row.identity) yield row
    }
  }
  await forEachConcurrently(sharers(), bound, row =>
    ledger.record(rowWithoutRecord(row, row.written?.idempotencyKey || row.follows, clock.now())),
  )
}

/** A row that is `created` has made its record itself; of one that is in doubt nothing is known. */
const sharingStates = outcomes.filter(outcome => outcome !== 'created' && outcome !== 'in_doubt')
