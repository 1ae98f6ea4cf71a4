import { RunStopped } from '../errors.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { forEachConcurrently, inFlightBound } from './concurrency.ts'
import { type DeliveryParts, deliverRow, type Task, unsentResult } from './deliver-row.ts'
import { LookUps } from './look-ups.ts'
import type { RowResult } from './row-result.ts'
import type { RunConfig, RunParts, RunSummary } from './run-config.ts'
import { settleUnsettled } from './settle-unsettled.ts'
import { Stop } from './stop.ts'
import { failedOutcomes, Tally } from './tally.ts'

/** What any run works with, wherever its rows come from. */
export interface ConductParts extends Omit<RunParts, 'reader' | 'mapping'> {
  /** Source column of a field or relationship key, for messages. */
  readonly columnOf: (param: string) => string | null
}

/** What a source of tasks tells the run. */
export interface Conductor {
  /** Aborted when no more tasks are wanted. */
  readonly signal: AbortSignal
  /** A row has been taken up. */
  read(): void
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
  tasks: (conductor: Conductor) => AsyncGenerator<Task>,
  signal: AbortSignal,
): Promise<RunSummary> {
  const { client, clock, ledger } = parts
  const startedAt = clock.now()
  const stop = new Stop(signal)
  const tally = new Tally()
  const bound = (): number => config.concurrency ?? inFlightBound(client.limiter('write').limit, client.latency.slowMs)
  const delivery: DeliveryParts = { ...parts, stop, bound, lookUps: new LookUps(client, clock) }
  const finish = (result: RowResult): void => {
    tally.add({ ...result, errors: result.error === null ? [] : [result.error] })
    logRow(parts, result)
    parts.onRow(result)
    stop.ifTooManyErrors(tally, config.maxErrors)
  }

  let settled = 0
  if (!config.dryRun) ledger.startRun(config.runId, config.source)
  await endingWith(stop, async () => {
    if (!config.dryRun) settled = await settleUnsettled(config, delivery)
    await forEachConcurrently(tasks({ signal: stop.signal, read: () => tally.read(), finish }), bound, task =>
      endingWith(stop, async () => finish(await deliverOrStop(task, config, delivery))),
    )
  })

  const end = stop.reason !== null ? 'stopped' : signal.aborted ? 'interrupted' : 'finished'
  const outcomes = tally.outcomes()
  if (!config.dryRun) endRun(config, parts, stop, end, outcomes)
  return {
    importName: config.importName,
    object: config.object,
    runId: config.runId,
    rows: tally.rows,
    outcomes,
    errors: tally.errors(),
    settled,
    startedAt,
    endedAt: clock.now(),
    end: stop.reason !== null ? 'stopped' : end,
    reason: stop.reason,
  }
}

/** Runs a part of the import; what stops the run ends it in order. */
async function endingWith(stop: Stop, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    noteStop(stop, error)
  }
}

/** A row's result, whatever stops the run meanwhile. */
async function deliverOrStop(task: Task, config: RunConfig, parts: DeliveryParts): Promise<RowResult> {
  try {
    return await deliverRow(task, config, parts)
  } catch (error) {
    noteStop(parts.stop, error)
    return unsentResult(task)
  }
}

/** Takes note of what stops the run, or of having been stopped; anything else is a bug and thrown. */
function noteStop(stop: Stop, error: unknown): void {
  if (error instanceof RunStopped) stop.because(error)
  else if (!stop.signal.aborted || error !== stop.signal.reason) throw error
}

function endRun(
  config: RunConfig,
  { ledger }: ConductParts,
  stop: Stop,
  end: RunSummary['end'],
  outcomes: OutcomeCounts,
): void {
  try {
    ledger.endRun(config.runId, end, outcomes)
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
  else log.debug(fields, 'row ended')
}
