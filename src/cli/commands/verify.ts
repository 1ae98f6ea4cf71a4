import { randomInt } from 'node:crypto'
import { InputError, RunStopped } from '../../errors.ts'
import { inFlightBound } from '../../import/concurrency.ts'
import { type VerifiableImport, verifyImport } from '../../import/verify/verify-import.ts'
import { isVerified, type VerifySummary, VerifyTally } from '../../import/verify/verify-tally.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { readScope } from '../../library/definitions-source.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { knownImport } from '../../library/shelf.ts'
import { verifiableImports } from '../../library/verifiable-imports.ts'
import type { RequestCounts } from '../../lightfield/client.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { systemClock } from '../../model/clock.ts'
import { seededChance } from '../../model/seeded-chance.ts'
import { formatDuration, plainLine } from '../../report/text.ts'
import { verificationLines } from '../../report/verification-text.ts'
import { verifyJson } from '../../report/verify-json.ts'
import { type CommandContext, printJson } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { logFailure, reportFailure } from '../failure.ts'
import { interruptedExitCode, watchInterrupts } from '../interrupt.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import { showLive } from '../live/show-live.ts'
import { verifySource } from '../live/verify-source.ts'
import type { ApiOptions, PaceOptions } from '../shared-options.ts'
import { openVerifiedFile, type VerifiedFile } from '../verified-file.ts'

export interface VerifyOptions extends ApiOptions, Omit<PaceOptions, 'rate'> {
  readonly mapping: string
  readonly ledger?: string
  readonly acceptNewKey?: true
  readonly sample?: number
  readonly seed?: number
  readonly out?: string
}

/** `verify`: reads the records of an import back by id and compares them with what was sent. Writes nothing. */
export async function verify(options: VerifyOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  using interrupts = watchInterrupts(() => terminal.complain('Stopping. Again to stop at once.'))
  const { signal } = interrupts
  const path = ledgerPath(options)
  assertSeedOfSample(options)
  warnOfReaders(path, terminal)
  const mapping = await loadMapping(options.mapping)
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  knownImport(ledger, mapping.importName)
  const access = await readAccess(options, context)
  ledger.assertWorkspace({ baseUrl: access.baseUrl.href, apiKey: access.apiKey }, options.acceptNewKey === true)
  await using client = openClient(access, options, context)
  await checkKey(client, access, [readScope(mapping.object)], signal)
  const imports = await verifiableImports(ledger, mapping, client, signal)
  using file = options.out === undefined ? null : await openVerifiedFile(options.out, context)
  const sampling = options.sample === undefined ? null : samplingOf(options.sample, options.seed)
  if (sampling !== null) terminal.say(`sample of ${sampling.rows}, --seed ${sampling.seed}`)
  const startedAt = systemClock.now()
  const summary = await readBack(imports, sampling, { client, file, signal }, context)
  const about = {
    importName: mapping.importName,
    object: mapping.object,
    sampling,
    seconds: (systemClock.now() - startedAt) / 1000,
    ledger: path,
  }
  const counts = client.counts()
  context.log.info({ import: mapping.importName, rows: summary.rows, ...summary.counts }, 'verify ended')
  if (context.json) await printJson(terminal, verifyJson(summary, counts, about))
  terminal.say(verifyText(summary, counts, about))
  if (summary.reason !== null) {
    const { code, message } = summary.reason
    const hint = 'Give the same command again once that is mended: it reads the records back from the first.'
    reportFailure(new RunStopped(code, message, { cause: summary.reason, hint }), terminal)
    logFailure(summary.reason, context.log)
  }
  return exitCodeOf(summary, signal)
}

/** Which rows: so many of them by chance, and what makes it the same chance again. */
export interface Sampling {
  readonly rows: number
  readonly seed: number
}

function samplingOf(rows: number, seed: number | undefined): Sampling {
  return { rows, seed: seed ?? randomInt(1_000_000) }
}

interface ReadingParts {
  readonly client: ReturnType<typeof openClient>
  readonly file: VerifiedFile | null
  readonly signal: AbortSignal
}

async function readBack(
  imports: readonly VerifiableImport[],
  sampling: Sampling | null,
  { client, file, signal }: ReadingParts,
  { terminal, log }: CommandContext,
): Promise<VerifySummary> {
  const tally = new VerifyTally()
  let extent = 0
  using _ = showLive(
    verifySource(client, tally, () => extent),
    terminal,
  )
  return await verifyImport(
    sampling?.rows ?? null,
    {
      imports,
      log,
      tally,
      read: (...args) => client.retrieve(...args),
      bound: () => inFlightBound(client.limiter('read').limit, client.latency.slowMs),
      random: seededChance(sampling?.seed ?? 0),
      onExtent(rows) {
        extent = rows
      },
      onRow: async verified => file?.add(verified),
    },
    signal,
  )
}

function verifyText(
  summary: VerifySummary,
  { requests }: RequestCounts,
  { importName, object, seconds }: { readonly importName: string; readonly object: string; readonly seconds: number },
): string {
  const [sum = '', ...details] = verificationLines(summary)
  return [
    `${plainLine(`${importName} → ${object}`)}: ${sum}`,
    ...details,
    `  ${formatDuration(seconds * 1000)} (${requests.read} reads)`,
  ].join('\n')
}

/** @throws InputError `seed_needs_sample` */
function assertSeedOfSample({ sample, seed }: VerifyOptions): void {
  if (seed === undefined || sample !== undefined) return
  throw new InputError('seed_needs_sample', '--seed tells which rows a sample takes, and there is no --sample.', {
    hint: 'Say --sample N too, the N of the sample that told its seed; or leave out --seed to read back all.',
  })
}

function exitCodeOf(summary: VerifySummary, signal: AbortSignal): ExitCode {
  if (isVerified(summary)) return exitCode.done
  if (summary.reason !== null) return exitCode.stopped
  return signal.aborted ? interruptedExitCode(signal) : exitCode.someRowsFailed
}
