import { closeSync, openSync, writeSync } from 'node:fs'
import { InputError, RunStopped } from '../errors.ts'
import { fileFailure } from './file-failure.ts'

const bufferedCharacters = 64 * 1024

/** A file that is filled line by line. Made for its owner alone, since it holds what customers' records hold. */
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
      if (text !== '') writeSync(file, text)
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
    return openSync(path, 'w', 0o600)
  } catch (error) {
    throw new InputError('file_unwritable', `${path} cannot be written: ${fileFailure(error)}.`, {
      cause: error,
      hint: 'Name a file in a folder that exists and can be written.',
    })
  }
}
