import type { CsvReader } from '../csv/open.ts'
import { RunStopped } from '../errors.ts'
import { inFlightBound } from '../import/concurrency.ts'
import type { ConductParts } from '../import/conduct-run.ts'
import { dryClient } from '../import/dry-client.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import type { MaxErrors, RunConfig, RunSummary } from '../import/run-config.ts'
import { sameAsSent } from '../import/verify/same-as-sent.ts'
import { RunVerification } from '../import/verify/verify-run.ts'
import type { VerifySummary } from '../import/verify/verify-tally.ts'
import type { LightfieldClient, RequestCounts } from '../lightfield/client.ts'
import type { WritePolicy } from '../mapping/compiled.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { systemClock } from '../model/clock.ts'
import { silentLog } from '../model/log.ts'
import { type Access, checkKey } from './api-client.ts'
import { openClient } from './connection.ts'
import { scopesOf, scopesToVerify } from './definitions-source.ts'
import { type ProgressBoard, shareOf } from './import-progress.ts'
import { type ImportSummary, importSummary, notBegun, type SourceNotes } from './import-summary.ts'
import { ledgerPathOf } from './inputs.ts'
import type { RunWork } from './live-run.ts'
import type { ConnectionOptions, ImportIdentity, RunningOptions, SendingOptions } from './options.ts'
import { type RowOutcome, rowOutcome } from './row-outcome.ts'
import { newRunId, runConfig } from './run-settings.ts'
import { openShelf } from './shelf.ts'

/** Options that an import and a retry share. */
export type ConductOptions = ConnectionOptions & RunningOptions & ImportIdentity & SendingOptions

/** What there is to do, and what may be told of it before the first row. */
export interface PreparedRun {
  readonly policy: WritePolicy
  readonly source: SourceNotes
  readonly own: Pick<RunConfig, 'source' | 'retryFailed'>
  /** Looks at the ledger before anything is sent. */
  check(shelf: LedgerShelf, ledger: string): void
  start(config: RunConfig, parts: Omit<ConductParts, 'columnOf'>, signal: AbortSignal): Promise<RunSummary>
  /** What was found out meanwhile. */
  notes(): readonly string[]
}

/** Where the rows of a run come from. */
export interface OpenSource {
  /** Null where the rows are the ledger's. */
  readonly reader: CsvReader | null
  /** Asks the API for what has to be known before the first row. */
  prepare(client: LightfieldClient, signal: AbortSignal): Promise<PreparedRun>
}

/** A run of a caller's, about to begin. */
export interface ConductedRun {
  readonly mapping: Mapping
  readonly dryRun: boolean
  readonly access: Access
  readonly options: ConductOptions
  readonly board: ProgressBoard
  /** Opens the source, before anybody is asked anything. */
  open(signal: AbortSignal): Promise<OpenSource>
}

/**
 * A run from the first request to its summary, without anybody to look on but the caller. What stops it, at whatever
 * point, is in the summary.
 *
 * @throws InputError where the call, the mapping, the source or the ledger is wrong: nothing was sent
 */
export async function conductImport(run: ConductedRun, work: RunWork<RowOutcome>): Promise<ImportSummary> {
  const { mapping, options, access, dryRun } = run
  const { signal } = work
  const runId = newRunId()
  const startedAtMs = systemClock.now()
  const ledger = ledgerPathOf(options.ledger, options.mapping)
  await using client = openClient(access, options)
  const about = { importName: mapping.importName, object: mapping.object, runId, dryRun, ledger }
  try {
    signal.throwIfAborted()
    const { reader, prepare } = await run.open(signal)
    await using _ = reader
    await checkKey(client, access, [...scopesOf(mapping), ...scopesToVerify(mapping.object, options)], signal)
    const prepared = await prepare(client, signal)
    const { acceptNewKey = false } = options
    await using opened = await openShelf({ path: ledger, acceptNewKey, isDry: dryRun }, access)
    return await conduct({ ...run, runId, ledger, client, reader, prepared, shelf: opened.shelf }, work)
  } catch (error) {
    const counts = client.counts()
    if (error instanceof RunStopped) return notBegun(about, counts, error, startedAtMs, systemClock.now())
    if (signal.aborted && error === signal.reason) {
      return notBegun(about, counts, null, startedAtMs, systemClock.now())
    }
    throw error
  }
}

