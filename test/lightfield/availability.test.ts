import { describe, expect, test } from 'vitest'
import { Availability, type Failure } from '../../src/lightfield/availability.ts'
import type { Outage } from '../../src/lightfield/outages.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

const forever = new AbortController().signal
const policy = { backoff: { firstMs: 500, capMs: 15_000 }, giveUpAfterMs: 60_000 }

interface Watched {
  readonly availability: Availability
  readonly clock: FakeClock
  readonly told: (Outage | null)[]
  /** An attempt of `who` that was sent just now fails at once. */
  fail(who: object, more?: Partial<Failure>): void
}

function watched(giveUpAfterMs = policy.giveUpAfterMs): Watched {
  const clock = fakeClock()
  const told: (Outage | null)[] = []
  const availability = new Availability({ ...policy, giveUpAfterMs }, clock, outage => told.push(outage))
  return {
    availability,
    clock,
    told,
    fail: (who, more = {}) =>
      availability.failed(who, {
        sentAt: clock.now(),
        now: clock.now(),
        reason: 'status 503',
        askedWaitMs: 0,
        isInDoubt: false,
        isBrief: false,
        ...more,
      }),
  }
}

/** One in which the API has been down for five seconds, and `who` was the last to notice. */
function inOutage(who: object): Watched {
  const all = watched()
  all.fail({})
  all.fail({})
  all.clock.advance(5_000)
  all.fail(who)
  return all
}

describe('an API', () => {
  test('of which nothing is known yet is taken to be there', async () => {
    const { availability } = watched()
    expect(availability.stuckForMs(1_000)).toBe(0)
    expect(availability.hasAnsweredSince(0)).toBe(false)
    await availability.turn({}, forever)
  })

  test('is stuck from when the first request that failed had left', () => {
    const { availability, clock } = watched()
    availability.answered({ sentAt: clock.now(), now: clock.now() })
    const sentAt = clock.now() + 1_000
    clock.advance(31_000)
    availability.failed(
      {},
      { sentAt, now: clock.now(), reason: 'no answer', askedWaitMs: 0, isInDoubt: false, isBrief: false },
    )
    expect(availability.stuckForMs(clock.now())).toBe(30_000)
  })

  test('that has answered since a request left is stuck from then', () => {
    const { availability, clock } = watched()
    const sentAt = clock.now()
    clock.advance(20_000)
    availability.answered({ sentAt: clock.now(), now: clock.now() })
    clock.advance(10_000)
    availability.failed(
      {},
      { sentAt, now: clock.now(), reason: 'no answer', askedWaitMs: 0, isInDoubt: false, isBrief: false },
    )
    expect(availability.stuckForMs(clock.now())).toBe(10_000)
  })

  test('that says 429 is there, and nothing comes to an end all the same', () => {
    const { availability, clock, told } = inOutage({})
    clock.advance(1_000)
    availability.throttled({ sentAt: clock.now() })
    expect(availability.takesTurns).toBe(false)
    expect(told.at(-1)).toBeNull()
    expect(availability.stuckForMs(clock.now())).toBe(6_000)
    availability.answered({ sentAt: clock.now(), now: clock.now() })
    expect(availability.stuckForMs(clock.now())).toBe(0)
  })

  test('is met with patience anew once all that failed are given up as the reason', () => {
    const { availability, clock, fail } = watched()
    const [one, other] = [{}, {}]
    fail(one, { isInDoubt: true })
    fail(other, { isInDoubt: true })
    clock.advance(30_000)
    availability.giveUp(one)
    expect(availability.stuckForMs(clock.now())).toBe(30_000)
    availability.giveUp(other)
    expect(availability.stuckForMs(clock.now())).toBe(0)
  })

  test('was not down while the machine slept', () => {
    const { availability, clock, fail } = watched()
    fail({})
    const sentAt = clock.now()
    clock.advance(8 * 3_600_000)
    fail({}, { sentAt })
    expect(availability.stuckForMs(clock.now())).toBe(0)
  })

  test('was down while it asked to be left alone', () => {
    const { availability, clock, fail } = watched(3_600_000)
    fail({}, { askedWaitMs: 1_200_000 })
    clock.advance(1_200_500)
    fail({})
    expect(availability.stuckForMs(clock.now())).toBe(1_200_500)
  })

  test.each([
    [1_999, true],
    [2_000, true],
    [2_001, false],
  ])('that answered at 2000 has done so since %i: %j', (since, expected) => {
    const { availability, fail } = watched()
    availability.answered({ sentAt: 2_000, now: 2_000 })
    fail({})
    expect(availability.hasAnsweredSince(since)).toBe(expected)
  })
})

