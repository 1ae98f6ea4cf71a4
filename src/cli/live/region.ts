import { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { createLogUpdate } from 'log-update'
import { wrappedRows } from './wrapped-rows.ts'

/** Room that the lines of a region may take. */
export interface Room {
  readonly columns: number
  readonly rows: number
}

/** Lines at the end of a terminal's text that are drawn anew in place; disposed of, they are gone. */
export interface Region extends Disposable {
  /** Shows the lines that are composed for the room that there is; composed anew whenever that changes. */
  draw(compose: (room: Room) => readonly string[]): void
  /** Takes the lines away, so that something can be written in their place. */
  clear(): void
  /** Shows them again, below. */
  restore(): void
}

const usualRoom: Room = { columns: 80, rows: 24 }
const showCursor = '\u001b[?25h'

/**
 * Opens a region on a terminal, one at a time. The cursor is hidden meanwhile, and shown again however the process ends.
 * Stopped by Ctrl-Z it leaves the terminal to the shell, as it found it.
 *
 * @param painted a line as this terminal gets it
 * @param onClose told when it is disposed of
 */
export function openRegion(stream: WriteStream, painted: (line: string) => string, onClose: () => void): Region {
  const screen = new Screen(stream)
  const logUpdate = createLogUpdate(screen)
  let compose: (room: Room) => readonly string[] = () => []
  let drawn: readonly string[] = []
  let isOpen = true

  function restore(): void {
    if (!isOpen) return
    // One row is that of the cursor, below the last line.
    const lines = compose({ columns: screen.columns, rows: Math.max(screen.rows - 1, 1) })
    drawn = lines.map(painted)
    // All of it: what is typed meanwhile is shown below by the terminal, and a changed line alone would leave it there.
    screen.atOnce(() => {
      logUpdate.clear()
      logUpdate(drawn.join('\n'))
    })
  }
  function clear(): void {
    logUpdate.clear()
    drawn = []
  }
  /** The terminal has broken lines that were longer than its new width: what has to go takes more rows than it did. */
  function resized(): void {
    const rows = wrappedRows(drawn, screen.columns)
    if (rows > 0) screen.write(`\r\u001b[${rows}A\u001b[J`)
    logUpdate.done()
    restore()
  }
  function suspended(): void {
    clear()
    screen.write(showCursor)
    process.once('SIGCONT', restore)
    // Whoever listens to the one that Ctrl-Z sends is not stopped by it.
    process.kill(process.pid, 'SIGSTOP')
  }
  function close(): void {
    if (!isOpen) return
    isOpen = false
    stream.off('resize', resized)
    process.off('SIGTSTP', suspended)
    process.off('SIGCONT', restore)
    process.off('exit', close)
    clear()
    logUpdate.done()
    onClose()
  }

  stream.on('resize', resized)
  process.on('SIGTSTP', suspended)
  process.on('exit', close)
  return {
    draw(composeLines) {
      compose = composeLines
      restore()
    },
    clear,
    restore,
    [Symbol.dispose]: close,
  }
}

/** The terminal as the region sees it: one that does not know its size says 0. */
class Screen extends Writable {
  readonly isTTY = true
  readonly #stream: WriteStream
  #held: string[] | null = null

  constructor(stream: WriteStream) {
    super({ decodeStrings: false })
    this.#stream = stream
  }

  get columns(): number {
    return this.#stream.columns || usualRoom.columns
  }

  get rows(): number {
    return this.#stream.rows || usualRoom.rows
  }

  /** Has all that is written meanwhile reach the terminal in one piece, so that nothing flickers. */
  atOnce(write: () => void): void {
    const held: string[] = []
    this.#held = held
    write()
    this.#held = null
    this.#stream.write(held.join(''))
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#held === null) this.#stream.write(String(chunk))
    else this.#held.push(String(chunk))
    callback()
  }
}
