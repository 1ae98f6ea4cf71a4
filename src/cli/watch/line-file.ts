import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, writeFileSync } from 'node:fs'
import { InputError, RunStopped } from '../../errors.ts'
import { isEmptyOrBegins, isOpenStream, noFollow, noWaiting, openPrivately } from '../../model/private-file.ts'
import { fileFailure } from '../../report/file-failure.ts'
import { plainJson } from '../../report/text.ts'

/** What every line of such a file begins with: by it, a file of ours is told from what somebody named by a slip. */
const lineStart = '{"at":"'
const bufferedCharacters = 64 * 1024

/** A file of JSON lines that is only ever added to, by whole lines: whoever is killed leaves no half of one behind. */
export interface LineFile extends Disposable {
  /**
   * Holds a line back until there are many, or until `flush`. Never throws.
   *
   * @param line an object whose first key is `at`
   */
  write(line: { readonly at: string }): void
  /** Writes out what is held back. Never throws. */
  flush(): void
  /** @throws RunStopped `events_unwritable`, once, where something could not be written: nothing more is tried then */
  assertWritten(): void
}

/**
 * Made for its owner alone. A line that was torn, by a full disk or a machine that went down, is ended first.
 *
 * @throws InputError `events_unwritable` where it cannot be opened, `not_events` where it holds something else
 */
export function openLineFile(path: string): LineFile {
  const file = open(path)
  let held = ''
  let failure: unknown = null
  let isTold = false
  function flush(): void {
    if (held === '' || failure !== null) return
    const text = held
    held = ''
    try {
      // Not `writeSync`: on a disk that fills up it writes a part, and says nothing.
      writeFileSync(file, text)
    } catch (error) {
      failure = error
    }
  }
  // A second signal ends the process at once.
  process.on('exit', flush)
  return {
    write(line) {
      if (failure !== null) return
      held += `${plainJson(line)}\n`
      if (held.length >= bufferedCharacters) flush()
    },
    flush,
    assertWritten() {
      if (failure === null || isTold) return
      isTold = true
      throw new RunStopped('events_unwritable', `The events ${path} cannot be written: ${fileFailure(failure)}.`, {
        cause: failure,
        hint: 'Free some space or name another file with --events FILE; the same command goes on from here.',
      })
    },
    [Symbol.dispose]() {
      process.off('exit', flush)
      flush()
      closeSync(file)
    },
  }
}

function open(path: string): number {
  try {
    const isStream = isOpenStream(path)
    if (!isStream && !isEmptyOrBegins(path, lineStart)) {
      throw new InputError('not_events', `${path} is not a file of events, and it is left as it is.`, {
        hint: 'Name a file that does not exist yet, or one of an earlier --events, with --events FILE.',
      })
    }
    const isTorn = !isStream && endsTorn(path)
    const file = openPrivately(path, 'append')
    if (isTorn) writeFileSync(file, '\n')
    return file
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError('events_unwritable', `The events ${path} cannot be written: ${fileFailure(error)}.`, {
      cause: error,
      hint: 'Name a file, and no link to one, in a folder that exists and can be written with --events FILE.',
    })
  }
}

/** Whether the last line of a file has no end. */
function endsTorn(path: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false
  const file = openSync(path, constants.O_RDONLY | noFollow | noWaiting)
  try {
    const { size } = fstatSync(file)
    const last = Buffer.alloc(1)
    return size > 0 && readSync(file, last, { position: size - 1 }) === 1 && last.toString('latin1') !== '\n'
  } finally {
    closeSync(file)
  }
}
