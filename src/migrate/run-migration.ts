import type { CsvReader } from '../csv/open.ts'
import type { RunStopped } from '../errors.ts'
import type { ConductParts } from '../import/conduct-run.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import type { LookUpDecision } from '../import/look-up/look-up-plan.ts'
import type { RowResult } from '../import/row-result.ts'
import { columnOf, type RunConfig, type RunParts, type RunSummary } from '../import/run-config.ts'
import { runImport } from '../import/run-import.ts'
import type { RunFacts } from '../ledger/run-record.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import type { CompiledMapping } from '../mapping/compiled.ts'
import { withFields } from '../model/log.ts'
import { mergePasses } from './merge-passes.ts'
import { countsSince, sumOfCounts } from './request-counts.ts'
import { completeRows, isIncomplete, type SecondPass, UnreadRows } from './second-pass.ts'

/** An import of a migration, ready to run. */
export interface PreparedImport {
  /** `deferred`: what waits for the second pass. */
  readonly config: Omit<RunConfig, 'runId'>
  readonly reader: CsvReader
  readonly mapping: CompiledMapping
  readonly facts: RunFacts
  /** Of the deferred relationships those that not even the second pass of this run can be expected to fill. */
  readonly leftOpen: ReadonlySet<string>
}

/** What the imports of a migration share. */
export interface MigrationParts extends Pick<RunParts, 'client' | 'clock' | 'log'> {
  readonly shelf: LedgerShelf
  /** One for all: a run may go over several imports. */
  readonly runId: string
  /** Called as a pass over an import begins. */
  readonly onPass: (pass: Pass) => void
  /** Called for each row as it ends, in either pass. */
  readonly onRow: (pass: Pass, result: RowResult) => void
  readonly onLookUps: (pass: Pass, decision: LookUpDecision) => void
}

/** One pass over one import. */
export interface Pass {
  readonly kind: 'first' | 'second'
  readonly prepared: PreparedImport
  /** Which of the passes of its kind it is, from 1. */
  readonly position: number
  readonly of: number
}

/** Both passes over an import as one, with the requests that they took. */
export interface ImportSummary {
  readonly summary: RunSummary
  readonly counts: RequestCounts
}

export interface MigrationSummary {
  readonly runId: string
  /** Imports that were begun, in their order. */
  readonly imports: readonly ImportSummary[]
  /** Names of those that were not. */
  readonly notReached: readonly string[]
  /** The second passes alone, in the order of the imports that have one. */
  readonly secondPasses: readonly SecondPass[]
  /** Rows of these imports that are written but for relationships to records of imports that were left out. */
  readonly waiting: number
  readonly startedAt: number
  readonly endedAt: number
  readonly end: RunSummary['end']
  readonly reason: RunStopped | null
}

/**
 * One migration: its imports one after the other, and then a second pass over what had to be left for later. An import
 * that is stopped ends the migration; rows that fail do not.
 *
 * @param prepared the imports in their order
 */
export async function runMigration(
  prepared: readonly PreparedImport[],
  parts: MigrationParts,
  signal: AbortSignal,
): Promise<MigrationSummary> {
  const { clock } = parts
  const startedAt = clock.now()
  const first: FirstPassed[] = []
  for (const [index, one] of prepared.entries()) {
    const pass: Pass = { kind: 'first', prepared: one, position: index + 1, of: prepared.length }
    first.push(await runFirstPass(pass, parts, signal))
    if (isOver(first, signal)) break
  }
  const waiting = isOver(first, signal) ? [] : first.filter(passed => hasSecondPass(passed, parts))
  const second: SecondPassed[] = []
  for (const [index, passed] of waiting.entries()) {
    const pass: Pass = { kind: 'second', prepared: passed.prepared, position: index + 1, of: waiting.length }
    second.push(await runSecondPass(pass, passed, parts, signal))
    if (isOver(second, signal)) break
  }
  const reason = [...first, ...second].map(({ summary }) => summary.reason).find(each => each !== null) ?? null
  return {
    runId: parts.runId,
    imports: first.map(passed => withSecondPass(passed, second)),
    notReached: prepared.slice(first.length).map(({ config }) => config.importName),
    secondPasses: second,
    waiting: isOver([...first, ...second], signal)
      ? 0
      : first.reduce((sum, { prepared }) => sum + waitingRows(prepared, parts), 0),
    startedAt,
    endedAt: clock.now(),
    end: reason !== null ? 'stopped' : signal.aborted ? 'interrupted' : 'finished',
    reason,
  }
}

