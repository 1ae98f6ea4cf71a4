import { dirname, isAbsolute, join } from 'node:path'
import { openSource } from '../csv/source.ts'
import { InputError, type Problem } from '../errors.ts'
import { type ProblemAt, readDocument } from '../mapping/document.ts'
import { invalidDocument } from '../mapping/document-errors.ts'
import { readDocumentFile } from '../mapping/document-file.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { loadMapping } from '../mapping/parse.ts'
import { schemaProblems } from '../mapping/schema-problems.ts'
import { type NumberedImport, sharedProblems } from './import-checks.ts'
import type { Migration } from './migration.ts'
import { type ImportInput, importSchema, knownKeys, migrationSchema } from './schema.ts'

/**
 * Reads the description of a migration, YAML or JSON, and the mappings that it names. The CSV files have to be there.
 *
 * @throws InputError `migration_unreadable` where there is no such file, `migration_invalid` with every problem of the
 *   description and of all its mappings at once
 */
export async function loadMigration(file: string): Promise<Migration> {
  const text = await readDocumentFile(file, 'migration', 'Check the path given to migrate.')
  const { content, problems, problemAt: at } = readDocument(text, file, 'migration')
  const problemAt: ProblemAt = Array.isArray(content) ? (path, ...rest) => at(path.slice(1), ...rest) : at
  const result = migrationSchema.safeParse(content, { reportInput: true })
  const found = result.success ? [] : schemaProblems(result.error.issues, knownKeys, at)
  const entries = readEntries(content, file)
  const mappings = await loadMappings(entries)
  const imports = entries.flatMap(entry => withMapping(entry, mappings))
  const every = [
    ...problems,
    ...found,
    ...sharedProblems(imports, problemAt),
    ...(await sourceProblems(entries, problemAt)),
    ...mappingProblems(entries, mappings, problemAt),
  ]
  if (!result.success || every.length > 0) throw invalidDocument('migration', file, every)
  const ledger = Array.isArray(result.data) ? null : (result.data.ledger ?? null)
  return {
    file,
    ledger: ledger === null || isAddress(ledger) ? ledger : pathFrom(file, ledger),
    imports: imports.map(({ index: _, ...migrationImport }) => migrationImport),
    problemAt,
  }
}

/** An import of the list that is right in itself, and where it stands there. */
interface Entry {
  readonly index: number
  readonly csv: string
  readonly mappingFile: string
  readonly mode: ImportInput['mode']
}

/** Those that are wrong were found by then, and do not keep the mappings of the others from being read. */
function readEntries(content: unknown, file: string): readonly Entry[] {
  const list: unknown = content instanceof Map ? content.get('imports') : content
  if (!Array.isArray(list)) return []
  return list.flatMap((item, index) => {
    const { data } = importSchema.safeParse(item)
    if (data === undefined) return []
    return [{ index, csv: pathFrom(file, data.csv), mappingFile: pathFrom(file, data.mapping), mode: data.mode }]
  })
}

type Mappings = ReadonlyMap<string, Mapping | InputError>

/** Each mapping once, however many imports name it. */
async function loadMappings(entries: readonly Entry[]): Promise<Mappings> {
  const files = new Set(entries.map(entry => entry.mappingFile))
  return new Map(await Promise.all([...files].map(async file => [file, await attempt(loadMapping(file))] as const)))
}

function withMapping({ index, csv, mappingFile, mode }: Entry, mappings: Mappings): NumberedImport[] {
  const mapping = mappings.get(mappingFile)
  if (mapping === undefined || mapping instanceof InputError) return []
  return [{ index, csv, mappingFile, mapping: mode === undefined ? mapping : { ...mapping, mode } }]
}

/** Problems of the mappings themselves, and where in the description one stands that cannot be read at all. */
function mappingProblems(entries: readonly Entry[], mappings: Mappings, problemAt: ProblemAt): Problem[] {
  return [...mappings].flatMap(([file, mapping]) => {
    if (!(mapping instanceof InputError)) return []
    if (mapping.problems.length > 0) return mapping.problems
    const users = entries.filter(entry => entry.mappingFile === file)
    return users.map(({ index }) => problemAt(['imports', index, 'mapping'], mapping.message))
  })
}

/** CSV files that cannot be opened: better known before the first of the imports than hours later. */
async function sourceProblems(entries: readonly Entry[], problemAt: ProblemAt): Promise<Problem[]> {
  const opened = await Promise.all(
    entries.map(async ({ index, csv }) => {
      const source = await attempt(openSource(csv))
      if (source instanceof InputError)
        return [problemAt(['imports', index, 'csv'], source.message, 'value', source.code)]
      await source[Symbol.asyncDispose]()
      return []
    }),
  )
  return opened.flat()
}

async function attempt<Result>(work: Promise<Result>): Promise<Result | InputError> {
  try {
    return await work
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
}

function pathFrom(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path)
}

/** Whether a ledger is in a database server: its address is no path. */
function isAddress(ledger: string): boolean {
  return /^[a-z][a-z+]+:\/\//i.test(ledger)
}
