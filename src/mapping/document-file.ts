import { readFile } from 'node:fs/promises'
import { InputError } from '../errors.ts'
import { assertSize, type DocumentKind } from './document.ts'

/**
 * The text of a mapping or of a migration.
 *
 * @param hint what to do where there is no such file
 * @throws InputError `mapping_unreadable` or `migration_unreadable` where the file cannot be read, `mapping_invalid` or
 *   `migration_invalid` where it is larger than 1 MiB or not UTF-8
 */
export async function readDocumentFile(file: string, kind: DocumentKind, hint: string): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (cause) {
    throw new InputError(`${kind}_unreadable`, `cannot read the ${kind} ${file}: ${reason(cause)}`, { hint, cause })
  }
  assertSize(bytes.length, file, kind)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InputError(`${kind}_invalid`, `the ${kind} ${file} is not UTF-8 text`, {
      hint: `Save it as UTF-8, and check that it is the ${kind} and not the data.`,
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