describe('an outage', () => {
  test('begins once nothing but failures have come for a while, and ends with the first answer', () => {
    const { availability, clock, told, fail } = watched()
    const sinceMs = clock.now()
    fail({})
    fail({})
    clock.advance(2_900)
    fail({})
    expect(told).toEqual([])
    clock.advance(200)
    fail({}, { reason: 'the connection was refused' })
    expect(told).toEqual([{ reason: 'the connection was refused', sinceMs }])
    fail({})
    expect(told).toHaveLength(1)
    availability.answered({ sentAt: clock.now(), now: clock.now() })
    expect(told).toEqual([{ reason: 'the connection was refused', sinceMs }, null])
    availability.answered({ sentAt: clock.now(), now: clock.now() })
    expect(told).toHaveLength(2)
  })

  test('is not made of a request or two, however long they took', () => {
    const { clock, told, fail } = watched()
    const sentAt = clock.now()
    clock.advance(60_000)
    fail({}, { sentAt })
    fail({}, { sentAt })
    expect(told).toEqual([])
  })

  test('lets one request at a time through, each after a longer wait, and each another one', async () => {
    const first = {}
    const { availability, clock, fail } = inOutage(first)
    const others = [{ name: 'a' }, { name: 'b' }]
    const went: object[] = []
    const turns = [first, ...others].map(async who => {
      await availability.turn(who, forever)
      went.push(who)
    })
    await turns[0]
    expect(went).toEqual([first])
    expect(clock.slept).toEqual([250])
    fail(first)
    const again = availability.turn(first, forever).then(() => went.push(first))
    await turns[1]
    expect(went).toEqual([first, others[0]])
    expect(clock.slept).toEqual([250, 500])
    expect(others.map(who => availability.isTurnOf(who))).toEqual([true, false])
    fail(others[0] ?? {})
    await turns[2]
    fail(others[1] ?? {})
    await again
    expect(went).toEqual([first, ...others, first])
    expect(clock.slept).toEqual([250, 500, 1_000, 2_000])
  })

  test('lets all go once something is answered', async () => {
    const probe = {}
    const { availability, clock } = inOutage(probe)
    await availability.turn(probe, forever)
    const waiting = Array.from({ length: 20 }, () => availability.turn({}, forever))
    availability.answered({ sentAt: clock.now(), now: clock.now() })
    await Promise.all(waiting)
    expect(availability.isTurnOf({})).toBe(true)
  })

  test('passes the turn on where the one whose it is gives up', async () => {
    const probe = {}
    const { availability } = inOutage(probe)
    await availability.turn(probe, forever)
    const next = availability.turn({}, forever)
    availability.leave(probe)
    await next
  })

  test('of fewer than three requests that fail is no reason to take turns', async () => {
    const failing = {}
    const { availability, fail, clock } = watched()
    const leaving = {}
    for (const who of [{}, leaving, failing]) fail(who)
    clock.advance(5_000)
    fail(failing)
    expect(availability.takesTurns).toBe(true)
    await availability.turn(failing, forever)
    const waiting = availability.turn({}, forever)
    availability.leave(leaving)
    expect(availability.takesTurns).toBe(false)
    await waiting
  })

  test('keeps nobody who is interrupted', async () => {
    const probe = {}
    const { availability } = inOutage(probe)
    await availability.turn(probe, forever)
    const interrupt = new AbortController()
    const waiting = availability.turn({}, interrupt.signal)
    interrupt.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(availability.turn({}, interrupt.signal)).rejects.toThrow('enough')
    const next = availability.turn({}, forever)
    availability.leave(probe)
    await next
  })

  test('is tried a last time before the patience is over', async () => {
    const probe = {}
    const { availability, clock, fail } = inOutage(probe)
    for (let attempt = 0; attempt < 30 && availability.stuckForMs(clock.now()) < policy.giveUpAfterMs; attempt++) {
      await availability.turn(probe, forever)
      fail(probe)
    }
    expect(availability.stuckForMs(clock.now())).toBe(policy.giveUpAfterMs)
  })
})

test('what a Retry-After asks for holds for every request, answers or not', async () => {
  const { availability, clock, fail } = watched()
  const startedAt = clock.now()
  fail({}, { askedWaitMs: 7_000 })
  availability.answered({ sentAt: clock.now(), now: clock.now() })
  expect(availability.isTurnOf({})).toBe(false)
  await availability.turn({}, forever)
  expect(clock.now() - startedAt).toBe(7_000)
  expect(availability.isTurnOf({})).toBe(true)
})
