import type { CsvReader } from '../csv/open.ts'
import { runFacts } from '../import/run-facts.ts'
import { runImport } from '../import/run-import.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import { compileMapping } from '../mapping/compile.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { compilePolicy } from '../mapping/policy.ts'
import { assertOptions, flag, names, type OptionChecks, oneOf, optional, text } from './check-options.ts'
import { conductImport, type OpenSource, type PreparedRun } from './conduct-import.ts'
import { accessOf } from './connection.ts'
import { fetchMappingDefinitions } from './definitions-source.ts'
import { gatedReader } from './gated-reader.ts'
import { type ImportProgress, ProgressBoard } from './import-progress.ts'
import type { ImportSummary } from './import-summary.ts'
import { namedCsv, readMapping } from './inputs.ts'
import { assertKeysKept } from './key-change.ts'
import { LiveRun, type Run, type RunWork } from './live-run.ts'
import { openMappedCsv } from './mapped-csv.ts'
import { connectionChecks, csvCheck, identityChecks, rowsCheck, runningChecks, sendingChecks } from './option-checks.ts'
import type { ImportCsvOptions, ImportOptions, ImportRowsOptions } from './options.ts'
import type { RowOutcome } from './row-outcome.ts'
import { readRows } from './rows-reader.ts'
import { assertImportsNamed } from './shelf.ts'

/** An import that goes on: iterate over it, or ask for its summary. */
export interface ImportRun extends Run<RowOutcome, ImportSummary, ImportProgress> {}

/**
 * Imports a CSV: `lightfield-import run` as a function.
 *
 * ```ts
 * const run = importCsv({ csv: 'deals.csv', mapping: 'deals.yaml', ledger: 'ledger.db', apiKey })
 * for await (const row of run) if (row.error) console.warn(row.line, row.error.message)
 * const { ok, outcomes } = await run.summary
 * ```
 *
 * @throws InputError `option_unknown`, `option_invalid`, `api_key_missing` and what else is wrong with the options, at
 *   once; what is wrong with the files, `summary` and the iteration reject with
 */
export function importCsv(options: ImportCsvOptions): ImportRun {
  assertOptions(options, importCsvChecks, 'importCsv')
  const { csv, sourceName } = options
  const named = namedCsv(csv, sourceName)
  return startImport(options, named.name, (mapping, signal) => openMappedCsv(named.csv, mapping, signal))
}

/**
 * Imports rows that are objects already, such as those of a database: `importCsv` without the CSV. Cells are read as
 * those of a file are, so that a mapping does for both.
 *
 * @throws InputError as `importCsv` does
 */
export function importRows(options: ImportRowsOptions): ImportRun {
  assertOptions(options, importRowsChecks, 'importRows')
  const { rows, columns, sourceName: name = 'rows' } = options
  return startImport(options, name, () => readRows(rows, columns ?? null, name))
}

function startImport(
  options: ImportOptions,
  source: string,
  open: (mapping: Mapping, signal: AbortSignal) => Promise<CsvReader>,
): ImportRun {
  const access = accessOf(options)
  const board = new ProgressBoard()
  const dryRun = options.dryRun === true
  return new LiveRun(
    async work => {
      const mapping = withMode(await readMapping(options.mapping), options.mode)
      const openSource = async (signal: AbortSignal): Promise<OpenSource> => {
        const reader = await open(mapping, signal)
        return { reader, prepare: client => prepareImport(reader, { mapping, options, source }, client, work) }
      }
      return conductImport({ mapping, dryRun, access, options, board, open: openSource }, work)
    },
    () => board.now(),
    options.signal,
  )
}

interface Import {
  readonly mapping: Mapping
  readonly options: ImportOptions
  /** What the source is called. */
  readonly source: string
}

async function prepareImport(
  reader: CsvReader,
  { mapping, options, source }: Import,
  client: LightfieldClient,
  { room, signal }: RunWork<RowOutcome>,
): Promise<PreparedRun> {
  const definitions = await fetchMappingDefinitions(client, mapping, signal)
  const facts = runFacts(reader.columns, mapping, definitions.own)
  const compiled = compileMapping(mapping, reader.columns, definitions.own, definitions.related)
  const keyNotes: string[] = []
  return {
    policy: compilePolicy(mapping, definitions.own),
    source: {
      columns: reader.columns,
      unmappedColumns: compiled.unmappedColumns,
      warnings: compiled.warnings,
      notes: [],
    },
    own: { source, retryFailed: options.retryFailed === true },
    notes: () => [...reader.notes, ...keyNotes],
    check(shelf, ledger) {
      assertImportsNamed(shelf, mapping, ledger)
      assertKeysKept([{ mapping, facts }], shelf, options.acceptNewIdentity === true, note => keyNotes.push(note))
    },
    start: (config, parts, signal) => {
      const gated = gatedReader(reader, room)
      return runImport(config, { ...parts, facts, reader: gated, mapping: compiled }, signal)
    },
  }
}

function withMode(mapping: Mapping, mode: Mapping['mode'] | undefined): Mapping {
  return mode === undefined ? mapping : { ...mapping, mode }
}

const importChecks: OptionChecks<ImportOptions> = {
  ...connectionChecks,
  ...runningChecks,
  ...identityChecks,
  ...sendingChecks,
  mode: optional(oneOf('create', 'find-or-create', 'upsert')),
  dryRun: optional(flag),
  retryFailed: optional(flag),
  acceptNewIdentity: optional(flag),
  sourceName: optional(text),
}

const importCsvChecks: OptionChecks<ImportCsvOptions> = { ...importChecks, csv: csvCheck }

const importRowsChecks: OptionChecks<ImportRowsOptions> = {
  ...importChecks,
  rows: rowsCheck,
  columns: optional(names),
}
