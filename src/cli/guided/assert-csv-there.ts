import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../../errors.ts'
import { nearest } from '../../model/nearest.ts'

/**
 * A file that is misspelt is told before anything is asked, with the one that is there.
 *
 * @throws InputError `file_not_found`
 */
export async function assertCsvThere(csv: string): Promise<void> {
  if (existsSync(csv)) return
  const folder = dirname(csv)
  const names = await readdir(folder).catch(() => [])
  const near = nearest(
    basename(csv),
    names.filter(name => /\.(?:csv|tsv|txt)(?:\.gz)?$/i.test(name)),
  )
  throw new InputError('file_not_found', `There is no file ${csv}.`, {
    hint: near === null ? 'Check the path of the CSV file.' : `Did you mean ${join(folder, near)}?`,
  })
}
