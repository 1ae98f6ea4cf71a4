import type { ImportLedger, ReadonlyImport } from './ledger.ts'
import type { Change, LedgerRow } from './ledger-row.ts'

/**
 * An import for a dry run: knows what the real one knows and what the dry run has written since, which goes to a
 * scratch ledger. A row that is written there stands for the real one of the same identity.
 *
 * @param real null: there is none yet
 */
export function dryImport(real: ReadonlyImport | null, scratch: ImportLedger): ImportLedger {
  if (real === null) return scratch
  const isReal = (row: LedgerRow): boolean => scratch.find(row.identity) === null
  const undone = new Set<number>()
  return {
    find: identity => scratch.find(identity) ?? real.find(identity),
    findByKey: key => recordsFirst([...scratch.findByKey(key), ...real.findByKey(key).filter(isReal)]),
    findByMatch: key => recordsFirst([...scratch.findByMatch(key), ...real.findByMatch(key).filter(isReal)]),
    rows: states => inFileOrder(where(real.rows(states), isReal), scratch.rows(states)),
    incomplete: () => inFileOrder(where(real.incomplete(), isReal), scratch.incomplete()),
    *writtenSince(at) {
      yield* scratch.writtenSince(at)
      yield* where(real.writtenSince(at), isReal)
    },
    // Settling is sending: what the real import left open stays open.
    unsettled: () => [],
    changes: runId => remaining(real.changes(runId), undone),
    writesTo: id => [...real.writesTo(id), ...scratch.writesTo(id)],
    // Asked before the first row is written: what the scratch ledger has besides would be counted twice.
    countRows: states => real.countRows(states),
    countWrites: runId => scratch.countWrites(runId),
    knowsRun: runId => scratch.knowsRun(runId) || real.knowsRun(runId),
    lastWhole: () => scratch.lastWhole() ?? real.lastWhole(),
    lastFacts: () => scratch.lastFacts() ?? real.lastFacts(),
    mayHaveRecords: () => scratch.mayHaveRecords() || real.mayHaveRecords(),
    // What other processes are about to make is not there yet.
    intend: (row, claim) => scratch.intend(row, claim),
    rival: claim => scratch.rival(claim),
    record: (row, change) => scratch.record(row, change),
    release: (identity, known) => scratch.release(identity, known),
    async recordUndone(row, changes) {
      await scratch.record(row)
      for (const { id } of changes) undone.add(id)
    },
    stretches: null,
    addSample: (runId, sample) => scratch.addSample(runId, sample),
    samples: runId => real.samples(runId),
    startRun: (runId, source, facts) => scratch.startRun(runId, source, facts),
    endRun: (...end) => scratch.endRun(...end),
  }
}

function recordsFirst(rows: readonly LedgerRow[]): readonly LedgerRow[] {
  return rows.toSorted((a, b) => Number(a.recordId === null) - Number(b.recordId === null))
}

/** Two lists in the order of the file as one. */
function* inFileOrder(first: Iterable<LedgerRow>, second: Iterable<LedgerRow>): Generator<LedgerRow> {
  const firstRows = first[Symbol.iterator]()
  const secondRows = second[Symbol.iterator]()
  let a = firstRows.next()
  let b = secondRows.next()
  while (!a.done || !b.done) {
    if (b.done || (!a.done && a.value.row <= b.value.row)) {
      if (!a.done) yield a.value
      a = firstRows.next()
    } else {
      yield b.value
      b = secondRows.next()
    }
  }
}

function* where(rows: Iterable<LedgerRow>, isWanted: (row: LedgerRow) => boolean): Generator<LedgerRow> {
  for (const row of rows) if (isWanted(row)) yield row
}

function* remaining(groups: Iterable<readonly Change[]>, undone: ReadonlySet<number>): Generator<readonly Change[]> {
  for (const group of groups) {
    const left = group.filter(({ id }) => !undone.has(id))
    if (left.length > 0) yield left
  }
}
