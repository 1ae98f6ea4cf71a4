import { InputError } from '../errors.ts'
import { type Log, silentLog } from '../model/log.ts'
import type { LogLevel } from './shared-options.ts'

/**
 * JSON lines by pino, to a file (made for its owner alone) or to stderr; nothing where neither a file nor a level was
 * asked for. Written as they come: a log that ends before the crash it should tell of is of no use.
 */
export async function openLog(file: string | null, level: LogLevel | null): Promise<Log> {
  if (file === null && level === null) return silentLog
  // Most commands log nothing, and pino takes its time to load.
  const { default: pino } = await import('pino')
  try {
    const destination = pino.destination({ dest: file ?? process.stderr.fd, sync: true, append: true, mode: 0o600 })
    const logger = pino({ level: level ?? 'info', base: { pid: process.pid } }, destination)
    return {
      debug: (fields, message) => logger.debug(fields, message),
      info: (fields, message) => logger.info(fields, message),
      warn: (fields, message) => logger.warn(fields, message),
      error: (fields, message) => logger.error(fields, message),
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new InputError('log_unwritable', `The log ${file} cannot be written: ${message}.`, { cause: error })
  }
}
