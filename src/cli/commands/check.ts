import { checkFile } from '../../import/check-file.ts'
import type { JudgedRow } from '../../import/judge-rows.ts'
import type { RequestCounts } from '../../lightfield/client.ts'
import { compileMapping } from '../../mapping/compile.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { relatedObjects } from '../../mapping/references.ts'
import type { ObjectDefinitions } from '../../model/definitions.ts'
import { bindingsText, checkText } from '../../report/check-text.ts'
import { type FailedRow, openFailedRows } from '../../report/failed-rows.ts'
import { checkJson } from '../../report/json-summary.ts'
import { type CommandContext, printJson } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import {
  definitionsScope,
  fetchMappingDefinitions,
  type MappingDefinitions,
  readDefinitionsFile,
} from '../definitions-source.ts'
import { type ExitCode, exitCodeOfRows } from '../exit-codes.ts'
import { watchInterrupts } from '../interrupt.ts'
import { openMappedCsv } from '../open-source.ts'
import type { ApiOptions } from '../shared-options.ts'
import { tellMapping } from '../tell-mapping.ts'

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
  const keep = (row: JudgedRow): void => failed?.add(failedRow(row))
  const summary = await checkFile(reader, compiled, keep, interrupts.signal)
  const seconds = (performance.now() - startedAt) / 1000
  terminal.say(checkText(summary, compiled.bindings))
  const about = { importName: mapping.importName, object: mapping.object, seconds }
  if (context.json) await printJson(terminal, checkJson(summary, about, compiled, requests))
  return exitCodeOfRows(summary.outcomes)
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
  const access = await readAccess(options, context)
  await using client = openClient(access, null, context)
  const needed = [mapping.object, ...relatedObjects(mapping)].map(definitionsScope)
  await checkKey(client, access, needed, signal)
  const definitions = await fetchMappingDefinitions(client, mapping, signal)
  return { definitions, requests: client.counts() }
}
