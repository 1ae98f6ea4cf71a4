import { InputError } from '../../errors.ts'
import { runImport } from '../../import/run-import.ts'
import { compileMapping } from '../../mapping/compile.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { loadMapping } from '../../mapping/parse.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { fetchDefinitions, scopesOf } from '../definitions-source.ts'
import { executeRun, runConfig, type SendOptions, watchRunInterrupts } from '../execute-run.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openImportLedger } from '../import-ledger.ts'
import { ledgerPath } from '../ledger-path.ts'
import { openMappedCsv } from '../open-source.ts'
import { assertApart } from '../output-files.ts'
import { tellMapping } from '../tell-mapping.ts'

export interface RunOptions extends SendOptions {
  readonly csv: string
  readonly dryRun?: true
  readonly mode?: Mapping['mode']
  readonly retryFailed?: true
}

/** `run`: the import. */
export async function run(options: RunOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  using interrupts = watchRunInterrupts(terminal)
  const { signal } = interrupts
  const isDry = options.dryRun === true
  const path = ledgerPath(options)
  assertFilesApart(options, path)
  const mapping = withMode(await loadMapping(options.mapping), options.mode)
  await using reader = await openMappedCsv(options.csv, mapping, terminal, signal)
  const access = await readAccess(options, context.environment)
  await using client = openClient(access, {
    writeRate: options.rate ?? null,
    giveUpAfterMs: options.giveUpAfter ?? null,
  })
  await checkKey(client, access, scopesOf(mapping), signal)
  const definitions = await fetchDefinitions(client, mapping.object, signal)
  const compiled = compileMapping(mapping, reader.columns, definitions)
  tellMapping(compiled, terminal)
  await using opened = await openImportLedger(
    { path, acceptNewKey: options.acceptNewKey === true, isDry },
    mapping,
    access,
  )
  const own = { source: options.csv, dryRun: isDry, retryFailed: options.retryFailed === true }
  const config = runConfig(mapping, options, own)
  return await executeRun(
    {
      config,
      client,
      ledger: opened.ledger,
      columns: reader.columns,
      share: () => (reader.totalBytes === null ? null : reader.bytesRead() / Math.max(reader.totalBytes, 1)),
      start: (parts, signal) => runImport(config, { ...parts, reader, mapping: compiled }, signal),
    },
    options,
    context,
    signal,
  )
}

/** @throws InputError `file_overwritten` */
function assertFilesApart(options: RunOptions, ledger: string): void {
  assertApart(
    [
      ['the CSV', options.csv],
      ['the mapping', options.mapping],
      ['the ledger', ledger],
      ['--api-key-file', options.apiKeyFile],
    ],
    [
      ['--results', options.results],
      ['--failed', options.failed],
      ['--log-file', options.logFile],
    ],
  )
}

function withMode(mapping: Mapping, mode: Mapping['mode'] | undefined): Mapping {
  if (mode === undefined || mode === 'create') return mapping
  throw new InputError('mode_not_available', `--mode ${mode} is not available yet.`, {
    hint: 'Use create, which is the default.',
  })
}
