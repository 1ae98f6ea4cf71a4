import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { openCsv } from '../../csv/open.ts'
import { InputError } from '../../errors.ts'
import type { MappingDraft } from '../../init/draft.ts'
import { draftMapping } from '../../init/draft-mapping.ts'
import { mappingText } from '../../init/mapping-text.ts'
import { readSample, type Sample, sampleBounds } from '../../init/sample.ts'
import { definitionsScope, fetchDefinitions, readDefinitionsFile } from '../../library/definitions-source.ts'
import { doubtfulObject } from '../../mapping/keys.ts'
import { parseMapping } from '../../mapping/parse.ts'
import type { ObjectDefinitions } from '../../model/definitions.ts'
import { writePrivately } from '../../model/private-file.ts'
import { fileFailure } from '../../report/file-failure.ts'
import { plainLine } from '../../report/text.ts'
import { assertCallApart } from '../call-files.ts'
import { type CommandContext, printJson } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { initJson, initText } from '../draft-text.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { watchInterrupts } from '../interrupt.ts'
import type { ApiOptions } from '../shared-options.ts'

export interface InitOptions extends ApiOptions {
  readonly csv: string
  readonly object: string
  readonly out?: string
  readonly force?: true
  readonly offline?: true
  readonly definitions?: string
}

/** A draft, with what it was made from. */
export interface Drafted {
  readonly draft: MappingDraft
  readonly sample: Sample
  /** The workspace's; null: only the documented ones are known. */
  readonly definitions: ObjectDefinitions | null
}

/** What stands for standard input and standard output. */
const stream = '-'

/**
 * `init`: drafts a mapping of a CSV file, for a person to read through.
 *
 * @param onDraft told the draft once it is written
 */
export async function init(
  options: InitOptions,
  context: CommandContext,
  onDraft: (drafted: Drafted) => void = () => undefined,
): Promise<ExitCode> {
  const { terminal, json } = context
  assertObject(options.object)
  const out = options.out ?? mappingBeside(options.csv)
  // Where nothing is said, the place follows from the CSV's name.
  assertCallApart({ ...options, color: false, out })
  if (out !== stream && options.force !== true && existsSync(out) && !isFolder(out)) throw fileExists(out)
  using interrupts = watchInterrupts(() => undefined)
  await using reader = await openCsv(options.csv, {}, interrupts.signal)
  const definitions = await definitionsFor(options, context, interrupts.signal)
  const doubt = definitions === null ? doubtfulObject(options.object) : null
  if (doubt !== null) terminal.say(`${terminal.paint.yellow('note:')} ${plainLine(doubt)}`)
  const sample = await readSample(reader, sampleBounds, interrupts.signal)
  const draft = draftMapping(sample, options.object, definitions)
  for (const note of reader.notes) terminal.say(`${terminal.paint.yellow('note:')} ${plainLine(note)}`)
  const text = mappingText(draft, { csvName: csvName(options.csv), schemaPath: schemaPath(out) })
  if (out === stream) {
    if (!json) await terminal.data(text)
  } else writeDraft(out, text, options.force === true)
  onDraft({ draft, sample, definitions })
  terminal.say(initText(draft, options.csv, out === stream ? null : out))
  if (json) await printJson(terminal, jsonOf(draft, out, text))
  return exitCode.done
}

function jsonOf(draft: MappingDraft, out: string, text: string): unknown {
  return out === stream ? { ...initJson(draft, null), mapping: text } : initJson(draft, out)
}

/**
 * What no mapping can be about is refused before anything is read.
 *
 * @throws InputError `object_unknown`
 */
function assertObject(object: string): void {
  try {
    parseMapping(JSON.stringify({ object }), '--object')
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const reasons = error.problems.map(({ message }) => message).join('; ')
    throw new InputError('object_unknown', `--object ${object}: ${reasons}.`, { cause: error })
  }
}

/** Beside the CSV, by its name: `deals.csv.gz` → `deals.yaml`. What comes from standard input goes to standard output. */
export function mappingBeside(csv: string): string {
  if (csv === stream) return stream
  const name = basename(csv).replace(/\.gz$/i, '')
  const stem = name.replace(/\.(?:csv|tsv|txt)$/i, '')
  return join(dirname(csv), `${stem === '' ? name : stem}.yaml`)
}

function csvName(csv: string): string {
  return csv === stream ? 'standard input' : basename(csv)
}

/** The schema in the package that is installed here, seen from the mapping file. */
function schemaPath(out: string): string {
  const folder = out === stream ? '.' : dirname(out)
  const path = relative(folder, join('node_modules', 'lightfield-import', 'schema', 'mapping.schema.json'))
  const posix = path.split(sep).join('/')
  return posix.startsWith('.') ? posix : `./${posix}`
}

/** @throws InputError `file_exists`, `file_unwritable` */
function writeDraft(out: string, text: string, force: boolean): void {
  try {
    writePrivately(out, text, force ? 'replace' : 'create')
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    if (isThere && !isFolder(out)) throw fileExists(out)
    throw new InputError(
      'file_unwritable',
      `The mapping cannot be written to ${out}: ${isThere ? 'it is a directory' : fileFailure(cause)}.`,
      {
        cause,
        hint: 'Name another place with --out FILE.',
      },
    )
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function fileExists(out: string): InputError {
  return new InputError('file_exists', `There is a file ${out} already, and it is left as it is.`, {
    hint: 'Say --force to overwrite it, or name another file with --out FILE.',
  })
}

async function definitionsFor(
  options: InitOptions,
  context: CommandContext,
  signal: AbortSignal,
): Promise<ObjectDefinitions | null> {
  const { object } = options
  if (options.definitions !== undefined) {
    const definitions = await readDefinitionsFile(options.definitions)
    const type = definitions.objectType.replace(/^\$/, '')
    if (type === object) return definitions
    throw new InputError(
      'definitions_invalid',
      `${options.definitions} holds the definitions of ${type}, not of ${object}.`,
    )
  }
  if (options.offline) return null
  const access = await readAccess(options, context)
  await using client = openClient(access, null, context)
  await checkKey(client, access, [definitionsScope(object)], signal)
  return await fetchDefinitions(client, object, signal)
}
