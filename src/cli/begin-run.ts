import type { CsvReader } from '../csv/open.ts'
import { dryClient } from '../import/dry-client.ts'
import { runFacts } from '../import/run-facts.ts'
import { runImport } from '../import/run-import.ts'
import type { MappingDefinitions } from '../library/definitions-source.ts'
import { ledgerPath } from '../library/ledger-path.ts'
import { rowVersions } from '../library/row-packages.ts'
import { runConfig } from '../library/run-settings.ts'
import { assertImportsNamed, openShelf } from '../library/shelf.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import { compileMapping } from '../mapping/compile.ts'
import { mappingGround } from '../mapping/ground.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { compilePolicy } from '../mapping/policy.ts'
import type { CommandContext } from './command.ts'
import type { RunOptions } from './commands/run.ts'
import type { Access } from './connect.ts'
import { executeRun } from './execute-run.ts'
import type { ExitCode } from './exit-codes.ts'
import { assertLikeLastRun } from './guard.ts'
import { assertKeysKept } from './key-change.ts'
import { assertSettled, openPlan } from './plan-option.ts'
import type { RepeatableSource } from './repeatable-source.ts'
import { tellMapping } from './tell-mapping.ts'

/** A run whose file is open, and of which the API has told what it is to fit. */
export interface ConnectedRun {
  readonly mapping: Mapping
  readonly source: RepeatableSource
  readonly reader: CsvReader
  readonly access: Access
  readonly client: LightfieldClient
  readonly definitions: MappingDefinitions
}

/** Fits the mapping to the file and the workspace, looks at what the ledger says of the import, and runs it. */
export async function beginRun(
  { mapping, source, reader, access, client, definitions }: ConnectedRun,
  options: RunOptions,
  context: CommandContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { terminal } = context
  const isDry = options.dryRun === true
  const path = ledgerPath(options)
  const facts = runFacts(reader.columns, mapping, definitions.own)
  if (options.guard !== undefined) {
    const guarded = { path: source.path, csv: options.csv, mapping, facts, ledger: path, percent: options.guard }
    await assertLikeLastRun(guarded, terminal, signal)
  }
  const compiled = compileMapping(mapping, reader.columns, definitions.own, definitions.related)
  tellMapping(compiled, terminal)
  await using plan = await openPlan(options, mapping, definitions, path)
  await using opened = await openShelf({ path, acceptNewKey: options.acceptNewKey === true, isDry }, access)
  const { shelf } = opened
  assertImportsNamed(shelf, mapping, path)
  assertKeysKept([{ mapping, facts }], shelf, options.acceptNewIdentity === true, terminal)
  const config = runConfig(mapping, compilePolicy(mapping, definitions.own), options, {
    source: options.csv,
    dryRun: isDry,
    // Rows that come of a pipe may be written while this process runs.
    askedAt: reader.totalBytes !== null && source.path === options.csv ? context.calledAt : null,
    ...plan.settings,
  })
  assertSettled(options, shelf, config, client.serverNow())
  const mappedTo = { columns: reader.columns, definitions: definitions.own, related: definitions.related }
  const versions = rowVersions(import.meta.url)
  const dry = isDry ? dryClient(client) : null
  return await executeRun(
    {
      command: 'run',
      config,
      client: dry ?? client,
      dry,
      shelf,
      plan,
      ground: versions && mappingGround(mapping, mappedTo, versions),
      columns: reader.columns,
      rowsRead: () => reader.rowsRead(),
      takesAll: options.limit === undefined && options.plan === undefined,
      readBack: (...args) => client.readBack(...args),
      share: () => (reader.totalBytes === null ? null : reader.bytesRead() / Math.max(reader.totalBytes, 1)),
      start: (parts, signal) => runImport(config, { ...parts, facts, reader, mapping: compiled }, signal),
    },
    options,
    context,
    signal,
  )
}
