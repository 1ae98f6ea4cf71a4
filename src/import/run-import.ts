import type { CsvReader } from '../csv/open.ts'
import type { RowStretch } from '../csv/stretch-reader.ts'
import { InputError, RunStopped } from '../errors.ts'
import type { LedgerRow } from '../ledger/ledger-row.ts'
import { hasAnnotations } from '../model/annotation-columns.ts'
import { Occurrences } from '../model/occurrences.ts'
import { type Conductor, type ConductParts, conductRun, type TaskSource } from './conduct-run.ts'
import { decide } from './decide.ts'
import { rowJudge } from './judge-rows.ts'
import { mendedRows } from './mended-rows.ts'
import { Passage } from './passing-over.ts'
import { columnOf, type RunConfig, type RunParts, type RunSummary } from './run-config.ts'
import type { StretchInWork } from './stretch-in-work.ts'
import type { Task } from './task.ts'
import { isWrittenOver } from './written-over.ts'

/** What a task's row is part of, and made of. */
interface TaskOrigin {
  readonly stretch: StretchInWork
  readonly source: string
}

/** One run of an import over a file: takes its rows one after the other to their outcomes. */
export async function runImport(config: RunConfig, parts: RunParts, signal: AbortSignal): Promise<RunSummary> {
  const { reader, mapping, facts, ...rest } = parts
  const origins = new Map<Task, TaskOrigin>()
  const conductParts: ConductParts = { ...rest, columnOf: param => columnOf(mapping, param) }
  let isRead = false
  const source: TaskSource = {
    tasks: conductor =>
      tasksOfFile(parts, config, conductor, origins, () => {
        isRead = true
      }),
    delivered(task) {
      const { place, digest } = task
      const origin = origins.get(task)
      if (origin === undefined) return null
      origins.delete(task)
      return origin.stretch.deliver({ identity: place.identity, digest, source: origin.source })
    },
    share: () => (reader.totalBytes === null ? null : reader.bytesRead() / Math.max(reader.totalBytes, 1)),
    // A file of failed rows, given back, is no whole file: there is nothing to compare the next one with.
    facts: hasAnnotations(reader.columns) ? null : facts,
    isRead: () => isRead,
  }
  return conductRun(config, conductParts, source, signal)
}

/**
 * Rows that have something to do, in the order of the file; the others end here, without a request.
 *
 * @param origins gets what each task comes of, where the next run may know its row
 * @param onRead called once every row was read
 */
async function* tasksOfFile(
  parts: RunParts,
  config: RunConfig,
  conductor: Conductor,
  origins: Map<Task, TaskOrigin>,
  onRead: () => void,
): AsyncGenerator<Task> {
  const { reader, mapping, ledger, client, clock } = parts
  const { signal, finish } = conductor
  let left = config.limit ?? Number.POSITIVE_INFINITY
  const lastRow = parts.follow?.lastRow ?? Number.POSITIVE_INFINITY
  const occurrences = new Occurrences()
  const judge = rowJudge(reader.columns, mapping, occurrences)
  const passage = passageOf(parts, config, occurrences)
  const identified = mendedRows(reader.columns, mapping.keyColumns !== null, ledger)
  let unwritten: LedgerRow[] = []
  const writeDown = async (): Promise<void> => {
    const rows = unwritten
    unwritten = []
    await Promise.all(rows.map(row => ledger.record(row)))
  }
  for await (const read of readFrom(reader, passage, signal)) {
    if (read.kind === 'known') {
      conductor.pass(read.stretch.rows)
      continue
    }
    const stretch = passage?.begin(read.stretch, read.rows[0]?.row ?? 0) ?? null
    for (const csvRow of read.rows) {
      if (csvRow.row > lastRow) left = 0
      if (left === 0 || signal.aborted) break
      const source = passage?.sourceOf(csvRow) ?? null
      if (source !== null && passage?.pass(source, stretch)) {
        conductor.pass(1)
        continue
      }
      conductor.read()
      const row = identified(judge(csvRow))
      const times = { here: clock.now(), there: client.serverNow() }
      const isLost = (known: LedgerRow): boolean => isWrittenOver(known, ledger, config.policy)
      const { identity } = row.place
      const before = ledger.find(identity)
      const decision = decide(row, before, config, times, isLost)
      if (decision.kind === 'deliver') {
        await writeDown()
        if (stretch !== null && source !== null) origins.set(decision.task, { stretch, source })
        left -= 1
        yield decision.task
      } else {
        if (decision.state !== null) unwritten.push(decision.state)
        const digest = decision.result.outcome === 'skipped' ? before?.written?.digest : undefined
        if (digest !== undefined && source !== null) stretch?.skip({ identity, digest, source })
        finish(decision.result)
      }
    }
    await writeDown()
    const isEnd = left === 0 || signal.aborted
    await passage?.writeDown(isEnd)
    if (isEnd) return
  }
  await passage?.writeDown(true)
  onRead()
}

/**
 * Null where every row is to be read. A plan goes by the rows' numbers; and an upsert without key looks for each row
 * whether another one has written over it (`isWrittenOver`).
 */
function passageOf(parts: RunParts, config: RunConfig, occurrences: Occurrences): Passage | null {
  const { reader, mapping, ledger, follow, passingOver = null } = parts
  const { policy, dryRun } = config
  const { sourceColumns } = mapping
  if (passingOver === null || reader.stretches === null || ledger.stretches === null) return null
  if (dryRun || follow !== null || (policy.mode === 'upsert' && mapping.keyColumns === null)) return null
  return new Passage(reader.stretches, ledger.stretches, passingOver, { mode: policy.mode, sourceColumns }, occurrences)
}

/** A file that cannot be read on stops a run that has begun: what was done is in the ledger. */
async function* readFrom(reader: CsvReader, passage: Passage | null, signal: AbortSignal): AsyncGenerator<RowStretch> {
  try {
    if (passage !== null) yield* passage.read(signal)
    else for await (const rows of reader.batches(signal)) yield { kind: 'rows', rows, stretch: null }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { code, message, hint } = error
    throw new RunStopped(code, message, { cause: error, hint })
  }
}