interface OpenRun extends ConductedRun {
  readonly runId: string
  readonly ledger: string | null
  readonly client: LightfieldClient
  readonly reader: CsvReader | null
  readonly prepared: PreparedRun
  readonly shelf: LedgerShelf
}

async function conduct(run: OpenRun, { onRow, room, signal }: RunWork<RowOutcome>): Promise<ImportSummary> {
  const { mapping, options, dryRun, board, runId, ledger, prepared, shelf } = run
  const { log = silentLog } = options
  const { importName, object } = mapping
  prepared.check(shelf, ledger ?? 'that is thrown away')
  const { maxErrors, ...settings } = givenOf(options)
  const config = runConfig(
    mapping,
    prepared.policy,
    { ...settings, ...(maxErrors !== undefined && { maxErrors: maxErrorsOf(maxErrors) }) },
    { ...prepared.own, dryRun, looksAtRecords: false, askedAt: null },
    runId,
  )
  const client = dryRun ? dryClient(run.client) : run.client
  board.begin(client, run.reader)
  log.info({ run: runId, import: importName, object, dryRun }, 'run begins')
  const verification = dryRun || options.verify === undefined ? null : verificationOf(run, config, signal)
  const summary = await prepared.start(
    config,
    {
      client,
      ledger: shelf.open(importName, object),
      imports: shelf.besides(importName),
      clock: systemClock,
      log,
      onRow(result) {
        board.add(result)
        verification?.add(result)
        onRow(rowOutcome(result))
      },
      onLookUps: () => undefined,
      follow: null,
      room,
    },
    signal,
  )
  const verified: VerifySummary | null = verification && (await verification.finish(summary.end === 'finished'))
  const counts: RequestCounts = client.counts()
  log.info({ run: runId, rows: summary.rows, end: summary.end, ...counts.requests }, 'run ended')
  const source = { ...prepared.source, notes: prepared.notes() }
  return importSummary(summary, { counts, source, verification: verified, ledger, dryRun })
}

/** Reads records back while others are written. */
function verificationOf(
  { shelf, client, reader, options, mapping }: OpenRun,
  config: RunConfig,
  signal: AbortSignal,
): RunVerification {
  return new RunVerification(
    options.verify ?? 'all',
    {
      runId: config.runId,
      object: mapping.object,
      log: options.log ?? silentLog,
      expectedRows() {
        const share = shareOf(reader)
        if (reader === null || share === null || share === 0) return null
        return Math.min(reader.rowsRead() / share, config.limit ?? Number.POSITIVE_INFINITY)
      },
      ledger: shelf.open(mapping.importName, mapping.object),
      read: (...args) => client.readBack(...args),
      isSame: sameAsSent(config.policy),
      bound: () => inFlightBound(client.limiter('read').limit, client.latency.slowMs),
      random: systemClock.random,
    },
    signal,
  )
}

type Given = Pick<SendingOptions, 'limit' | 'concurrency' | 'maxErrors' | 'maxSameErrors' | 'resendInDoubt'>

/** The options that are given: one that is undefined is left out. */
function givenOf({ limit, concurrency, maxErrors, maxSameErrors, resendInDoubt }: Given): {
  readonly [Name in keyof Given]?: Exclude<Given[Name], undefined>
} {
  return {
    ...(limit !== undefined && { limit }),
    ...(concurrency !== undefined && { concurrency }),
    ...(maxErrors !== undefined && { maxErrors }),
    ...(maxSameErrors !== undefined && { maxSameErrors }),
    ...(resendInDoubt !== undefined && { resendInDoubt }),
  }
}

function maxErrorsOf(asked: number | `${number}%`): MaxErrors {
  return typeof asked === 'number' ? { rows: asked } : { percent: Number(asked.slice(0, -1)) }
}
