import { closeSync, constants, lstatSync, openSync, readFileSync } from 'node:fs'
import { InputError } from '../../errors.ts'
import { noFollow, noWaiting } from '../../model/private-file.ts'
import { replaceFile } from '../../model/replaced-file.ts'
import { fileFailure } from '../../report/file-failure.ts'
import { metricsStart } from './metrics-text.ts'

/**
 * Readable for all, unlike any other file that is made: the collector is another user, and there are only counts and
 * names of imports in it.
 */
const mode = 0o644

const advice = 'Name a file that does not exist yet, or one of an earlier --metrics, with --metrics FILE.'

/**
 * The text of an earlier run; empty where there is none.
 *
 * @throws InputError `metrics_unwritable` where it is no file that could be replaced, `not_metrics` where it holds something else
 */
export function readMetricsFile(path: string): string {
  const text = read(path)
  if (text === '' || text.startsWith(metricsStart)) return text
  throw new InputError('not_metrics', `${path} is not a file of metrics, and it is left as it is.`, { hint: advice })
}

/** @throws InputError `metrics_unwritable` */
export function writeMetricsFile(path: string, text: string): void {
  try {
    replaceFile(path, text, mode)
  } catch (error) {
    throw unwritable(path, error)
  }
}

function read(path: string): string {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    // Whatever else there is, and what keeps it from being replaced, shows when the first text is written.
    if (stats?.isFile() !== true) return ''
    const file = openSync(path, constants.O_RDONLY | noFollow | noWaiting)
    try {
      return readFileSync(file, 'utf8')
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw unwritable(path, error)
  }
}

function unwritable(path: string, cause: unknown): InputError {
  return new InputError('metrics_unwritable', `The metrics ${path} cannot be written: ${fileFailure(cause)}.`, {
    cause,
    hint: 'Name a file, and no link to one, in a folder that exists and can be written with --metrics FILE.',
  })
}
