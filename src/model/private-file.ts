import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** What becomes of a file that is there: it is emptied, or written on at its end, or the opening fails with EEXIST. */
export type WriteMode = 'replace' | 'append' | 'create'

/**
 * Opens a file to write to. One that is made is for its owner alone: what is written down here is what customers' records
 * hold. A symbolic link at the end of the path is not followed, since whoever may write to the folder could lay one there
 * to have another file of the user written over; those of the system that lead to an open stream, such as /dev/stdout, are.
 * Nor is a pipe opened, which would wait for a reader without a word; /dev/null and its like are.
 *
 * @returns the file descriptor, to be closed by the caller
 * @throws the system's error, with code ELOOP for a symbolic link, and `NOT_A_FILE` for a pipe and the like
 */
export function openPrivately(path: string, mode: WriteMode): number {
  // A stream belongs to whoever opened it: it has been emptied already where that was wanted.
  if (isOpenStream(path)) return openSync(path, constants.O_WRONLY | constants.O_APPEND)
  const stats = lstatSync(path, { throwIfNoEntry: false })
  // Said alike on all systems, as some have another code for it, or no such flag.
  if (stats?.isSymbolicLink()) throw refusal(path, 'ELOOP', 'symbolic link')
  if (stats?.isCharacterDevice()) return openSync(path, constants.O_WRONLY | constants.O_APPEND | noFollow)
  return openFile(path, mode)
}

/** Whether a path is the system's name of a stream that is open, such as /dev/stdout. */
export function isOpenStream(path: string): boolean {
  return openStream.test(resolve(path))
}

/**
 * Writes a whole file, as `openPrivately` opens it.
 *
 * @throws the system's error
 */
export function writePrivately(path: string, text: string, mode: WriteMode): void {
  const file = openPrivately(path, mode)
  try {
    writeFileSync(file, text)
  } finally {
    closeSync(file)
  }
}

/**
 * Whether a file may be written to as one of a kind: by how those begin, or because it is empty. True also for what is not
 * there or no file: whoever opens it to write tells that.
 *
 * @throws the system's error
 */
export function isEmptyOrBegins(path: string, beginning: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return true
  const file = openSync(path, constants.O_RDONLY | noFollow | noWaiting)
  try {
    const start = Buffer.alloc(beginning.length)
    const bytes = readSync(file, start)
    return bytes === 0 || start.toString('latin1') === beginning
  } finally {
    closeSync(file)
  }
}

/** Refuses a symbolic link in one step with the opening, so that none can be laid in between; Windows has no such flag. */
export const noFollow: number = constants.O_NOFOLLOW ?? 0

/** Has opening a pipe not wait for the other end; Windows has no such flag. */
export const noWaiting: number = constants.O_NONBLOCK ?? 0

const openStream = /^\/dev\/(?:stdout|stderr|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/

const flagOf: Readonly<Record<WriteMode, number>> = {
  replace: constants.O_TRUNC,
  append: constants.O_APPEND,
  create: constants.O_EXCL,
}

/** Without waiting for anybody. */
function openFile(path: string, mode: WriteMode): number {
  const flags = constants.O_WRONLY | constants.O_CREAT | flagOf[mode] | noFollow | noWaiting
  const file = openSync(path, flags, 0o600)
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw refusal(path, 'NOT_A_FILE', 'no file')
}

function refusal(path: string, code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}, open '${path}'`), { code })
}
