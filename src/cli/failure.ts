import { ImportError, InputError, type Problem } from '../errors.ts'
import { messageOf } from '../messages/catalogue.ts'
import type { Message } from '../messages/message.ts'
import type { Log } from '../model/log.ts'
import { formatNumber, longestList, plainLine, shortMessage } from '../report/text.ts'
import { type ExitCode, exitCode, exitCodeOfError } from './exit-codes.ts'
import { hideKeys } from './hide-keys.ts'
import type { Terminal } from './terminal.ts'

/** Tells a person about an error, never with a stack trace, and gives the exit code that goes with it. */
export function reportFailure(error: unknown, terminal: Pick<Terminal, 'complain' | 'paint'>): ExitCode {
  terminal.complain(hideKeys(failureText(error, terminal.paint)))
  return exitCodeOfError(error) ?? exitCode.stopped
}

/** Leaves an error in the log; of one that is a bug the stack without its message, which may hold what was read. */
export function logFailure(error: unknown, log: Log): void {
  // The log may be one of the files that it is about.
  if (error instanceof ImportError && error.code === 'file_overwritten') return
  const code = error instanceof ImportError ? error.code : 'internal'
  const reason = error instanceof ImportError ? hideKeys(error.message) : stackOf(error)
  log.error({ code, number: messageOf(code)?.number, reason }, 'ended by an error')
}

function stackOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack?.split('\n') ?? []) : []
  return lines.filter(line => /^ +at /.test(line)).join('\n')
}

/** What happened, where, what to do; and where to read on, if there is more to say. */
function failureText(error: unknown, paint: Terminal['paint']): string {
  const entry = messageOf(error instanceof ImportError ? error.code : 'internal')
  const label = paint.red('error:')
  const mark = numberMark(entry, paint)
  if (!(error instanceof ImportError)) {
    const message = error instanceof Error ? error.message : String(error)
    return [
      `${label} something went wrong inside lightfield-import: ${plainLine(message)}${mark}`,
      '  What was done is in the ledger. Please report this, with the log of --log-level debug --log-file FILE.',
    ].join('\n')
  }
  const problems = error instanceof InputError ? error.problems : []
  const lines = problems.slice(0, longestList).map(problem => problemLine(problem, paint))
  const hidden = problems.length - lines.length
  if (hidden > 0) lines.push(`  and ${formatNumber(hidden)} more`)
  const remedy = error.hint ?? entry?.remedy ?? null
  if (remedy !== null) lines.push(`  ${plainLine(shortMessage(remedy))}`)
  if (entry?.why !== undefined) lines.push(paint.dim(`  More: lightfield-import help ${entry.number}`))
  return [`${label} ${plainLine(shortMessage(error.message))}${mark}`, ...lines].join('\n')
}

/** At the end, so that a message begins with `error:` as everywhere, and a number stands where those of problems do. */
function numberMark(entry: Message | null, paint: Terminal['paint']): string {
  return entry === null ? '' : paint.dim(` (${entry.number})`)
}

/** `deals.yaml:7:21: the file has no column "Stage"; nearest: "Stge" (LFI0315)`. */
function problemLine({ file, line, column, message, code }: Problem, paint: Terminal['paint']): string {
  const place = [file, line, column].filter(part => part !== null).join(':')
  const mark = numberMark(code === undefined ? null : messageOf(code), paint)
  return `  ${plainLine(place)}: ${plainLine(shortMessage(message))}${mark}`
}
