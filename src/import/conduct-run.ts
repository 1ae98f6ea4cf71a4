import { RunStopped } from '../errors.ts'
import type { ImportLedger } from '../ledger/ledger.ts'
import type { LedgerRow } from '../ledger/ledger-row.ts'
import type { RunFacts } from '../ledger/run-record.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import type { RunSample } from '../model/run-sample.ts'
import { forEachConcurrently, inFlightBound } from './concurrency.ts'
import { deliverRow } from './delivery/deliver-row.ts'
import type { DeliveryParts } from './delivery/delivery.ts'
import { settleUnsettled } from './delivery/settle-unsettled.ts'
import { answerUnrecorded, isUnsettled } from './delivery/settled-row.ts'
import { traces } from './delivery/traces.ts'
import { ErrorLimit } from './error-limit.ts'
import { type LookUpDecision, withPlannedLookUps } from './look-up/look-up-plan.ts'
import { LookUps } from './look-up/look-ups.ts'
import { Matches } from './look-up/matches.ts'
import { Parents } from './look-up/parents.ts'
import { longestLagMs, RecordFinder } from './look-up/record-finder.ts'
import { Turns } from './look-up/turns.ts'
import { WrittenRecords } from './look-up/written-records.ts'
import { type RowResult, resultOf } from './row-result.ts'
import type { RunConfig, RunParts, RunSummary } from './run-config.ts'
import { lookOn, RunMeter } from './run-meter.ts'
import { SameRefusals } from './same-refusals.ts'
import { Stop } from './stop.ts'
import { failedOutcomes, Tally } from './tally.ts'
import { type Task, unsentResult } from './task.ts'

/** What any run works with, wherever its rows come from. */
export interface ConductParts extends Omit<RunParts, 'reader' | 'mapping' | 'facts'> {
  /** Source column of a field or relationship key, for messages. */
  readonly columnOf: (param: string) => string | null
}

/** Where the tasks of a run come from. */
export interface TaskSource {
  tasks(conductor: Conductor): AsyncGenerator<Task>
  /** A row whose answer an earlier run had lost is known now, or as unknown as before. */
  readonly settled?: (row: LedgerRow, conductor: Conductor) => void
  /** A task was delivered, and told. */
  readonly delivered?: (task: Task) => Promise<void> | null
  /** Share of it that has been read, from 0 to 1; null where that is not known. */
  share(): number | null
  /** What the next run may compare with; null where there is nothing to compare. */
  readonly facts: RunFacts | null
  /** Whether all of it has been read. */
  isRead(): boolean
}

/** What a source of tasks tells the run. */
export interface Conductor {
  /** Aborted when no more tasks are wanted. */
  readonly signal: AbortSignal
  /** A row has been taken up. */
  read(): void
  /** So many rows have ended at once: nothing about them has changed. */
  pass(rows: number): void
  /** A row has ended without a task. */
  finish(result: RowResult): void
}

/**
 * One run: settles what earlier runs left open, then delivers its tasks. Always ends with a summary; what it did not
 * reach is in the ledger for the next run.
 */
