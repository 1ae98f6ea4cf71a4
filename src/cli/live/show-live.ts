import { setImmediate } from 'node:timers/promises'
import { type Clock, systemClock } from '../../model/clock.ts'
import type { Terminal } from '../terminal.ts'
import { liveLines } from './live-lines.ts'
import { LiveMeter } from './live-meter.ts'
import type { LiveSource } from './live-source.ts'
import { logLine } from './live-words.ts'
import type { Region } from './region.ts'

const redrawEveryMs = 200
const lineEveryMs = 10_000

export interface LiveOptions {
  readonly clock?: Clock
  /** How long nothing is shown: what is over by then needs no view. */
  readonly afterMs?: number
}

/**
 * Shows how far something is until it is disposed of: a region that is drawn anew in place on a terminal, elsewhere a
 * line every ten seconds, and nothing with `--quiet`.
 */
export function showLive(
  source: LiveSource,
  terminal: Pick<Terminal, 'openRegion' | 'say' | 'paint' | 'isQuiet'>,
  { clock = systemClock, afterMs = redrawEveryMs }: LiveOptions = {},
): Disposable {
  const ending = new AbortController()
  const meter = new LiveMeter(source, clock.now())

  let region: Region | null = null

  async function redraw(openRegion: () => Promise<Region>): Promise<void> {
    await clock.sleep(afterMs, ending.signal)
    const opened = await openRegion()
    if (ending.signal.aborted) {
      opened[Symbol.dispose]()
      return
    }
    region = opened
    while (!ending.signal.aborted) {
      const state = meter.state(clock.now())
      region.draw(room => liveLines(state, room, terminal.paint))
      await clock.sleep(redrawEveryMs, ending.signal)
      // A terminal that has become narrower meanwhile is told of first: lines of its old width would break.
      await setImmediate()
    }
  }
  async function writeLines(): Promise<void> {
    while (!ending.signal.aborted) {
      await clock.sleep(lineEveryMs, ending.signal)
      terminal.say(logLine(meter.state(clock.now())))
    }
  }
  if (terminal.openRegion !== null) void untilEnded(redraw(terminal.openRegion))
  else if (!terminal.isQuiet) void untilEnded(writeLines())
  return {
    [Symbol.dispose]() {
      ending.abort(new Error('what was shown is over'))
      region?.[Symbol.dispose]()
    },
  }
}

/** Ends by the exception that its sleep is left with. Whatever else keeps things from being shown is no reason to stop them. */
async function untilEnded(showing: Promise<void>): Promise<void> {
  await showing.catch(() => undefined)
}