interface Passed extends ImportSummary {
  readonly prepared: PreparedImport
}

interface FirstPassed extends Passed {
  readonly unread: UnreadRows
}

interface SecondPassed extends Passed, SecondPass {}

/** Whether nothing more is to be begun. */
function isOver(passed: readonly Passed[], signal: AbortSignal): boolean {
  return signal.aborted || passed.some(({ summary }) => summary.end !== 'finished')
}

async function runFirstPass(pass: Pass, parts: MigrationParts, signal: AbortSignal): Promise<FirstPassed> {
  const { prepared } = pass
  const { config, reader, mapping, facts } = prepared
  parts.onPass(pass)
  const before = parts.client.counts()
  const own = partsOf(pass, parts)
  const unread = new UnreadRows(own.ledger)
  const onRow: RunParts['onRow'] = result => {
    unread.read(result.identity)
    own.onRow(result)
  }
  const first: RunConfig = { ...config, runId: parts.runId }
  const summary = await runImport(first, { ...own, onRow, reader, mapping, facts }, signal)
  return { prepared, unread, summary, counts: countsSince(before, parts.client.counts()) }
}

function waitingRows({ config }: PreparedImport, { shelf }: MigrationParts): number {
  return [...shelf.open(config.importName, config.object).incomplete()].length
}

/** Whether something waits that this migration was to bring. */
function hasSecondPass({ prepared }: FirstPassed, { shelf }: MigrationParts): boolean {
  const { config, leftOpen } = prepared
  const isDue = [...config.deferred].some(relationship => !leftOpen.has(relationship))
  return isDue && isIncomplete(shelf.open(config.importName, config.object))
}

async function runSecondPass(
  pass: Pass,
  first: FirstPassed,
  parts: MigrationParts,
  signal: AbortSignal,
): Promise<SecondPassed> {
  const { prepared } = pass
  const { config, mapping, leftOpen } = prepared
  parts.onPass(pass)
  const before = parts.client.counts()
  const own: ConductParts = { ...partsOf(pass, parts), columnOf: param => columnOf(mapping, param) }
  const { runId } = parts
  const second: RunConfig = { ...config, runId: secondRunId(runId), source: 'second pass', deferred: leftOpen }
  const completed = await completeRows(second, own, { runId, unread: first.unread }, signal)
  return { ...completed, prepared, counts: countsSince(before, parts.client.counts()) }
}

/** Run id of the second pass of a migration: in the ledger it is a run of its own. */
function secondRunId(runId: string): string {
  return `${runId}-2`
}

function partsOf(pass: Pass, parts: MigrationParts): Omit<ConductParts, 'columnOf'> {
  const { client, clock, log, shelf, runId } = parts
  const { importName, object } = pass.prepared.config
  return {
    client,
    clock,
    log: withFields(log, { run: runId, import: importName }),
    ledger: shelf.open(importName, object),
    imports: shelf.besides(importName),
    onRow: result => parts.onRow(pass, result),
    onLookUps: decision => parts.onLookUps(pass, decision),
    follow: null,
  }
}

function withSecondPass(first: FirstPassed, passed: readonly SecondPassed[]): ImportSummary {
  const second = passed.find(({ prepared }) => prepared === first.prepared)
  if (second === undefined) return { summary: first.summary, counts: first.counts }
  return {
    summary: mergePasses(first.summary, second.summary, second.departures),
    counts: sumOfCounts(first.counts, second.counts),
  }
}
