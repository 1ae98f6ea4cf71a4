import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { CsvBytes } from '../csv/source.ts'
import { InputError } from '../errors.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { loadMapping as loadMappingFile, parseMapping } from '../mapping/parse.ts'
import { ledgerPath } from './ledger-path.ts'
import type { MappingDefinition } from './mapping-definition.ts'
import type { OpenLedger } from './open-ledger.ts'

/**
 * A CSV: the path or `file:` URL of a file, its bytes, or a stream of them, of Node (`Readable`) or of the web
 * (`(await fetch(url)).body`). gzip is recognised. A stream is read once, as fast as rows are sent.
 */
export type CsvInput = string | URL | Uint8Array | Readable | AsyncIterable<Uint8Array | string>

/** A mapping: the path or `file:` URL of its file, one that was loaded, or its content as an object. */
export type MappingInput = string | URL | Mapping | MappingDefinition

/** A ledger: its path or `file:` URL, or one that is open. */
export type LedgerInput = string | URL | OpenLedger

/** What `openCsv` takes, and what to call it. */
export interface NamedCsv {
  readonly csv: string | CsvBytes
  readonly name: string
}

/** @throws InputError `url_not_a_file` */
export function namedCsv(input: CsvInput, sourceName: string | undefined): NamedCsv {
  if (typeof input === 'string' || input instanceof URL) {
    const path = pathOf(input, 'csv')
    // What is standard input on the command line is a file like any other here.
    return { csv: path === '-' ? './-' : path, name: sourceName ?? path }
  }
  const name = sourceName ?? (input instanceof Uint8Array ? 'bytes' : 'stream')
  return { csv: { name, bytes: input }, name }
}

/** Whether a value can be a CSV. */
export function isCsvInput(value: unknown): value is CsvInput {
  if (typeof value === 'string') return value !== ''
  if (typeof value !== 'object' || value === null) return false
  return (
    value instanceof URL || value instanceof Uint8Array || value instanceof Readable || Symbol.asyncIterator in value
  )
}

/**
 * Reads a mapping file. Its name, without its ending, names the import where the mapping does not.
 *
 * @throws InputError `mapping_unreadable`, `mapping_invalid` with every problem at once, `url_not_a_file`
 */
export async function loadMapping(file: string | URL): Promise<Mapping> {
  if ((typeof file !== 'string' || file === '') && !(file instanceof URL)) {
    throw new InputError('option_invalid', 'loadMapping takes the path of a mapping file, or its file: URL.')
  }
  return loadMappingFile(pathOf(file, 'mapping'))
}

/**
 * Reads a mapping, wherever it is.
 *
 * @throws InputError `mapping_unreadable`, `mapping_invalid`, `import_name_missing`, `url_not_a_file`
 */
export async function readMapping(input: MappingInput): Promise<Mapping> {
  if (typeof input === 'string' || input instanceof URL) return loadMapping(input)
  return isLoaded(input) ? input : parseDefinition(input)
}

/** The path of a file that is named by its path or by a URL. */
export function pathOf(file: string | URL, option: string): string {
  if (typeof file === 'string') return file
  if (file.protocol === 'file:') return fileURLToPath(file)
  throw new InputError('url_not_a_file', `${option} is a URL that names no file.`, {
    hint: 'Only file: URLs are opened. For another, give the body of its answer: (await fetch(url)).body.',
  })
}

/**
 * The path of a ledger; null: there is none. One that is not named lies beside the mapping's file, as on the command line.
 *
 * @throws InputError `option_invalid` where the mapping is no file, `ledger_not_available` for a database server
 */
export function ledgerPathOf(ledger: LedgerInput | null | undefined, mapping: MappingInput): string | null {
  if (ledger === null) return null
  if (ledger === undefined) return ledgerPath({ mapping: fileOf(mapping) })
  if (typeof ledger === 'string') return ledgerPath({ ledger })
  return ledger instanceof URL ? pathOf(ledger, 'ledger') : ledger.path
}

function fileOf(mapping: MappingInput): string {
  if (typeof mapping === 'string' || mapping instanceof URL) return pathOf(mapping, 'mapping')
  if (isLoaded(mapping)) return mapping.file
  throw new InputError('option_invalid', 'ledger is missing, and the mapping is no file that it could lie beside.', {
    hint: 'Name the path of a ledger, or null to remember nothing.',
  })
}

function isLoaded(input: Mapping | MappingDefinition): input is Mapping {
  return 'problemAt' in input && typeof input.problemAt === 'function'
}

function parseDefinition(definition: MappingDefinition): Mapping {
  // Its file would name an import; without one, every mapping would be the same import of a ledger.
  if (typeof definition.import !== 'string') {
    throw new InputError('import_name_missing', 'The mapping is an object and does not name its import.', {
      hint: 'Add a name that stays, such as import: "crm-deals": rows are told apart by it in the ledger.',
    })
  }
  return parseMapping(JSON.stringify(definition, null, 2), `the mapping of ${definition.import}`)
}