export async function conductRun(
  config: RunConfig,
  parts: ConductParts,
  source: TaskSource,
  signal: AbortSignal,
): Promise<RunSummary> {
  const { client, clock, ledger } = parts
  const startedAt = clock.now()
  const stop = new Stop(signal)
  const tally = new Tally()
  const errorLimit = new ErrorLimit(config.maxErrors, tally)
  const bound = (): number => config.concurrency ?? inFlightBound(client.limiter('write').limit, client.latency.slowMs)
  const { imports } = parts
  const written = new WrittenRecords(object => imports.ahead(object, clock.now() - longestLagMs), config.dryRun)
  const finder = new RecordFinder(client, clock, written, config.askedAt)
  const turns = new Turns()
  const { importName, object, runId } = config
  const parents = new Parents({ ...parts, stop, finder, turns, importName, object, runId })
  const delivery: DeliveryParts = {
    ...parts,
    stop,
    bound,
    lookUps: new LookUps({ finder, parents, imports, deferred: config.deferred }),
    matches: new Matches({ finder, client, ledger, imports, clock, turns, ambiguous: config.policy.ambiguous }),
  }
  const lookUps: LookUpDecision[] = []
  const decided = (decision: LookUpDecision): void => {
    lookUps.push(decision)
    parts.onLookUps(decision)
  }
  const stopWhere = (reason: RunStopped | null): void => {
    if (reason !== null && !stop.signal.aborted) stop.because(reason)
  }
  const checkErrors = (): void => stopWhere(errorLimit.reason())
  let recreated = 0
  const finish = (result: RowResult): void => {
    if (result.replaced !== undefined && result.outcome === 'created') recreated += 1
    tally.add({ ...result, errors: result.error === null ? [] : [result.error] })
    logRow(parts, result)
    parts.onRow(result)
    checkErrors()
  }

  const sameRefusals = new SameRefusals(config.maxSameErrors)
  const finishDelivered = (result: RowResult): void => {
    finish(result)
    stopWhere(sameRefusals.add(result))
  }

  let settled = 0
  ledger.startRun(config.runId, config.source, source.facts)
  const meter = config.dryRun ? null : new RunMeter(parts)
  const keep = (sample: RunSample): Promise<void> => stop.endInOrder(() => ledger.addSample(runId, sample))
  using looking = meter && lookOn(meter, sample => void keep(sample))
  await stop.endInOrder(async () => {
    // With a memory of its own: what is not there now may be made by the time that a row asks for it.
    const traceFinder = new RecordFinder(client, clock, written, null)
    const trace = traces({ ...parts, object, policy: config.policy, finder: traceFinder })
    const pass = (rows: number): void => {
      tally.skip(rows)
      parts.passingOver?.onPassed?.(rows)
    }
    const conductor: Conductor = { signal: stop.signal, read: () => tally.read(), pass, finish }
    const onSettled = (row: LedgerRow): void => source.settled?.(row, conductor)
    settled = await settleUnsettled(
      { object, runId, resendInDoubt: config.resendInDoubt, trace },
      { ...delivery, onSettled },
    )
    const tasks = errorLimit.watched(source.tasks(conductor), checkErrors)
    const planned = withPlannedLookUps(tasks, finder, source.share, decided, stop.signal)
    await forEachConcurrently(planned, bound, task =>
      stop.endInOrder(async () => {
        if (parts.room !== undefined) await parts.room()
        finishDelivered(await deliverOrStop(task, config, delivery))
        await source.delivered?.(task)
      }),
    )
  })

  looking?.[Symbol.dispose]()
  if (meter !== null) await keep(meter.sample())
  const end = stop.reason !== null ? 'stopped' : signal.aborted ? 'interrupted' : 'finished'
  const outcomes = tally.outcomes()
  endRun(config, parts, stop, end, outcomes, source.isRead())
  return {
    importName: config.importName,
    object: config.object,
    runId: config.runId,
    rows: tally.rows,
    outcomes,
    errors: tally.errors(),
    parents: parents.made,
    lookUps,
    recreated,
    settled,
    leftInDoubt: leftInDoubt(ledger, outcomes),
    startedAt,
    endedAt: clock.now(),
    limitUse: meter?.use ?? null,
    end: stop.reason !== null ? 'stopped' : end,
    reason: stop.reason,
  }
}

/** A row's result, whatever stops the run meanwhile. */
async function deliverOrStop(task: Task, config: RunConfig, parts: DeliveryParts): Promise<RowResult> {
  try {
    return await deliverRow(task, config, parts)
  } catch (error) {
    parts.stop.note(error)
    return interruptedResult(task, parts)
  }
}

/** The ledger knows whether a request has left: its intent is there, though what became of it could not be written. */
function interruptedResult(task: Task, { ledger }: DeliveryParts): RowResult {
  const now = ledger.find(task.place.identity)
  return now !== null && isUnsettled(now)
    ? resultOf({ ...now, error: answerUnrecorded }, 'in_doubt', task.cells)
    : unsentResult(task)
}

/** What a run does not come by is not forgotten either. */
function leftInDoubt(ledger: ImportLedger, outcomes: OutcomeCounts): number {
  const all = [...ledger.unsettled()].length
  return Math.max(0, all - outcomes.in_doubt)
}

function endRun(
  config: RunConfig,
  { ledger }: ConductParts,
  stop: Stop,
  end: RunSummary['end'],
  outcomes: OutcomeCounts,
  isWhole: boolean,
): void {
  try {
    ledger.endRun(config.runId, end, outcomes, isWhole, stop.reason)
  } catch (error) {
    // The ledger is what stopped the run: the run's rows are what counts, its own line can wait.
    if (!(error instanceof RunStopped)) throw error
    stop.because(error)
  }
}

function logRow({ log }: ConductParts, result: RowResult): void {
  const { row, line, outcome, attempts, idempotencyKey, recordId, error } = result
  const fields = { row, line, outcome, attempts, idempotencyKey, recordId, code: error?.code, param: error?.param }
  if (failedOutcomes.has(outcome)) log.warn(fields, 'row failed')
  else if (result.replaced !== undefined) log.warn({ ...fields, replaced: result.replaced }, 'record was gone')
  else log.debug(fields, 'row ended')
}
