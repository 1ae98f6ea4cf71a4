import { styleText } from 'node:util'
import { RunStopped } from '../errors.ts'
import { fileFailure } from '../report/file-failure.ts'

/** The two streams of the command line: data for programs, messages for people. */
export interface Terminal {
  /**
   * Writes data to stdout, waiting while its reader is slow.
   *
   * @throws RunStopped `output_unwritable`, such as where it leads to a file on a full disk
   */
  data(text: string): Promise<void>
  /** A message that `--quiet` silences. */
  say(text: string): void
  /** A message that is always shown. */
  complain(text: string): void
  /** A line that the next one of its kind replaces; none where stderr is no terminal. */
  readonly live: ((line: string) => void) | null
  readonly paint: Paint
}

export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
}

export interface TerminalOptions {
  readonly quiet: boolean
  readonly color: boolean
}

type Style = keyof Paint

export function openTerminal(options: TerminalOptions): Terminal {
  const { stdout, stderr } = process
  let isLineLive = false

  function clearLive(): void {
    if (isLineLive) stderr.write('\r\u001b[2K')
    isLineLive = false
  }
  function complain(text: string): void {
    clearLive()
    stderr.write(`${text}\n`)
  }
  const paint = (style: Style) => (text: string) =>
    options.color ? styleText(style, text, { stream: stderr, validateStream: true }) : text

  return {
    data: text =>
      new Promise((resolve, reject) => {
        stdout.write(text, error => (error ? reject(unwritable(error)) : resolve()))
      }),
    say: options.quiet ? () => undefined : complain,
    complain,
    live:
      options.quiet || !stderr.isTTY
        ? null
        : line => {
            stderr.write(`\r\u001b[2K${line.slice(0, Math.max((stderr.columns ?? 80) - 1, 1))}`)
            isLineLive = true
          },
    paint: {
      bold: paint('bold'),
      dim: paint('dim'),
      red: paint('red'),
      yellow: paint('yellow'),
      green: paint('green'),
    },
  }
}

function unwritable(cause: Error): RunStopped {
  return new RunStopped('output_unwritable', `The output cannot be written: ${fileFailure(cause)}.`, { cause })
}
