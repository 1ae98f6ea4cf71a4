import { type BigIntStats, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { InputError } from '../errors.ts'

/** A file of the call: what a message calls it, such as `--failed`, and its path; undefined where it was not given. */
export type NamedFile = readonly [name: string, path: string | undefined]

/**
 * Refuses a call that would write over what it reads, or two files into one: `--failed deals.csv` would empty the CSV.
 *
 * @throws InputError `file_overwritten`
 */
export function assertApart(inputs: readonly NamedFile[], outputs: readonly NamedFile[]): void {
  const names = new Map(inputs.map(([name, path]) => [fileId(path), name]))
  for (const [name, path] of outputs) {
    const id = fileId(path)
    const other = id === null ? undefined : names.get(id)
    if (other !== undefined) {
      throw new InputError(
        'file_overwritten',
        `${name} ${path} is the same file as ${other}: it would be overwritten.`,
        {
          hint: `Name another file with ${name}.`,
        },
      )
    }
    names.set(id, name)
  }
}

/** Tells whether two paths lead to one file; null for what no writing can hurt, such as a terminal or /dev/null. */
function fileId(path: string | undefined): string | null {
  if (path === undefined || path === '-') return null
  const stats = statsOf(path)
  if (stats === null) return placeOf(path)
  return stats.isFile() ? `${stats.dev}:${stats.ino}` : null
}

function statsOf(path: string): BigIntStats | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
}

/** Where a file would be made, whatever links its folder is reached through. */
function placeOf(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path))
  } catch {
    return resolve(path)
  }
}
