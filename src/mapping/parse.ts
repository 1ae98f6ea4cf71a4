import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { InputError } from '../errors.ts'
import { invalidMapping, maxMappingBytes, readDocument } from './document.ts'
import type { CsvOptions, Mapping } from './mapping.ts'
import { notYetProblems } from './not-yet.ts'
import { objectNameProblems } from './object-name.ts'
import { fieldRule, relationshipRule } from './rules.ts'
import { knownKeys, type MappingInput, mappingSchema } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'

/**
 * Reads a mapping file, YAML or JSON.
 * @throws InputError `mapping_unreadable` where there is no such file, `mapping_invalid` with every problem at once.
 */
export async function loadMapping(file: string): Promise<Mapping> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (cause) {
    throw new InputError('mapping_unreadable', `cannot read the mapping ${file}: ${reason(cause)}`, {
      hint: 'Check the path given with --mapping.',
      cause,
    })
  }
  if (bytes.length > maxMappingBytes) {
    throw new InputError('mapping_invalid', `the mapping ${file} is larger than 1 MiB`, {
      hint: 'Check that it is the mapping and not the data.',
    })
  }
  return parseMapping(decode(bytes, file), file)
}

/**
 * Reads a mapping from its text; `file` names it in messages and, without its ending, the import.
 * @throws InputError `mapping_invalid` with every problem at once.
 */
export function parseMapping(text: string, file: string): Mapping {
  const { content, problems, problemAt } = readDocument(text, file)
  if (content === null || content === undefined) {
    throw invalidMapping(file, [problemAt([], 'the mapping is empty: it needs at least "object" and "fields"')])
  }
  const result = mappingSchema.safeParse(content, { reportInput: true })
  const found = result.success
    ? [...objectNameProblems(result.data.object, problemAt), ...notYetProblems(result.data, problemAt)]
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
    match: listOf(input.match ?? []),
    csv: csvOptions(input.csv),
    ignore: listOf(input.ignore ?? []),
    fields: new Map([...(input.fields ?? [])].map(([key, rule]) => [key, fieldRule(rule, clear)])),
    relationships: new Map([...(input.relationships ?? [])].map(([key, rule]) => [key, relationshipRule(rule, clear)])),
    problemAt,
  }
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InputError('mapping_invalid', `the mapping ${file} is not UTF-8 text`, {
      hint: 'Save it as UTF-8, and check that it is the mapping and not the data.',
      cause,
    })
  }
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a directory'
  if (code === 'EACCES') return 'permission denied'
  return String(code ?? cause)
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
