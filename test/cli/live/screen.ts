import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import xterm, { type IBufferLine } from '@xterm/headless'
import { executable } from '../program.ts'
import type { Stage } from '../stage.ts'

/** Only the `script` of util-linux takes these arguments. */
export const hasScript = String(spawnSync('script', ['--version']).stdout).includes('util-linux')

interface ScreenOptions {
  readonly columns?: number
  readonly rows?: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Characters that look alike. */
export interface Span {
  readonly text: string
  /** Number of the colour in the terminal's palette; null: the one that text has. */
  readonly colour: number | null
  readonly isBold: boolean
  readonly isDim: boolean
}

/** The program on a terminal of its own, whose screen is that of a real emulator. */
export class Screen {
  /** All that the program has written, escape sequences included. */
  output = ''
  isCursorVisible = true
  /** Every change of colour or weight, as its parameters. */
  readonly colours: (readonly (number | number[])[])[] = []
  readonly #emulator: xterm.Terminal
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #folder: string
  readonly #lookers = new Set<() => void>()
  #shown = Promise.resolve()

  constructor(
    stage: Pick<Stage, 'folder' | 'atEnd'>,
    args: readonly string[],
    { columns = 80, rows = 24, cwd, env = {} }: ScreenOptions = {},
  ) {
    this.#folder = stage.folder()
    this.#emulator = new xterm.Terminal({ cols: columns || 80, rows, convertEol: false, allowProposedApi: true })
    this.#watchCursor()
    this.#watchColours()
    const words = [process.execPath, executable, ...args].map(word => `'${word}'`).join(' ')
    writeFileSync(this.#file('program'), `echo $$ > '${this.#file('pid')}'; exec ${words}`)
    const size = `stty cols ${columns} rows ${rows}; tty > '${this.#file('tty')}'`
    // A shell between the two: `script` stops itself where its own child is stopped.
    const line = `${size}; sh '${this.#file('program')}'; exit $?`
    this.#child = spawn('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#ended = once(this.#child, 'close')
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      this.output += String(bytes)
      this.#shown = this.#shown.then(() => this.#show(bytes))
    })
    stage.atEnd(() => void this.#child.kill('SIGKILL'))
  }

  /** What can be read on it, and what has scrolled away; without the empty lines at the end. */
  get lines(): readonly string[] {
    const { active } = this.#emulator.buffer
    const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '')
    return lines.slice(0, lines.findLastIndex(line => line !== '') + 1)
  }

  /** The same with its colours, as runs of characters that look alike. */
  get spans(): readonly (readonly Span[])[] {
    return this.lines.map((_, at) => spansOf(this.#emulator.buffer.active.getLine(at)))
  }

  get text(): string {
    return this.lines.join('\n')
  }

  /** Resolves as soon as the screen looks so. */
  until(isSo: (text: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isSo(this.text)) return
        this.#lookers.delete(look)
        resolve()
      }
      this.#lookers.add(look)
      void this.end().then(() => setImmediate(() => reject(new Error(`the program ended before:\n${this.text}`))))
      look()
    })
  }

  /** Has somebody make the window narrower or wider, while the program is between two drawings. */
  async resize(columns: number, rows = 24): Promise<void> {
    this.signal('SIGSTOP')
    await this.#untilQuiet()
    this.#emulator.resize(columns, rows)
    spawnSync('stty', ['-F', this.#read('tty'), 'cols', String(columns), 'rows', String(rows)])
    this.signal('SIGCONT')
  }

  /** Presses keys: text as it is typed, `\r` for Enter, `\x1b[B` for the arrow down. */
  type(keys: string): void {
    this.#child.stdin?.write(keys)
  }

  signal(name: NodeJS.Signals): void {
    process.kill(Number(this.#read('pid')), name)
  }

  /** Resolves with the exit code once all that was written is on the screen. */
  async end(): Promise<number | null> {
    await this.#ended
    await this.#shown
    return this.#child.exitCode
  }

  /** Resolves a moment after the lookers have looked, so that what they waited for is still there when their test goes on. */
  #show(bytes: Buffer): Promise<void> {
    return new Promise(resolve => {
      this.#emulator.write(bytes, () => {
        this.#look()
        setImmediate(resolve)
      })
    })
  }

  #look(): void {
    for (const look of [...this.#lookers]) look()
  }

  /** What is under way between a program that has stopped and its terminal takes no time to speak of. */
  async #untilQuiet(): Promise<void> {
    let before = ''
    while (before !== this.output) {
      before = this.output
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  #watchCursor(): void {
    for (const [final, isVisible] of [
      ['h', true],
      ['l', false],
    ] as const) {
      this.#emulator.parser.registerCsiHandler({ prefix: '?', final }, params => {
        if (params.includes(25)) this.isCursorVisible = isVisible
        return false
      })
    }
  }

  #watchColours(): void {
    this.#emulator.parser.registerCsiHandler({ final: 'm' }, params => {
      this.colours.push(params)
      return false
    })
  }

  #file(name: string): string {
    return join(this.#folder, name)
  }

  #read(name: string): string {
    return readFileSync(this.#file(name), 'utf8').trim()
  }
}

function spansOf(line: IBufferLine | undefined): readonly Span[] {
  const spans: Span[] = []
  for (let at = 0; at < (line?.length ?? 0); at++) {
    const cell = line?.getCell(at)
    if (cell === undefined || cell.getWidth() === 0) continue
    const look = {
      colour: cell.isFgPalette() ? cell.getFgColor() : null,
      isBold: cell.isBold() !== 0,
      isDim: cell.isDim() !== 0,
    }
    const text = cell.getChars() || ' '
    const last = spans.at(-1)
    const isAlike = last?.colour === look.colour && last.isBold === look.isBold && last.isDim === look.isDim
    if (isAlike) spans[spans.length - 1] = { ...last, text: last.text + text }
    else spans.push({ text, ...look })
  }
  return spans
}
