import { outcomesText } from '../report/summary-text.ts'
import { formatDuration, formatNumber, plainLine } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

const redrawEveryMs = 200
const lineEveryMs = 10_000

/** What the progress line is made of, read each time that it is drawn. */
export interface ProgressSource {
  /** What is being done, where that is not plain from the command, such as `2 of 4: contacts`. */
  readonly title?: () => string
  readonly tally: { readonly rows: number; outcomes(): Readonly<Record<string, number>> }
  /** Share of the file that has been read, from 0 to 1; null where its size is not known. */
  share(): number | null
  /** What the pace is told of. */
  readonly unit: 'writes' | 'reads'
  /** How many of them have left. */
  sent(): number
  /** How many a second the limit allows. */
  limit(): number
  /** When nothing may be sent before (milliseconds, UTC). */
  pausedUntil(): number
  /** Why nothing goes on just now, as a clause; null where things go on. */
  waitingFor(): string | null
}

/** Shows how far a run is: one line that redraws itself on a terminal, else a line every ten seconds. */
export function showProgress(source: ProgressSource, terminal: Terminal): Disposable {
  const startedAt = Date.now()
  let lastSent = source.sent()
  let lastAt = startedAt
  let rate = 0

  function draw(): void {
    const now = Date.now()
    if (now - lastAt >= 1000) {
      rate = ((source.sent() - lastSent) * 1000) / (now - lastAt)
      lastSent = source.sent()
      lastAt = now
    }
    const show = terminal.live ?? terminal.say
    show(progressLine(source, rate, now - startedAt, now))
  }
  const timer = setInterval(draw, terminal.live === null ? lineEveryMs : redrawEveryMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function progressLine(source: ProgressSource, rate: number, elapsedMs: number, now: number): string {
  const { tally } = source
  const share = source.share()
  // What is short and steady comes first: a narrow terminal cuts the line at its end.
  const parts = [
    source.title === undefined ? null : plainLine(source.title()),
    share === null ? null : `${Math.floor(share * 100)}% read`,
    formatDuration(elapsedMs),
    `${formatNumber(rate)} of ${formatNumber(source.limit())} ${source.unit}/s`,
    source.waitingFor(),
    source.pausedUntil() > now ? `waiting ${formatDuration(source.pausedUntil() - now)} for the rate limit` : null,
    tally.rows === 0 ? 'no row yet' : outcomesText(tally.rows, tally.outcomes()),
  ]
  return parts.filter(part => part !== null).join(' · ')
}
