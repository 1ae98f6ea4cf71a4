import { dryClient } from '../../import/dry-client.ts'
import { runFacts } from '../../import/run-facts.ts'
import { runImport } from '../../import/run-import.ts'
import { fetchMappingDefinitions, scopesOf, scopesToVerify } from '../../library/definitions-source.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { rowVersions } from '../../library/row-packages.ts'
import { runConfig } from '../../library/run-settings.ts'
import { assertImportsNamed, openShelf } from '../../library/shelf.ts'
import { compileMapping } from '../../mapping/compile.ts'
import { mappingGround } from '../../mapping/ground.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { compilePolicy } from '../../mapping/policy.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { executeRun, type SendOptions, watchRunInterrupts } from '../execute-run.ts'
import type { ExitCode } from '../exit-codes.ts'
import { assertLikeLastRun } from '../guard.ts'
import { assertKeysKept } from '../key-change.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import { openMappedCsv } from '../open-source.ts'
import { assertPlannable, assertSettled, openPlan, type PlanOptions } from '../plan-option.ts'
import { openRepeatableSource } from '../repeatable-source.ts'
import { assertVerifiable } from '../run-proof.ts'
import { tellMapping } from '../tell-mapping.ts'

export interface RunOptions extends SendOptions, PlanOptions {
  readonly mode?: Mapping['mode']
  /** By how many percent the rows may have become fewer since the last run. */
  readonly guard?: number
  readonly acceptNewIdentity?: true
}

/** `run`: the import. */
export async function run(options: RunOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  using interrupts = watchRunInterrupts(terminal)
  const { signal } = interrupts
  const isDry = options.dryRun === true
  const path = ledgerPath(options)
  assertPlannable(options)
  assertVerifiable(options)
  warnOfReaders(path, terminal)
  const mapping = withMode(await loadMapping(options.mapping), options.mode)
  await using source = await openRepeatableSource(options.csv, { isReadOnce: options.guard === undefined }, signal)
  await using reader = await openMappedCsv(source.path, mapping, terminal, signal)
  const access = await readAccess(options, context)
  await using client = openClient(access, options, context)
  await checkKey(client, access, [...scopesOf(mapping), ...scopesToVerify(mapping.object, options)], signal)
  const definitions = await fetchMappingDefinitions(client, mapping, signal)
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

function withMode(mapping: Mapping, mode: Mapping['mode'] | undefined): Mapping {
  return mode === undefined ? mapping : { ...mapping, mode }
}
