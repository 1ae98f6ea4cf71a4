import { expect, test } from 'vitest'
import type { LiveSource } from '../../../src/cli/live/live-source.ts'
import type { Region, Room } from '../../../src/cli/live/region.ts'
import { showLive } from '../../../src/cli/live/show-live.ts'
import { paint } from '../../../src/cli/paint.ts'
import type { Clock } from '../../../src/model/clock.ts'

/** A clock that stands until a test moves it: whoever sleeps on it wakes when it is moved so far. */
class StandingClock implements Clock {
  #now = 0
  #sleepers: { readonly until: number; readonly wake: () => void }[] = []

  now(): number {
    return this.#now
  }

  random(): number {
    return 0.5
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      this.#sleepers.push({ until: this.#now + ms, wake: resolve })
    })
  }

  /** Moves on step by step, with time for what wakes up to sleep again. */
  async move(ms: number): Promise<void> {
    for (const end = this.#now + ms; this.#now < end; ) {
      this.#now = Math.min(this.#now + 100, end)
      const woken = this.#sleepers.filter(({ until }) => until <= this.#now)
      this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#now)
      for (const { wake } of woken) wake()
      await new Promise(resolve => setImmediate(resolve))
      await new Promise(resolve => setImmediate(resolve))
    }
  }
}

/** An import of 1,000 rows at 25 a second by that clock. */
function sourceOf(clock: Clock, changes: Partial<LiveSource> = {}): LiveSource {
  const done = (): number => Math.floor(clock.now() / 40)
  return {
    title: () => 'deals → opportunity',
    noun: 'row',
    done,
    idle: () => 0,
    outcomes: () => ({ created: done(), failed: 0 }),
    total: () => ({ rows: 1_000, isEstimate: false }),
    knownLeft: () => 0,
    gauges: [{ unit: 'writes', sent: done, limit: () => 25, isByTheWay: false }],
    wait: () => null,
    heldUntil: () => 0,
    failures: () => [],
    ...changes,
  }
}

function stage(changes: Partial<LiveSource> = {}) {
  const clock = new StandingClock()
  const said: string[] = []
  const drawn: (readonly string[])[] = []
  let closed = 0
  const region: Region = {
    draw: (compose: (room: Room) => readonly string[]) => void drawn.push(compose({ columns: 80, rows: 23 })),
    clear: () => undefined,
    restore: () => undefined,
    [Symbol.dispose]: () => {
      closed += 1
    },
  }
  const pipe = { openRegion: null, isQuiet: false, say: (text: string) => void said.push(text), paint }
  return {
    clock,
    said,
    drawn,
    source: sourceOf(clock, changes),
    pipe,
    screen: { ...pipe, openRegion: async () => region },
    closed: () => closed,
  }
}

test('without a terminal there is a line every ten seconds, and each says all of it', async () => {
  const { clock, said, source, pipe } = stage()
  {
    using _ = showLive(source, pipe, { clock })
    await clock.move(9_900)
    expect(said).toEqual([])
    await clock.move(10_200)
  }
  await clock.move(60_000)

  expect(said).toEqual([
    'deals → opportunity: 250 of 1,000 rows (25%) · 25.0 of 25 writes/s · 10 s · about 30 s left · 250 created',
    'deals → opportunity: 500 of 1,000 rows (50%) · 25.0 of 25 writes/s · 20 s · about 20 s left · 500 created',
  ])
})

test('the time that is left says so where it is that of a part only', async () => {
  const { clock, said, source, pipe } = stage({ partOf: () => 'for this import' })
  using _ = showLive(source, pipe, { clock })
  await clock.move(10_100)

  expect(said[0]).toContain(' · about 30 s left for this import · ')
})

test('with --quiet there is nothing', async () => {
  const { clock, said, source, pipe } = stage()
  using _ = showLive(source, { ...pipe, isQuiet: true }, { clock })
  await clock.move(30_000)

  expect(said).toEqual([])
})

test('a region is drawn five times a second at most, and is gone with what it shows', async () => {
  const { clock, said, drawn, source, screen, closed } = stage()
  {
    using _ = showLive(source, screen, { clock })
    await clock.move(2_000)
    expect(closed()).toBe(0)
  }
  const drawings = drawn.length
  await clock.move(2_000)

  expect(closed()).toBe(1)
  expect(drawings).toBeGreaterThan(4)
  expect(drawings).toBeLessThanOrEqual(10)
  expect(drawn.length).toBe(drawings)
  expect(said).toEqual([])
})

test('what is over soon is not shown', async () => {
  const { clock, drawn, source, screen } = stage()
  {
    using _ = showLive(source, screen, { clock, afterMs: 1_000 })
    await clock.move(900)
  }
  await clock.move(1_000)

  expect(drawn).toEqual([])
})

test('how long it takes is not said before there is something to go by, nor while nothing goes on', async () => {
  let isHeld = false
  const { clock, drawn, source, screen } = stage({ heldUntil: () => (isHeld ? Number.POSITIVE_INFINITY : 0) })
  const leftShown = (): boolean => drawn.at(-1)?.some(line => line.includes(' left')) === true
  using _ = showLive(source, screen, { clock })

  await clock.move(2_000)
  expect(leftShown()).toBe(false)
  await clock.move(3_000)
  expect(leftShown()).toBe(true)
  isHeld = true
  await clock.move(1_000)
  expect(leftShown()).toBe(false)
  isHeld = false
  await clock.move(1_000)
  expect(leftShown()).toBe(false)
  await clock.move(3_000)
  expect(leftShown()).toBe(true)
})

test('what keeps it from being shown does not concern what goes on', async () => {
  const { clock, said, source, pipe } = stage({
    total: () => {
      throw new Error('the ledger cannot be read')
    },
  })
  using _ = showLive(source, pipe, { clock })
  await clock.move(30_000)

  expect(said).toEqual([])
})
