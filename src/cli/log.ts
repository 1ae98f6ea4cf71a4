import { InputError, RunStopped } from '../errors.ts'
import { type Log, type LogFields, silentLog } from '../model/log.ts'
import { isEmptyOrBegins, isOpenStream, openPrivately } from '../model/private-file.ts'
import { fileFailure } from '../report/file-failure.ts'
import { plainText } from '../report/text.ts'
import type { LogLevel } from './shared-options.ts'

/**
 * JSON lines by pino, to a file (made for its owner alone) or to stderr; nothing where neither a file nor a level was
 * asked for. Written as they come: a log that ends before the crash it should tell of is of no use.
 *
 * @throws InputError `log_unwritable` where the file cannot be made, `not_a_log` where it holds something else; each method RunStopped `log_unwritable`, once,
 *   where it cannot be written on
 */
export async function openLog(file: string | null, level: LogLevel | null): Promise<Log> {
  if (file === null && level === null) return silentLog
  // Most commands log nothing, and pino takes its time to load.
  const { default: pino } = await import('pino')
  try {
    const destination = pino.destination({
      dest: file === null ? process.stderr.fd : openLogFile(file),
      sync: true,
    })
    // Names of imports and codes of the API are in it, and a log is looked at in a terminal.
    const shownSafely = { write: (line: string) => destination.write(plainText(line)) }
    const logger = pino({ level: level ?? 'info', base: { pid: process.pid } }, shownSafely)
    return untilItFails(
      {
        debug: (fields, message) => logger.debug(fields, message),
        info: (fields, message) => logger.info(fields, message),
        warn: (fields, message) => logger.warn(fields, message),
        error: (fields, message) => logger.error(fields, message),
      },
      file ?? 'stderr',
    )
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError('log_unwritable', `The log ${file} cannot be written: ${fileFailure(error)}.`, {
      cause: error,
      hint: 'Name a file, and no link to one, in a folder that exists and can be written with --log-file FILE.',
    })
  }
}

/** What each line of a log begins with. */
const lineStart = '{"level":'

/** A log is written on at its end. Whatever else stands in a file, a slip in the call must not add to it. */
function openLogFile(path: string): number {
  if (!isOpenStream(path) && !isEmptyOrBegins(path, lineStart)) {
    throw new InputError('not_a_log', `${path} is not a log, and it is left as it is.`, {
      hint: 'Name a file that does not exist yet, or a log of this program, with --log-file FILE.',
    })
  }
  return openPrivately(path, 'append')
}

/** Stops the run at the first line that cannot be written; what is said after that is about the stop itself. */
function untilItFails(log: Log, name: string): Log {
  let hasFailed = false
  const guarded = (write: (fields: LogFields, message: string) => void) => (fields: LogFields, message: string) => {
    if (hasFailed) return
    try {
      write(fields, message)
    } catch (error) {
      hasFailed = true
      throw new RunStopped('log_unwritable', `The log ${name} cannot be written: ${fileFailure(error)}.`, {
        cause: error,
        hint: 'Free some space or name another file with --log-file FILE; the same command goes on from here.',
      })
    }
  }
  return {
    debug: guarded(log.debug),
    info: guarded(log.info),
    warn: guarded(log.warn),
    error: guarded(log.error),
  }
}
