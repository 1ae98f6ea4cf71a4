import { basename, extname } from 'node:path'
import { readDocument } from './document.ts'
import { invalidMapping } from './document-errors.ts'
import { readDocumentFile } from './document-file.ts'
import type { CsvOptions, Mapping, MatchRule } from './mapping.ts'
import { notYetProblems } from './not-yet.ts'
import { objectNameProblems } from './object-name.ts'
import { fieldRule, foldList, relationshipRule } from './rules.ts'
import { knownKeys, type MappingInput, type MatchInput, mappingSchema } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'

/**
 * Reads a mapping file, YAML or JSON.
 * @throws InputError `mapping_unreadable` where there is no such file, `mapping_invalid` with every problem at once.
 */
export async function loadMapping(file: string): Promise<Mapping> {
  return parseMapping(await readDocumentFile(file, 'mapping', 'Check the path given with --mapping.'), file)
}

/**
 * Reads a mapping from its text; `file` names it in messages and, without its ending, the import.
 * @throws InputError `mapping_invalid` with every problem at once.
 */
export function parseMapping(text: string, file: string): Mapping {
  const { content, problems, problemAt } = readDocument(text, file, 'mapping')
  if (content === null || content === undefined) {
    throw invalidMapping(file, [
      problemAt([], 'the mapping is empty: it needs at least "object" and "fields"', 'value', 'key_missing'),
    ])
  }
  const result = mappingSchema.safeParse(content, { reportInput: true })
  const found = result.success
    ? [...objectNameProblems(result.data, problemAt), ...notYetProblems(result.data, problemAt)]
    : schemaProblems(result.error.issues, knownKeys, problemAt)
  const every = [...problems, ...found]
  if (!result.success || every.length > 0) throw invalidMapping(file, every)
  const input = result.data
  const clear = input.clear ?? null
  return {
    file,
    object: input.object,
    importName: input.import ?? basename(file, extname(file)),
    mode: input.mode ?? 'create',
    key: input.key === undefined ? null : listOf(input.key),
    match: input.match === undefined ? null : matchRule(input.match),
    ambiguous: input.ambiguous ?? 'fail',
    gone: input.gone ?? 'fail',
    csv: csvOptions(input.csv),
    ignore: listOf(input.ignore ?? []),
    fields: new Map([...(input.fields ?? [])].map(([key, rule]) => [key, fieldRule(rule, clear)])),
    relationships: new Map([...(input.relationships ?? [])].map(([key, rule]) => [key, relationshipRule(rule, clear)])),
    problemAt,
  }
}

function matchRule(match: MatchInput): MatchRule {
  if (typeof match === 'string' || Array.isArray(match)) return { by: listOf(match), fold: [], path: ['match'] }
  return { by: listOf(match.by), fold: foldList(match.fold), path: ['match', 'by'] }
}

function csvOptions(csv: MappingInput['csv']): CsvOptions {
  return {
    delimiter: character(csv?.delimiter),
    quote: character(csv?.quote),
    escape: character(csv?.escape),
    encoding: csv?.encoding ?? null,
    skipLines: csv?.skip_lines ?? null,
    columns: csv?.columns ?? null,
    maxFieldBytes: csv?.max_field_bytes ?? null,
  }
}

/** YAML's plain and single-quoted texts know no escapes, so a tab has names. */
function character(text: string | undefined): string | null {
  return text === 'tab' || text === '\\t' ? '\t' : (text ?? null)
}

function listOf(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : names
}
