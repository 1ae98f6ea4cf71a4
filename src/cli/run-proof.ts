import { RunStopped } from '../errors.ts'
import { inFlightBound } from '../import/concurrency.ts'
import type { RowResult } from '../import/row-result.ts'
import type { RunSummary } from '../import/run-config.ts'
import { sameAsSent } from '../import/verify/same-as-sent.ts'
import { RunVerification } from '../import/verify/verify-run.ts'
import type { WriteCounts } from '../ledger/ledger.ts'
import { systemClock } from '../model/clock.ts'
import type { RunProof, RunVerified } from '../report/summary-text.ts'
import type { CommandContext } from './command.ts'
import type { Execution } from './execute-run.ts'
import { showLive } from './live/show-live.ts'
import { verifySource } from './live/verify-source.ts'
import { type AboutImport, verifyCommand } from './next-commands.ts'

/** `--verify`: how many rows whose records are read back. */
export type VerifyOption = number | 'all'

/** What stands for a run's summary, gathered while it runs. */
export interface RunProving {
  /** Takes note of a row that has ended. */
  add(result: RowResult): void
  /** The run has ended; reads back what is left of the records that are to be read back. */
  end(summary: RunSummary): Promise<RunProof>
}

/** Which records are to be read back; without `verify` none. */
interface ProofOptions extends AboutImport {
  readonly verify?: VerifyOption
}

export function proveRun(
  execution: Execution,
  options: ProofOptions,
  context: Pick<CommandContext, 'terminal' | 'log'>,
  signal: AbortSignal,
): RunProving {
  if (execution.dry !== null) {
    return { add: () => undefined, end: async () => ({ recorded: null, verification: null }) }
  }
  const { verify } = options
  const verification = verify === undefined ? null : beginVerification(execution, verify, context, signal)
  return {
    add: result => verification?.add(result),
    async end(summary) {
      const recorded = recordedWrites(execution, summary)
      assertAddsUp(summary, recorded, rowsOfSource(execution, summary))
      const verified = verification && (await finish(verification, execution, summary, context))
      return { recorded, verification: verified && goingOnWith(verifyCommand(options), verified) }
    },
  }
}

/**
 * Checks that a summary adds up, and against what others know of the run: the ledger has every row as written that is told to be, and the
 * reader of the file has handed out as many rows as are told of. Whatever differs is a bug of this program.
 *
 * @param recorded null: not known
 * @param rowsOfSource rows that the reader has handed out, all of them taken up; null: not known
 */
export function assertAddsUp(
  { rows, outcomes }: Pick<RunSummary, 'rows' | 'outcomes'>,
  recorded: WriteCounts | null,
  rowsOfSource: number | null,
): void {
  const told = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  if (told !== rows) throw new Error(`${rows} rows are told of, and the outcomes of ${told}`)
  const written = outcomes.created + outcomes.updated
  if (recorded !== null && recorded.rows < written) {
    throw new Error(`${written} rows are told as written, and the ledger has ${recorded.rows} of them`)
  }
  if (rowsOfSource !== null && rowsOfSource !== rows) {
    throw new Error(`${rowsOfSource} rows were read from the file, and ${rows} are told of`)
  }
}

function recordedWrites({ config, shelf }: Execution, { end }: RunSummary): WriteCounts | null {
  try {
    return shelf.open(config.importName, config.object).countWrites(config.runId)
  } catch (error) {
    // What stopped the run may be the ledger itself: its summary is told all the same.
    if (end === 'stopped') return null
    throw error
  }
}

function rowsOfSource({ takesAll, rowsRead }: Execution, { end }: RunSummary): number | null {
  return takesAll && end === 'finished' ? rowsRead() : null
}

function beginVerification(
  { config, client, shelf, share, rowsRead, readBack }: Execution,
  verify: VerifyOption,
  { log }: Pick<CommandContext, 'log'>,
  signal: AbortSignal,
): RunVerification {
  const { runId, object, importName, policy, limit } = config
  const expectedRows = (): number | null => {
    const [rows, part] = [rowsRead(), share()]
    if (rows === null || part === null || part === 0) return null
    return Math.min(rows / part, limit ?? Number.POSITIVE_INFINITY)
  }
  return new RunVerification(
    verify,
    {
      runId,
      object,
      log,
      expectedRows,
      ledger: shelf.open(importName, object),
      read: readBack,
      isSame: sameAsSent(policy),
      bound: () => inFlightBound(client.limiter('read').limit, client.latency.slowMs),
      random: systemClock.random,
    },
    signal,
  )
}

/** A run that ended early leaves what it wrote to `verify`: the API was not to be reached, or somebody is in a hurry. */
async function finish(
  verification: RunVerification,
  { client }: Execution,
  { end, endedAt, outcomes }: RunSummary,
  { terminal }: Pick<CommandContext, 'terminal'>,
): Promise<RunVerified> {
  using _ = showLive(
    verifySource(client, verification.tally, () => verification.wanted),
    terminal,
  )
  const verified = await verification.finish(end === 'finished')
  return { ...verified, lastedMs: systemClock.now() - endedAt, earlierRows: outcomes.skipped }
}

/** The run itself would not go on with it: what it has written is done. */
function goingOnWith(command: string, verified: RunVerified): RunVerified {
  const { reason } = verified
  if (reason === null) return verified
  const hint = `Reading the records back goes on, once that is mended, with: ${command}`
  return { ...verified, reason: new RunStopped(reason.code, reason.message, { cause: reason, hint }) }
}
