import { closeSync, constants, lstatSync, openSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** What becomes of a file that is there: it is emptied, or written on at its end, or the opening fails with EEXIST. */
export type WriteMode = 'replace' | 'append' | 'create'

/**
 * Opens a file to write to. One that is made is for its owner alone: what is written down here is what customers' records
 * hold. A symbolic link at the end of the path is not followed, since whoever may write to the folder could lay one there
 * to have another file of the user written over; those of the system that lead to an open stream, such as /dev/stdout, are.
 *
 * @returns the file descriptor, to be closed by the caller
 * @throws the system's error, with code ELOOP for a symbolic link
 */
export function openPrivately(path: string, mode: WriteMode): number {
  // A stream belongs to whoever opened it: it has been emptied already where that was wanted.
  if (openStream.test(resolve(path))) return openSync(path, constants.O_WRONLY | constants.O_APPEND)
  assertNoLink(path)
  return openSync(path, constants.O_WRONLY | constants.O_CREAT | flagOf[mode] | noFollow, 0o600)
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

/** Refuses a symbolic link in one step with the opening, so that none can be laid in between; Windows has no such flag. */
export const noFollow: number = constants.O_NOFOLLOW ?? 0

const openStream = /^\/dev\/(?:stdout|stderr|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/

const flagOf: Readonly<Record<WriteMode, number>> = {
  replace: constants.O_TRUNC,
  append: constants.O_APPEND,
  create: constants.O_EXCL,
}

/** Says so alike on all systems, as some have another code for it, or no such flag. */
function assertNoLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return
  throw Object.assign(new Error(`ELOOP: symbolic link, open '${path}'`), { code: 'ELOOP' })
}
