import type { CsvReader } from '../csv/open.ts'
import { InputError } from '../errors.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { runFacts } from '../import/run-facts.ts'
import type { RunFacts } from '../ledger/run-record.ts'
import { type DefinitionsSource, fetchMappingDefinitions, scopesOf, writeScope } from '../library/definitions-source.ts'
import { importsMissing } from '../library/shelf.ts'
import { compileMapping } from '../mapping/compile.ts'
import type { CompiledMapping, WritePolicy } from '../mapping/compiled.ts'
import { compilePolicy } from '../mapping/policy.ts'
import type { Migration, MigrationImport } from '../migrate/migration.ts'
import type { Stage } from '../migrate/order-imports.ts'
import type { Endings } from '../model/endings.ts'
import { plainLine } from '../report/text.ts'
import { openMappedCsv } from './open-source.ts'
import { tellMapping } from './tell-mapping.ts'
import type { Terminal } from './terminal.ts'

/** An import of a migration, at its place in the order. */
export interface PlacedImport extends MigrationImport {
  readonly stage: Stage
}

/** An import whose file is open and whose mapping fits it. */
export interface OpenedImport extends PlacedImport {
  readonly reader: CsvReader
  readonly compiled: CompiledMapping
  readonly policy: WritePolicy
  readonly facts: RunFacts
}

/** What a key must be allowed to do for all of these imports; where a second pass may come, to update too. */
export function migrationScopes(imports: readonly PlacedImport[]): readonly (string | null)[] {
  const scopes = imports.flatMap(({ mapping, stage }) => [
    ...scopesOf(mapping),
    ...(stage.deferred.length > 0 ? [writeScope(mapping.object, 'update')] : []),
  ])
  return [...new Set(scopes)]
}

/**
 * Opens all files and fits all mappings to them, before the first import begins: hours into the migration is no time to
 * hear of a column that is not there.
 *
 * @param opened closes the files
 * @throws InputError the only problem there is, or `migration_invalid` with all of them
 * @throws RunStopped where the API refuses or cannot be reached
 */
export async function openImports(
  imports: readonly PlacedImport[],
  { migration, source }: { readonly migration: Migration; readonly source: DefinitionsSource },
  opened: Endings,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly OpenedImport[]> {
  const results: OpenedImport[] = []
  const failures: Failure[] = []
  for (const one of imports) {
    const { csv, mapping } = one
    const named = { ...terminal, say: (text: string) => terminal.say(`${plainLine(mapping.importName)}: ${text}`) }
    const attempt = async <T>(part: Failure['part'], work: () => T | Promise<T>): Promise<T | null> => {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        failures.push({ index: one.stage.index, part, error })
        return null
      }
    }
    const reader = await attempt('csv', () => openMappedCsv(csv, mapping, named, signal))
    if (reader === null) continue
    opened.use(reader)
    const fitted = await attempt('mapping', async () => {
      const { own, related } = await fetchMappingDefinitions(source, mapping, signal)
      const compiled = compileMapping(mapping, reader.columns, own, related)
      return { compiled, policy: compilePolicy(mapping, own), facts: runFacts(reader.columns, mapping, own) }
    })
    if (fitted === null) continue
    tellMapping(fitted.compiled, named)
    results.push({ ...one, reader, ...fitted })
  }
  throwAll(failures, migration)
  return results
}

/**
 * Makes sure that the imports whose records the mappings point to are in the ledger or come with this migration. Those
 * that wait for a second pass may come with a later one.
 *
 * @throws InputError `import_unknown`
 */
export function assertImportsThere(
  imports: readonly PlacedImport[],
  shelf: LedgerShelf,
  { problemAt }: Migration,
  ledger: string,
): void {
  const selected = imports.map(({ mapping }) => mapping.importName)
  const problems = imports.flatMap(({ mapping, stage }) => {
    const waiting = stage.deferred.flatMap(key => mapping.relationships.get(key)?.fromImport?.name ?? [])
    const missing = importsMissing(shelf, mapping, new Set([...selected, ...waiting]))
    return missing.map(name =>
      problemAt(
        ['imports', stage.index, 'mapping'],
        `${mapping.importName} takes records of the import ${name}, and the ledger has none of that name`,
      ),
    )
  })
  if (problems.length === 0) return
  throw new InputError(
    'import_unknown',
    `Imports are missing that others take records of, in the ledger ${ledger} too.`,
    {
      problems,
      hint: 'Add them to the description, or do not leave them out with --only or --from.',
    },
  )
}

interface Failure {
  /** Position of the import in the description. */
  readonly index: number
  readonly part: 'csv' | 'mapping'
  readonly error: InputError
}

/** @throws InputError */
function throwAll(failures: readonly Failure[], { file, problemAt }: Migration): void {
  const [first, ...others] = failures
  if (first === undefined) return
  if (others.length === 0) throw first.error
  const problems = failures.flatMap(({ index, part, error }) =>
    error.problems.length > 0
      ? error.problems
      : [problemAt(['imports', index, part], error.message, 'value', error.code)],
  )
  throw new InputError('migration_invalid', `${failures.length} imports of ${file} cannot be run; nothing was sent.`, {
    problems,
  })
}
