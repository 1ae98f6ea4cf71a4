import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { CsvReader } from '../../csv/open.ts'
import { InputError } from '../../errors.ts'
import type { MaxErrors, RunConfig, RunParts } from '../../import/run-config.ts'
import { runImport } from '../../import/run-import.ts'
import { Tally } from '../../import/tally.ts'
import { dryLedger } from '../../ledger/dry-ledger.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import type { LightfieldClient } from '../../lightfield/client.ts'
import { compileMapping } from '../../mapping/compile.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { systemClock } from '../../model/clock.ts'
import { runJson } from '../../report/json-summary.ts'
import { runText } from '../../report/summary-text.ts'
import { type CommandContext, printJson } from '../command.ts'
import { type Access, checkKey, openClient, readAccess } from '../connect.ts'
import { createScope, fetchDefinitions, readScope } from '../definitions-source.ts'
import { type ExitCode, exitCode, exitCodeOfRun } from '../exit-codes.ts'
import { reportFailure } from '../failure.ts'
import { Interrupted, watchInterrupts } from '../interrupt.ts'
import { ledgerPath } from '../ledger-path.ts'
import { openMappedCsv } from '../open-source.ts'
import { showProgress } from '../progress.ts'
import { openRunFiles } from '../run-files.ts'
import type { ApiOptions } from '../shared-options.ts'
import { tellMapping } from '../tell-mapping.ts'

export interface RunOptions extends ApiOptions {
  readonly csv: string
  readonly mapping: string
  readonly ledger?: string
  readonly acceptNewKey?: true
  readonly dryRun?: true
  readonly limit?: number
  readonly mode?: Mapping['mode']
  readonly rate?: number
  readonly concurrency?: number
  readonly maxErrors?: MaxErrors
  readonly retryFailed?: true
  readonly resendInDoubt?: true
  readonly giveUpAfter?: number
  readonly results?: string
  readonly failed?: string
}

/** `run`: the import. */
export async function run(options: RunOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  using interrupts = watchInterrupts(() =>
    terminal.complain('Stopping: what is under way is finished and recorded first. Again to stop at once.'),
  )
  const { signal } = interrupts
  try {
    const mapping = withMode(await loadMapping(options.mapping), options.mode)
    await using reader = await openMappedCsv(options.csv, mapping, signal)
    const access = await readAccess(options, context.environment)
    const pace = { writeRate: options.rate ?? null, giveUpAfterMs: options.giveUpAfter ?? null }
    await using client = openClient(access, pace)
    await checkKey(client, neededScopes(mapping), signal)
    const definitions = await fetchDefinitions(client, mapping.object, signal)
    const compiled = compileMapping(mapping, reader.columns, definitions)
    tellMapping(compiled, terminal)
    await using opened = await openImportLedger(options, mapping, access)
    return await runAndTell(
      { reader, mapping: compiled, client, ledger: opened.ledger },
      mapping,
      options,
      context,
      signal,
    )
  } catch (error) {
    if (error instanceof Interrupted) return error.exitCode
    throw error
  }
}

async function runAndTell(
  parts: Pick<RunParts, 'reader' | 'mapping' | 'client' | 'ledger'>,
  mapping: Mapping,
  options: RunOptions,
  { terminal, log, json }: CommandContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { reader, client } = parts
  const config = runConfig(mapping, options)
  const ended = new Tally()
  using files = openRunFiles({
    results: options.results ?? null,
    failed: options.failed ?? null,
    columns: reader.columns,
    runId: config.runId,
    now: systemClock.now,
  })
  log.info({ run: config.runId, import: config.importName, object: config.object, dryRun: config.dryRun }, 'run begins')
  const progress = showProgress(progressSource(reader, client, ended), terminal)
  const summary = await runImport(
    config,
    {
      ...parts,
      clock: systemClock,
      log,
      onRow(result) {
        ended.read()
        ended.add({ ...result, errors: [] })
        files.add(result)
      },
    },
    signal,
  ).finally(() => progress[Symbol.dispose]())

  const ledger = ledgerPath(options)
  const counts = client.counts()
  log.info({ run: config.runId, rows: summary.rows, end: summary.end, ...counts.requests }, 'run ended')
  if (json) await printJson(terminal, runJson(summary, counts, ledger))
  terminal.say(runText(summary, counts))
  const interruptedWith = signal.reason instanceof Interrupted ? signal.reason.exitCode : exitCode.interrupted
  const code = exitCodeOfRun(summary, interruptedWith)
  if (summary.reason !== null) reportFailure(summary.reason, terminal)
  if (config.dryRun) terminal.say('Dry run: nothing was written.')
  else if (code === exitCode.someRowsFailed) {
    terminal.say(
      `Details: lightfield-import results --mapping ${options.mapping} --status failed,invalid,ambiguous,in_doubt`,
    )
  }
  return code
}

function runConfig(mapping: Mapping, options: RunOptions): RunConfig {
  return {
    runId: newRunId(),
    importName: mapping.importName,
    object: mapping.object,
    source: options.csv,
    dryRun: options.dryRun === true,
    limit: options.limit ?? null,
    concurrency: options.concurrency ?? null,
    maxErrors: options.maxErrors ?? null,
    retryFailed: options.retryFailed === true,
    resendInDoubt: options.resendInDoubt === true,
  }
}

/** Sorts by time, and is short enough to be typed: `20261121-101500-3f9a`. */
function newRunId(): string {
  const time = new Date().toISOString().replace(/\D/g, '')
  return `${time.slice(0, 8)}-${time.slice(8, 14)}-${randomBytes(2).toString('hex')}`
}

function withMode(mapping: Mapping, mode: Mapping['mode'] | undefined): Mapping {
  if (mode === undefined || mode === 'create') return mapping
  throw new InputError('mode_not_available', `--mode ${mode} is not available yet.`, {
    hint: 'Use create, which is the default.',
  })
}

/** What the key must be allowed to do: create, read the definitions, and search what the mapping looks up. */
function neededScopes(mapping: Mapping): readonly (string | null)[] {
  const searched = [...mapping.relationships.values()].flatMap(({ find }) => (find === null ? [] : [find.object]))
  return [createScope(mapping.object), ...new Set([mapping.object, ...searched].map(readScope))]
}

/** The import in its ledger: held for this process, or only looked at by a dry run. */
async function openImportLedger(
  options: RunOptions,
  mapping: Mapping,
  access: Access,
): Promise<{ readonly ledger: RunParts['ledger'] } & AsyncDisposable> {
  const path = ledgerPath(options)
  const acceptNewKey = options.acceptNewKey === true
  if (!options.dryRun) {
    const workspace = { baseUrl: access.baseUrl.href, apiKey: access.apiKey }
    const ledger = await openLedger({ path, workspace, acceptNewKey, clock: systemClock })
    return {
      ledger: ledger.openImport(mapping.importName, mapping.object),
      [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
    }
  }
  if (!existsSync(path)) return { ledger: dryLedger(null), [Symbol.asyncDispose]: async () => undefined }
  const ledger = await openLedger({ path, workspace: null, acceptNewKey, clock: systemClock })
  return {
    ledger: dryLedger(ledger.readImport(mapping.importName)),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  }
}

function progressSource(reader: CsvReader, client: LightfieldClient, tally: Tally) {
  const write = client.limiter('write')
  return {
    tally,
    share: () => (reader.totalBytes === null ? null : reader.bytesRead() / Math.max(reader.totalBytes, 1)),
    writes: () => client.counts().requests.write,
    limit: () => write.limit,
    pausedUntil: () => write.pausedUntil,
  }
}
