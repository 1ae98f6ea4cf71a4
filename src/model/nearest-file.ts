import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { nearest } from './nearest.ts'

/** The file that a person most likely meant by a path where there is none; null where no name in its folder is near. */
export async function nearestFile(path: string): Promise<string | null> {
  try {
    const near = nearest(basename(path), await readdir(dirname(path)))
    return near === null || near === basename(path) ? null : join(dirname(path), near)
  } catch {
    // Nobody asked for the folder: that it cannot be listed is of no interest.
    return null
  }
}
