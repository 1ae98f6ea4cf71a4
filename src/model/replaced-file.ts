import { closeSync, constants, fchmodSync, lstatSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { noFollow } from './private-file.ts'

/**
 * Replaces a file as a whole: whoever reads it sees the old text or the new one, and never a part. What stands there must
 * be a file or nothing, as it is not written to but put in the place of.
 *
 * @param mode of a file that is made; one that is replaced keeps its own
 * @throws the system's error, with code ELOOP for a symbolic link, and `NOT_A_FILE` for a folder, a device and the like
 */
export function replaceFile(path: string, text: string, mode: number): void {
  const kept = modeOf(path)
  // Of the same folder, since a file cannot be moved in one step to another disk; a dot keeps it from being collected.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  unlinkIfThere(temporary)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow
  const file = openSync(temporary, flags, 0o600)
  try {
    try {
      writeFileSync(file, text)
      // Whatever the umask is: the mode is what the file is for.
      fchmodSync(file, kept ?? mode)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    unlinkIfThere(temporary)
    throw error
  }
}

/**
 * The permissions of the file at a path; null where there is nothing.
 *
 * @throws the system's error, with code ELOOP for a symbolic link, and `NOT_A_FILE` for a folder, a device and the like
 */
function modeOf(path: string): number | null {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return null
  if (stats.isFile()) return stats.mode & 0o777
  const code = stats.isSymbolicLink() ? 'ELOOP' : stats.isDirectory() ? 'EISDIR' : 'NOT_A_FILE'
  throw Object.assign(new Error(`${code}: '${path}' is no file to be replaced`), { code })
}

function unlinkIfThere(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) unlinkSync(path)
}
