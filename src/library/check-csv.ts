import type { CsvReader } from '../csv/open.ts'
import { InputError, RunStopped } from '../errors.ts'
import { checkFile } from '../import/check-file.ts'
import type { ErrorGroup } from '../import/error-groups.ts'
import type { Finding } from '../import/findings.ts'
import type { JudgedRow } from '../import/judge-rows.ts'
import { Tally } from '../import/tally.ts'
import type { RowError } from '../ledger/ledger-row.ts'
import { compileMapping } from '../mapping/compile.ts'
import type { Binding, CompiledMapping } from '../mapping/compiled.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { relatedObjects } from '../mapping/references.ts'
import { systemClock } from '../model/clock.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { checkKey } from './api-client.ts'
import { address, assertOptions, flag, type OptionChecks, optional, text } from './check-options.ts'
import { accessOf, openClient } from './connection.ts'
import {
  definitionsScope,
  fetchMappingDefinitions,
  type MappingDefinitions,
  readDefinitionsFile,
} from './definitions-source.ts'
import { gatedReader } from './gated-reader.ts'
import { shareOf } from './import-progress.ts'
import { hasNoFailures, nothingRead, type RunEnding, type SourceNotes } from './import-summary.ts'
import { namedCsv, pathOf, readMapping } from './inputs.ts'
import { LiveRun, type Run, type RunWork } from './live-run.ts'
import { openMappedCsv } from './mapped-csv.ts'
import { connectionChecks, csvCheck, mappingCheck, runningChecks } from './option-checks.ts'
import type { CheckOptions } from './options.ts'
import { rowError } from './row-outcome.ts'

/** A row that a run would not send. */
export interface RefusedRow {
  /** Its number; 1 is the first data row. */
  readonly row: number
  /** Line of the file that it starts on, from 1. */
  readonly line: number
  /** Values of the key columns, joined by ` / `; empty without `key`. */
  readonly key: string
  readonly outcome: 'invalid' | 'duplicate'
  /** All that is wrong with it. The messages hold no value of the row. */
  readonly errors: readonly RowError[]
}

/** How a check ended. */
export interface CheckSummary extends RunEnding, SourceNotes {
  readonly importName: string
  readonly object: string
  /** Whether a run could send every row: it was read to its end, and no row is `invalid`. */
  readonly ok: boolean
  /** Rows read; the outcomes add up to it. */
  readonly rows: number
  /** Rows that a run could send are `pending`. */
  readonly outcomes: OutcomeCounts
  /** Failures by reason, the most frequent first. */
  readonly errors: readonly ErrorGroup[]
  /** The same by column, with lines and words; none of a check that did not finish. The words are the file's own. */
  readonly findings: readonly Finding[]
  /** How each field and relationship gets its value. */
  readonly bindings: readonly Binding[]
}

/** How far a check is. */
export interface CheckProgress {
  /** Rows read so far. */
  readonly rows: number
  /** Share of the source that has been read, from 0 to 1; null where its size is not known. */
  readonly share: number | null
}

/** A check that goes on: iterate over the rows that a run would not send, or ask for its summary. */
export interface CheckRun extends Run<RefusedRow, CheckSummary, CheckProgress> {}

/**
 * Judges every row of a CSV as `importCsv` would, and sends none: `lightfield-import check` as a function.
 *
 * @throws InputError as `importCsv` does
 */
