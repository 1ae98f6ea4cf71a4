/** Why the system refuses a file, in words for a person; what it says itself where there are none. */
export function fileFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return reasons.get(code) ?? (error instanceof Error ? error.message : String(error))
}

const notAFile = 'it is not a file, but a pipe or the like'

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'it is a symbolic link, and nothing is written through one'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['NOT_A_FILE', notAFile],
  // A pipe that nobody reads, opened without waiting.
  ['ENXIO', notAFile],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EFBIG', 'it would become larger than the system allows'],
  ['EDQUOT', 'the disk quota is used up'],
])
