import { closeSync, writeFileSync } from 'node:fs'
import { InputError, RunStopped } from '../errors.ts'
import { openPrivately } from '../model/private-file.ts'
import { fileFailure } from './file-failure.ts'

const bufferedCharacters = 64 * 1024

/** A file that is filled line by line. */
export interface RowFile extends Disposable {
  readonly path: string
  /** @throws RunStopped `file_unwritable` */
  write(line: string): void
}

const resultsHint = 'What it should hold is in the ledger: `lightfield-import results` writes it again.'

/**
 * @param hint what to do where it cannot be written to its end
 * @throws InputError `file_unwritable` where it cannot be made
 */
export function openRowFile(path: string, hint = resultsHint): RowFile {
  const file = open(path)
  let buffered = ''
  function flush(): void {
    const text = buffered
    buffered = ''
    try {
      // Not `writeSync`: on a disk that fills up it writes a part, and says nothing.
      if (text !== '') writeFileSync(file, text)
    } catch (error) {
      throw new RunStopped('file_unwritable', `${path} cannot be written: ${fileFailure(error)}.`, {
        cause: error,
        hint,
      })
    }
  }
  return {
    path,
    write(line) {
      buffered += line
      if (buffered.length >= bufferedCharacters) flush()
    },
    [Symbol.dispose]() {
      try {
        flush()
      } finally {
        closeSync(file)
      }
    },
  }
}

function open(path: string): number {
  try {
    return openPrivately(path, 'replace')
  } catch (error) {
    throw new InputError('file_unwritable', `${path} cannot be written: ${fileFailure(error)}.`, {
      cause: error,
      hint: 'Name a file, and no link to one, in a folder that exists and can be written.',
    })
  }
}
