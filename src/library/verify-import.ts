import { randomInt } from 'node:crypto'
import { RunStopped } from '../errors.ts'
import { inFlightBound } from '../import/concurrency.ts'
import { verifyImport as readBack } from '../import/verify/verify-import.ts'
import type { VerifiedRow, VerifyResult } from '../import/verify/verify-row.ts'
import { isVerified, VerifyTally } from '../import/verify/verify-tally.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import { systemClock } from '../model/clock.ts'
import { silentLog } from '../model/log.ts'
import { seededChance } from '../model/seeded-chance.ts'
import { checkKey } from './api-client.ts'
import { assertOptions, type OptionChecks, optional, wholeNumber } from './check-options.ts'
import { accessOf, openClient } from './connection.ts'
import { readScope } from './definitions-source.ts'
import type { RunEnding } from './import-summary.ts'
import { ledgerPathOf, readMapping } from './inputs.ts'
import { LiveRun, type Run } from './live-run.ts'
import { openLedgerToRead } from './open-ledger.ts'
import { connectionChecks, ledgerChecks, runningChecks } from './option-checks.ts'
import type { VerifyOptions } from './options.ts'
import { knownImport } from './shelf.ts'
import { verifiableImports } from './verifiable-imports.ts'

/** What reading the records of an import back came to. */
export interface VerificationSummary extends RunEnding {
  readonly importName: string
  readonly object: string
  /** Whether every record was read back and holds what was sent. */
  readonly ok: boolean
  /** Rows whose records were to be read back: the counts and those left add up to it. */
  readonly rows: number
  readonly counts: Readonly<Record<VerifyResult, number>>
  /** Rows that were not read back. */
  readonly left: number
  /** Keys that differ, and in how many records, the most frequent first. */
  readonly byKey: ReadonlyMap<string, number>
  /** What takes the same sample again; null where all were read. */
  readonly seed: number | null
}

/** How far it is. */
export interface VerificationProgress {
  /** Records read back so far. */
  readonly rows: number
  /** How many are to be read back; 0 before it is known. */
  readonly of: number
}

/** Records on their way back: iterate over them, or ask for the summary. */
export interface VerificationRun extends Run<VerifiedRow, VerificationSummary, VerificationProgress> {}

/**
 * Reads the records that an import wrote back by id and compares them with what was sent: `lightfield-import verify` as
 * a function. Writes nothing.
 *
 * @throws InputError for wrong options, at once; `ledger_not_found`, `import_unknown` and what is wrong with the mapping,
 *   `summary` and the iteration reject with
 */
export function verifyImport(options: VerifyOptions): VerificationRun {
  assertOptions(options, checks, 'verifyImport')
  const access = accessOf(options)
  const tally = new VerifyTally()
  let extent = 0
  return new LiveRun(
    async ({ onRow, room, signal }) => {
      const startedAtMs = systemClock.now()
      const { log = silentLog, sample = null } = options
      const mapping = await readMapping(options.mapping)
      const { importName, object } = mapping
      const seed = sample === null ? null : (options.seed ?? randomInt(1_000_000))
      await using ledger = await openLedgerToRead(ledgerPathOf(options.ledger, options.mapping) ?? '')
      knownImport(ledger, importName)
      const workspace = { baseUrl: access.baseUrl.href, apiKey: access.apiKey }
      ledger.assertWorkspace(workspace, options.acceptNewKey === true)
      await using client = openClient(access, options)
      const ended = (reason: RunStopped | null): VerificationSummary => {
        const { rows, counts, left, byKey } = tally.summary(Math.max(extent, tally.rows), reason)
        const isDone = reason === null && left === 0 && !signal.aborted
        return {
          importName,
          object,
          ok: isDone && isVerified({ rows, counts }),
          rows,
          counts,
          left,
          byKey,
          seed,
          end: reason !== null ? 'stopped' : signal.aborted ? 'interrupted' : 'finished',
          stopped: reason,
          startedAt: new Date(startedAtMs),
          endedAt: new Date(systemClock.now()),
        }
      }
      try {
        await checkKey(client, access, [readScope(object)], signal)
        const { reason } = await readBack(
          sample,
          {
            imports: await verifiableImports(ledger, mapping, client, signal),
            log,
            tally,
            read: (...args: Parameters<LightfieldClient['retrieve']>) => client.retrieve(...args),
            bound: () => inFlightBound(client.limiter('read').limit, client.latency.slowMs),
            random: seededChance(seed ?? 0),
            onExtent(rows) {
              extent = rows
            },
            async onRow(verified) {
              onRow(verified)
              await room()
            },
          },
          signal,
        )
        return ended(reason)
      } catch (error) {
        if (error instanceof RunStopped) return ended(error)
        if (signal.aborted && error === signal.reason) return ended(null)
        throw error
      }
    },
    () => ({ rows: tally.rows, of: extent }),
    options.signal,
  )
}

const checks: OptionChecks<VerifyOptions> = {
  ...connectionChecks,
  ...runningChecks,
  ...ledgerChecks,
  sample: optional(wholeNumber(1)),
  seed: optional(wholeNumber(0)),
}
