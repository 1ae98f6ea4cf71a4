import { basename, dirname, join } from 'node:path'
import { InputError } from '../errors.ts'
import { isEmptyOrBegins, writePrivately } from '../model/private-file.ts'
import { fileFailure } from '../report/file-failure.ts'
import { pageBeginning } from '../report/html/page.ts'

/** Beside the mapping, by its name: `deals.yaml` → `deals.report.html`. */
export function defaultReportPath(mapping: string): string {
  const name = basename(mapping)
  const stem = name.replace(/\.(?:ya?ml|json)$/i, '')
  return join(dirname(mapping), `${stem === '' ? name : stem}.report.html`)
}

/**
 * Makes sure that a report may be written there: over an older one, since it is made again and again, but over nothing else.
 *
 * @throws InputError `file_exists`
 */
export function assertReplaceable(path: string): void {
  if (isEmptyOrReport(path)) return
  throw new InputError('file_exists', `There is a file ${path} already, which is no report, and it is left as it is.`, {
    hint: 'Say --force to overwrite it, or name another file with --out FILE.',
  })
}

/** @throws InputError `file_unwritable` */
export function writeReport(path: string, page: string): void {
  try {
    writePrivately(path, page, 'replace')
  } catch (cause) {
    throw new InputError('file_unwritable', `The report cannot be written to ${path}: ${fileFailure(cause)}.`, {
      cause,
      hint: 'Name another place with --out FILE.',
    })
  }
}

function isEmptyOrReport(path: string): boolean {
  try {
    return isEmptyOrBegins(path, pageBeginning)
  } catch {
    return false
  }
}
