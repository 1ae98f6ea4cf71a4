import type { CsvReader } from '../../csv/open.ts'
import { type CheckSummary, checkFile } from '../../import/check-file.ts'
import type { JudgedRow } from '../../import/judge-rows.ts'
import {
  definitionsScope,
  fetchMappingDefinitions,
  type MappingDefinitions,
  readDefinitionsFile,
} from '../../library/definitions-source.ts'
import type { RequestCounts } from '../../lightfield/client.ts'
import { compileMapping } from '../../mapping/compile.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { relatedObjects } from '../../mapping/references.ts'
import type { ObjectDefinitions } from '../../model/definitions.ts'
import type { Afterwards } from '../../report/afterwards.ts'
import { checkJson } from '../../report/check-json.ts'
import { bindingsText, checkText } from '../../report/check-text.ts'
import { type FailedRow, openFailedRows } from '../../report/failed-rows.ts'
import { type CommandContext, printJson } from '../command.ts'
import { type ExitCode, exitCodeOfRows } from '../exit-codes.ts'
import { watchInterrupts } from '../interrupt.ts'
import { checkSource } from '../live/check-source.ts'
import type { RowSource } from '../live/rows-expected.ts'
import { showLive } from '../live/show-live.ts'
import { lookOf } from '../look.ts'
import { stepAfterCheck } from '../next-step.ts'
import { openMappedCsv } from '../open-source.ts'
import type { ApiOptions } from '../shared-options.ts'
import { tellAfterwards } from '../tell-afterwards.ts'
import { tellMapping } from '../tell-mapping.ts'

/** A check that takes less needs no view. */
const longCheckMs = 1_000

export interface CheckOptions extends ApiOptions {
  readonly csv: string
  readonly mapping: string
  readonly offline?: true
  readonly definitions?: string
  readonly failed?: string
}

/** `check`: judges every row as `run` would; sends no write. */
export async function check(options: CheckOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  using interrupts = watchInterrupts(() => undefined)
  const startedAt = performance.now()
  const mapping = await loadMapping(options.mapping)
  await using reader = await openMappedCsv(options.csv, mapping, terminal, interrupts.signal)
  const { definitions, requests } = await definitionsFor(mapping, options, context, interrupts.signal)
  const compiled = compileMapping(mapping, reader.columns, definitions.own, definitions.related)
  tellMapping(compiled, terminal)
  if (!context.json) terminal.say(`${bindingsText(compiled.bindings)}\n`)
  using failed = options.failed === undefined ? null : openFailedRows(options.failed, reader.columns)
  const refused = { invalid: 0, duplicate: 0 }
  const keep = (row: JudgedRow): void => {
    refused[row.verdict.kind === 'duplicate' ? 'duplicate' : 'invalid'] += 1
    failed?.add(failedRow(row))
  }
  const live = showLive(
    checkSource(`Checking ${mapping.importName} → ${mapping.object}`, rowSource(reader), refused),
    terminal,
    { afterMs: longCheckMs },
  )
  const summary = await checkFile(reader, compiled, keep, interrupts.signal).finally(() => live[Symbol.dispose]())
  const seconds = (performance.now() - startedAt) / 1000
  terminal.say(checkText(summary, compiled.bindings, lookOf(terminal)))
  const about = { importName: mapping.importName, object: mapping.object, seconds }
  const afterwards = afterwardsOf(options, context, summary)
  if (context.json) await printJson(terminal, checkJson(summary, about, compiled, requests, afterwards))
  tellAfterwards(afterwards, terminal)
  return exitCodeOfRows(summary.outcomes)
}

function afterwardsOf(options: CheckOptions, { call }: CommandContext, summary: CheckSummary): Afterwards {
  const { invalid, duplicate } = summary.outcomes
  const failed = options.failed === undefined ? null : { path: options.failed, rows: invalid + duplicate }
  return {
    links: [],
    files: { ledger: null, results: null, failed },
    next: [stepAfterCheck(call, options, summary)],
  }
}

function rowSource(reader: CsvReader): RowSource {
  return {
    rowsRead: () => reader.rowsRead(),
    share: () => (reader.totalBytes === null ? null : reader.bytesRead() / Math.max(reader.totalBytes, 1)),
  }
}

function failedRow({ place, cells, text, verdict }: JudgedRow): FailedRow {
  const error = verdict.kind === 'ready' ? null : verdict.kind === 'invalid' ? verdict.errors[0] : verdict.error
  const outcome = verdict.kind === 'duplicate' ? 'duplicate' : 'invalid'
  return { outcome, error, line: place.line, cells, ...(text !== undefined && { text }) }
}

async function definitionsFor(
  mapping: Mapping,
  options: CheckOptions,
  context: CommandContext,
  signal: AbortSignal,
): Promise<{ readonly definitions: MappingDefinitions; readonly requests: RequestCounts | null }> {
  const related = new Map<string, ObjectDefinitions>()
  if (options.definitions !== undefined) {
    return { definitions: { own: await readDefinitionsFile(options.definitions), related }, requests: null }
  }
  if (options.offline) return { definitions: { own: null, related }, requests: null }
  // Offline, nothing is connected to: the client is loaded where there is.
  const { checkKey, openClient, readAccess } = await import('../connect.ts')
  const access = await readAccess(options, context)
  await using client = openClient(access, null, context)
  const needed = [mapping.object, ...relatedObjects(mapping)].map(definitionsScope)
  await checkKey(client, access, needed, signal)
  const definitions = await fetchMappingDefinitions(client, mapping, signal)
  return { definitions, requests: client.counts() }
}
