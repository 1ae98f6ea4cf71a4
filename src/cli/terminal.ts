import { RunStopped } from '../errors.ts'
import { fileFailure } from '../report/file-failure.ts'
import { plainLine } from '../report/text.ts'
import { type Paint, paint, shown } from './paint.ts'

/**
 * The two streams of the command line: data for programs, messages for people. Messages are safe to show whatever they
 * quote; data is written as it is, so that whoever makes it sees to that (`plainJson`, `resultCells`).
 */
export interface Terminal {
  /**
   * Writes data to stdout, waiting while its reader is slow.
   *
   * @throws RunStopped `output_unwritable`, such as where it leads to a file on a full disk
   */
  data(text: string): Promise<void>
  /**
   * Writes what a person asked for to stdout.
   *
   * @throws RunStopped `output_unwritable`
   */
  show(text: string): Promise<void>
  /** A message that `--quiet` silences. */
  say(text: string): void
  /** A message that is always shown. */
  complain(text: string): void
  /** A line without colours that the next one of its kind replaces; null where stderr is no terminal. */
  readonly live: ((line: string) => void) | null
  readonly paint: Paint
}

export interface TerminalOptions {
  readonly quiet: boolean
  readonly color: boolean
}

export function openTerminal(options: TerminalOptions): Terminal {
  const { stdout, stderr } = process
  let isLineLive = false

  const safe = (text: string, stream: NodeJS.WriteStream) => shown(text, options.color ? stream : null)
  function data(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      stdout.write(text, error => (error ? reject(unwritable(error)) : resolve()))
    })
  }
  function clearLive(): void {
    if (isLineLive) stderr.write(clearLine)
    isLineLive = false
  }
  function complain(text: string): void {
    clearLive()
    stderr.write(`${safe(text, stderr)}\n`)
  }

  return {
    data,
    show: text => data(`${safe(text, stdout)}\n`),
    say: options.quiet ? () => undefined : complain,
    complain,
    live:
      options.quiet || !stderr.isTTY
        ? null
        : line => {
            // A terminal that does not know its width says 0.
            stderr.write(clearLine + plainLine(line).slice(0, Math.max((stderr.columns || 80) - 1, 1)))
            isLineLive = true
          },
    paint,
  }
}

/** Back to the line's beginning, and all of it gone. */
const clearLine = '\r\u001b[2K'

function unwritable(cause: Error): RunStopped {
  return new RunStopped('output_unwritable', `The output cannot be written: ${fileFailure(cause)}.`, { cause })
}
