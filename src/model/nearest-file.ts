import { readdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { nearest } from './nearest.ts'

/** The file that a person most likely meant by a path where there is none; null where no name in its folder is near. */
export async function nearestFile(path: string): Promise<string | null> {
  try {
    return nearestOf(path, await readdir(dirname(path)))
  } catch {
    // Nobody asked for the folder: that it cannot be listed is of no interest.
    return null
  }
}

/** The same for those who cannot wait. */
export function nearestFileSync(path: string): string | null {
  try {
    return nearestOf(path, readdirSync(dirname(path)))
  } catch {
    return null
  }
}

function nearestOf(path: string, names: readonly string[]): string | null {
  const near = nearest(basename(path), names)
  return near === null || near === basename(path) ? null : join(dirname(path), near)
}