export function checkCsv(options: CheckOptions): CheckRun {
  assertOptions(options, checks, 'checkCsv')
  const access = needsApi(options) ? accessOf(options) : null
  const named = namedCsv(options.csv, options.sourceName)
  let reader: CsvReader | null = null
  return new LiveRun(
    async work => {
      const startedAtMs = systemClock.now()
      const mapping = await readMapping(options.mapping)
      const judged = new Refused()
      let compiled: CompiledMapping | null = null
      const ended = (reason: RunStopped | null): CheckSummary => ({
        ...judged.summary(reader?.rowsRead() ?? 0),
        ...aboutSource(mapping, reader, compiled),
        end: reason === null ? 'interrupted' : 'stopped',
        stopped: reason,
        startedAt: new Date(startedAtMs),
        endedAt: new Date(systemClock.now()),
      })
      try {
        work.signal.throwIfAborted()
        await using opened = await openMappedCsv(named.csv, mapping, work.signal)
        reader = opened
        const definitions = await definitionsFor(mapping, options, access, work.signal)
        compiled = compileMapping(mapping, opened.columns, definitions.own, definitions.related)
        const summary = await checkFile(gatedReader(opened, work.room), compiled, judged.taker(work), work.signal)
        return { ...ended(null), ...summary, end: 'finished', ok: hasNoFailures(summary.outcomes) }
      } catch (error) {
        if (error instanceof RunStopped) return ended(error)
        if (work.signal.aborted && error === work.signal.reason) return ended(null)
        throw error
      }
    },
    () => ({ rows: reader?.rowsRead() ?? 0, share: shareOf(reader) }),
    options.signal,
  )
}

const checks: OptionChecks<CheckOptions> = {
  ...connectionChecks,
  ...runningChecks,
  csv: csvCheck,
  mapping: mappingCheck,
  definitions: optional(address),
  offline: optional(flag),
  sourceName: optional(text),
}

/** The rows that are refused, counted as they come: what is known of a check that does not finish. */
class Refused {
  readonly #tally = new Tally()
  #count = 0

  taker({ onRow }: RunWork<RefusedRow>): (judged: JudgedRow) => void {
    return judged => {
      const row = refusedRow(judged)
      this.#count += 1
      this.#tally.read()
      this.#tally.add(row)
      onRow(row)
    }
  }

  summary(rowsRead: number): Pick<CheckSummary, 'ok' | 'rows' | 'outcomes' | 'errors' | 'findings'> {
    for (let row = this.#count; row < rowsRead; row += 1) this.#tally.read()
    return {
      ok: false,
      rows: this.#tally.rows,
      outcomes: this.#tally.outcomes(),
      errors: this.#tally.errors(),
      findings: [],
    }
  }
}

function refusedRow({ place, verdict }: JudgedRow): RefusedRow {
  const { row, line, key } = place
  if (verdict.kind === 'ready') throw new Error('a row that can be sent was refused')
  const errors = verdict.kind === 'invalid' ? verdict.errors : [verdict.error]
  return { row, line, key, outcome: verdict.kind, errors: errors.map(rowError) }
}

function aboutSource(
  { importName, object }: Mapping,
  reader: CsvReader | null,
  compiled: CompiledMapping | null,
): Pick<CheckSummary, 'importName' | 'object' | 'bindings' | keyof SourceNotes> {
  const { unmappedColumns = [], warnings = [], bindings = [] } = compiled ?? {}
  if (reader === null) return { importName, object, bindings, ...nothingRead }
  return { importName, object, columns: reader.columns, unmappedColumns, warnings, bindings, notes: reader.notes }
}

/** @throws InputError `api_key_missing`: who wants no network has to say so */
function needsApi({ definitions, offline = false, apiKey }: CheckOptions): boolean {
  if (definitions !== undefined || offline) return false
  if (apiKey !== undefined && apiKey !== '') return true
  throw new InputError('api_key_missing', 'There is no API key to read the definitions of the workspace with.', {
    hint: 'Give apiKey, or the file of definitions; or offline: true, to go by what the mapping itself says.',
  })
}

async function definitionsFor(
  mapping: Mapping,
  options: CheckOptions,
  access: ReturnType<typeof accessOf> | null,
  signal: AbortSignal,
): Promise<MappingDefinitions> {
  if (options.definitions !== undefined) {
    return { own: await readDefinitionsFile(pathOf(options.definitions, 'definitions')), related: new Map() }
  }
  if (access === null) return { own: null, related: new Map() }
  await using client = openClient(access, options)
  await checkKey(client, access, [mapping.object, ...relatedObjects(mapping)].map(definitionsScope), signal)
  return await fetchMappingDefinitions(client, mapping, signal)
}
