import { InputError } from '../errors.ts'
import { nearestFile } from '../model/nearest-file.ts'
import { maxDocumentBytes } from './document.ts'
import { type DocumentKind, documentTooLarge } from './document-errors.ts'
import { readTextFile } from './text-file.ts'

/**
 * The text of a mapping or of a migration.
 *
 * @param hint what to do where there is no such file
 * @throws InputError `mapping_unreadable` or `migration_unreadable` where the file cannot be read, `mapping_invalid` or
 *   `migration_invalid` where it is larger than 1 MiB or not UTF-8
 */
export async function readDocumentFile(file: string, kind: DocumentKind, hint: string): Promise<string> {
  const read = await readTextFile(file, maxDocumentBytes)
  if ('text' in read) return read.text
  const { fault, reason, cause } = read
  switch (fault) {
    case 'unreadable':
      throw new InputError(`${kind}_unreadable`, `The ${kind} ${file} cannot be read: ${reason}.`, {
        hint: await adviceFor(file, hint),
        cause,
      })
    case 'too_large':
      throw documentTooLarge(kind, file)
    case 'not_text':
      throw new InputError(`${kind}_invalid`, `The ${kind} ${file} is not UTF-8 text.`, {
        hint: `Save it as UTF-8, and check that it is the ${kind} and not the data.`,
        cause,
      })
    default:
      throw fault satisfies never
  }
}

async function adviceFor(file: string, hint: string): Promise<string> {
  const near = await nearestFile(file)
  return near === null ? hint : `${hint} Did you mean ${near}?`
}
