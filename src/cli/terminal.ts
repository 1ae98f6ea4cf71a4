import { RunStopped } from '../errors.ts'
import { fileFailure } from '../report/file-failure.ts'
import { fitMessage } from './fit-message.ts'
import type { Region } from './live/region.ts'
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
  /**
   * Opens a region below the messages that is drawn anew in place, one at a time; messages appear above it. Null where
   * stderr is no terminal that can do that, where a log is made of it (`CI`), and with `--quiet`.
   */
  readonly openRegion: (() => Promise<Region>) | null
  /** Whether anything was written to stdout. */
  readonly hasData: boolean
  /** Whether `say` says nothing. */
  readonly isQuiet: boolean
  readonly paint: Paint
}

export interface TerminalOptions {
  readonly quiet: boolean
  readonly color: boolean
}

export function openTerminal(options: TerminalOptions): Terminal {
  const { stdout, stderr } = process
  let region: Region | null = null
  let hasData = false

  const safe = (text: string, stream: NodeJS.WriteStream) => shown(text, options.color ? stream : null)
  /** Has something written where the region is, which goes on below. */
  function aboveRegion(stream: NodeJS.WriteStream, write: () => void): void {
    const inTheWay = stream.isTTY ? region : null
    inTheWay?.clear()
    write()
    inTheWay?.restore()
  }
  function data(text: string): Promise<void> {
    hasData = true
    return new Promise((resolve, reject) => {
      aboveRegion(stdout, () => stdout.write(text, error => (error ? reject(unwritable(error)) : resolve())))
    })
  }
  function complain(text: string): void {
    const message = safe(text, stderr)
    // A terminal that does not know its width says 0; what goes to a file is broken by whoever reads it.
    const fitted = stderr.isTTY && stderr.columns > 0 ? fitMessage(message, stderr.columns) : message
    aboveRegion(stderr, () => stderr.write(`${fitted}\n`))
  }
  async function openRegion(): Promise<Region> {
    const live = await import('./live/region.ts')
    region = live.openRegion(
      stderr,
      line => safe(line, stderr),
      () => {
        region = null
      },
    )
    return region
  }

  return {
    data,
    show: text => data(`${safe(text, stdout)}\n`),
    say: options.quiet ? () => undefined : complain,
    complain,
    openRegion: options.quiet || !isRedrawn(stderr) ? null : openRegion,
    get hasData() {
      return hasData
    },
    isQuiet: options.quiet,
    paint,
  }
}

/** Whether lines can be drawn anew in place, and somebody is there to see it. */
function isRedrawn(stream: NodeJS.WriteStream): boolean {
  const { TERM: kind, CI: isCi = '' } = process.env
  return stream.isTTY && kind !== 'dumb' && ['', '0', 'false'].includes(isCi.toLowerCase())
}

function unwritable(cause: Error): RunStopped {
  return new RunStopped('output_unwritable', `The output cannot be written: ${fileFailure(cause)}.`, { cause })
}
