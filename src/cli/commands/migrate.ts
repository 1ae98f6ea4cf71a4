import { dryClient } from '../../import/dry-client.ts'
import { askingOnce } from '../../library/definitions-source.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { runConfig } from '../../library/run-settings.ts'
import { openShelf } from '../../library/shelf.ts'
import { relationshipsLeftOpen } from '../../migrate/left-open.ts'
import { loadMigration } from '../../migrate/load-migration.ts'
import type { Migration } from '../../migrate/migration.ts'
import { orderImports, type Stage } from '../../migrate/order-imports.ts'
import type { PreparedImport } from '../../migrate/run-migration.ts'
import { selectImports } from '../../migrate/select-imports.ts'
import { Endings } from '../../model/endings.ts'
import { ledgerFiles } from '../call-files.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { executeMigration } from '../execute-migration.ts'
import type { SendOptions } from '../execute-run.ts'
import type { ExitCode } from '../exit-codes.ts'
import { watchRunInterrupts } from '../interrupt.ts'
import { assertKeysKept } from '../key-change.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import { assertApart } from '../output-files.ts'
import {
  assertImportsThere,
  migrationScopes,
  type OpenedImport,
  openImports,
  type PlacedImport,
} from '../prepare-migration.ts'

export interface MigrateOptions extends Omit<SendOptions, 'mapping' | 'limit' | 'results' | 'failed'> {
  readonly file: string
  readonly only?: readonly string[]
  readonly from?: string
  readonly dryRun?: true
  readonly retryFailed?: true
  readonly acceptNewIdentity?: true
}

/** `migrate`: several imports in one run, parents before children. */
export async function migrate(options: MigrateOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  using interrupts = watchRunInterrupts(terminal)
  const { signal } = interrupts
  const isDry = options.dryRun === true
  const migration = await loadMigration(options.file)
  const ledger = options.ledger ?? migration.ledger
  const path = ledgerPath({ mapping: options.file, ...(ledger !== null && { ledger }) })
  assertFilesApart(options, migration, path)
  warnOfReaders(path, terminal)
  const order = orderImports(migration.imports)
  const stages = selectImports(migration.imports, order, { only: options.only ?? [], from: options.from ?? null })
  const placed = placedImports(migration, stages)
  const access = await readAccess(options, context)
  await using client = openClient(access, options, context)
  await checkKey(client, access, migrationScopes(placed), signal)
  await using files = new Endings()
  const imports = await openImports(placed, { migration, source: askingOnce(client) }, files, terminal, signal)
  await using opened = await openShelf({ path, acceptNewKey: options.acceptNewKey === true, isDry }, access)
  const { shelf } = opened
  assertImportsThere(placed, shelf, migration, path)
  assertKeysKept(imports, shelf, options.acceptNewIdentity === true, terminal)
  // An import that another process works on is better known now than when its turn comes.
  for (const { mapping } of imports) shelf.open(mapping.importName, mapping.object)
  const dry = isDry ? dryClient(client) : null
  return await executeMigration(
    {
      prepared: preparedImports(imports, relationshipsLeftOpen(migration.imports, stages), options),
      client: dry ?? client,
      dry,
      shelf,
      file: options.file,
      ledger: path,
      mappingFileOf: name => imports.find(({ mapping }) => mapping.importName === name)?.mappingFile ?? '',
    },
    context,
    signal,
  )
}

function placedImports({ imports }: Migration, stages: readonly Stage[]): readonly PlacedImport[] {
  return stages.flatMap(stage => {
    const placed = imports[stage.index]
    return placed === undefined ? [] : [{ ...placed, stage }]
  })
}

function preparedImports(
  imports: readonly OpenedImport[],
  leftOpen: ReadonlyMap<number, ReadonlySet<string>>,
  options: MigrateOptions,
): readonly PreparedImport[] {
  return imports.map(({ stage, csv, mapping, reader, compiled, policy, facts }) => {
    const own = {
      source: csv,
      dryRun: options.dryRun === true,
      retryFailed: options.retryFailed === true,
      looksAtRecords: false,
      // Some time may go by before it is its turn.
      askedAt: null,
    }
    const config = { ...runConfig(mapping, policy, options, own), deferred: new Set(stage.deferred) }
    return { config, reader, mapping: compiled, facts, leftOpen: leftOpen.get(stage.index) ?? new Set() }
  })
}

/**
 * The files that only the description names.
 *
 * @throws InputError `file_overwritten`
 */
function assertFilesApart(options: MigrateOptions, { imports }: Migration, ledger: string): void {
  assertApart(
    [
      ...imports.flatMap(({ csv, mappingFile }) => [['a CSV', csv] as const, ['a mapping', mappingFile] as const]),
      ...ledgerFiles(ledger),
    ],
    [['--log-file', options.logFile]],
  )
}
