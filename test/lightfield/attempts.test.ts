import { describe, expect, test } from 'vitest'
import { RunStopped } from '../../src/errors.ts'
import { attemptUntilSettled, type RetryPolicy, type Settled } from '../../src/lightfield/attempts.ts'
import { Availability } from '../../src/lightfield/availability.ts'
import { RunRefusal } from '../../src/lightfield/run-refusal.ts'
import type { Verdict } from '../../src/lightfield/verdict.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

const policy: RetryPolicy = {
  backoff: { firstMs: 500, capMs: 20_000 },
  maxFailures: 4,
  giveUpAfterMs: 60_000,
  wrongAddressMs: 5_000,
  giveUpOption: '--give-up-after',
}
const done: Verdict = { kind: 'done', body: { id: 'acc_1' } }
const lost: Verdict = { kind: 'lost', reason: 'status 503', afterMs: null }
const unsent = {
  kind: 'unsent',
  reason: 'the connection was refused',
  culprit: 'api',
  isMisdirected: true,
} as const satisfies Verdict
const throttled: Verdict = { kind: 'again', reason: 'rate-limit', afterMs: 1_000 }
const inProgress: Verdict = { kind: 'again', reason: 'in-progress', afterMs: null }

function refused(blame: 'row' | 'run', status: number, code: string, isCertain = true): Verdict {
  return { kind: 'refused', blame, error: { status, type: code, code, param: null, message: 'No.' }, isCertain }
}

interface Trial {
  readonly settled: Settled
  readonly clock: FakeClock
  readonly slots: number
  /** Numbers that `beforeSend` was called with. */
  readonly sent: readonly number[]
}

interface Circumstances {
  readonly clock?: FakeClock
  readonly availability?: Availability
  /** Called with the number of each attempt, before its verdict. */
  readonly onSend?: (attempt: number) => void
  readonly signal?: AbortSignal
  readonly scope?: string | null
  readonly sendUntilMs?: number
  readonly refusal?: RunRefusal
  readonly isApiThere?: () => Promise<boolean>
  readonly isFirst?: boolean
  readonly isInDoubt?: boolean
  readonly policy?: RetryPolicy
}

/** Lets a request meet these verdicts, one after the other; the last of them from then on. */
async function meet(verdicts: readonly Verdict[], circumstances: Circumstances = {}): Promise<Trial> {
  const clock = circumstances.clock ?? fakeClock()
  const signal = circumstances.signal ?? new AbortController().signal
  const sent: number[] = []
  let slots = 0
  let sends = 0
  const settled = await attemptUntilSettled(
    {
      clock,
      policy: circumstances.policy ?? policy,
      availability: circumstances.availability ?? new Availability(policy, clock),
      refusal: circumstances.refusal ?? new RunRefusal(),
      isApiThere: circumstances.isApiThere ?? (async () => false),
      wrongAddressMs: circumstances.isFirst === true ? policy.wrongAddressMs : null,
      isInDoubt: circumstances.isInDoubt ?? false,
      address: 'https://api.example',
      hasAnswered: () => false,
      isWrite: true,
      scope: circumstances.scope ?? null,
      isKeyAlive: () => clock.now() < (circumstances.sendUntilMs ?? Number.POSITIVE_INFINITY),
      async slot(waiting) {
        waiting.throwIfAborted()
        slots += 1
      },
      async beforeSend(attempt) {
        sent.push(attempt)
      },
      async send() {
        circumstances.onSend?.(sent.length)
        sends += 1
        return verdicts[Math.min(sends, verdicts.length) - 1] ?? done
      },
    },
    signal,
  )
  return { settled, clock, slots, sent }
}

describe('a request that is answered', () => {
  test('is done with the answer’s body', async () => {
    const { settled, sent, slots, clock } = await meet([done])
    expect(settled).toEqual({ kind: 'done', body: { id: 'acc_1' }, attempts: 1 })
    expect({ sent, slots, slept: clock.slept }).toEqual({ sent: [1], slots: 1, slept: [] })
  })

  test('is refused with the API’s reason where its row is to blame', async () => {
    const { settled } = await meet([refused('row', 422, 'unknown_pipeline')])
    expect(settled).toMatchObject({ kind: 'refused', error: { code: 'unknown_pipeline' }, attempts: 1 })
  })

  test('waits for the rate limit before every attempt', async () => {
    const { settled, slots, sent } = await meet([throttled, lost, unsent, inProgress, done])
    expect(settled).toMatchObject({ kind: 'done', attempts: 5 })
    expect({ slots, sent }).toEqual({ slots: 5, sent: [1, 2, 3, 4, 5] })
  })
})

describe('between two attempts it waits', () => {
  test.each<[string, readonly Verdict[], readonly number[]]>([
    ['for the limiter alone, after a 429', [throttled, done], [0]],
    ['half of a doubling bound on average, after lost answers', [lost, lost, lost, done], [250, 500, 1_000]],
    ['the same way where nothing was sent', [unsent, unsent, done], [250, 500]],
    ['at least what a lost answer’s Retry-After says', [{ ...lost, afterMs: 7_000 }, done], [7_000]],
    ['longer than a short Retry-After says', [lost, lost, { ...lost, afterMs: 10 }, done], [250, 500, 1_000]],
    ['a second and more while the same request is under way', [inProgress, inProgress, done], [1_250, 1_500]],
    ['as long as an answer about a request under way says', [{ ...inProgress, afterMs: 3_000 }, done], [3_000]],
    ['longer than it says where that is no time at all', [{ ...inProgress, afterMs: 0 }, done], [1_250]],
  ])('%s', async (_, verdicts, slept) => {
    const { settled, clock } = await meet(verdicts)
    expect(settled.kind).toBe('done')
    expect(clock.slept).toEqual(slept)
  })
})

describe('a request that stops the run', () => {
  test.each<[number, string, string | null, string, RegExp]>([
    [401, 'unauthorized', 'accounts:create', 'key_refused', /refuses the key \(401 unauthorized\)/],
    [403, 'forbidden', 'accounts:create', 'scope_missing', /lacks the scope accounts:create \(403/],
    [403, 'forbidden', null, 'scope_missing', /lacks a scope \(403/],
    [403, 'missing_scope', null, 'scope_missing', /lacks a scope \(403 missing_scope/],
    [403, 'plan_limit', 'accounts:create', 'request_refused', /refuses the request \(403 plan_limit\)/],
    [415, 'unsupported_media_type', null, 'api_refused_client', /refuses every request/],
    [400, 'version_header', null, 'api_refused_client', /refuses every request/],
  ])('for a %i %s (scope %s) is halted with %s', async (status, code, scope, expected, message) => {
    const { settled } = await meet([refused('run', status, code)], { scope })
    if (settled.kind !== 'halted') throw new Error(`it was ${settled.kind}`)
    expect(settled.error).toBeInstanceOf(RunStopped)
    expect(settled.error.code).toBe(expected)
    expect(settled.error.message).toMatch(message)
    expect(settled).toMatchObject({ attempts: 1, isDelivered: 'no' })
  })

  test('that is not the API’s own leaves in doubt whether the request was carried out', async () => {
    const own = await meet([refused('run', 401, 'unauthorized')])
    expect(own.settled).toMatchObject({ kind: 'halted', isDelivered: 'no' })
    const another = await meet([refused('run', 401, 'http_401', false)])
    expect(another.settled).toMatchObject({ kind: 'halted', isDelivered: 'unknown' })
  })

  test('says that an earlier attempt may have been carried out', async () => {
    const { settled } = await meet([lost, refused('run', 401, 'unauthorized')])
    expect(settled).toMatchObject({ kind: 'halted', attempts: 2, isDelivered: 'unknown' })
  })
})

describe('once the API has refused the run, a request', () => {
  const stopped = new RunStopped('key_refused', 'The API refuses the key.')

  test('does not leave', async () => {
    const refusal = new RunRefusal()
    refusal.because(stopped)
    const { settled, sent, slots } = await meet([done], { refusal })
    expect(settled).toEqual({ kind: 'halted', error: stopped, attempts: 0, isDelivered: 'no' })
    expect({ sent, slots }).toEqual({ sent: [], slots: 0 })
  })

  test('that was refused itself stops all others', async () => {
    const refusal = new RunRefusal()
    await meet([refused('run', 401, 'unauthorized')], { refusal })
    const { settled, sent } = await meet([done], { refusal })
    expect(settled).toMatchObject({ kind: 'halted', error: { code: 'key_refused' }, attempts: 0 })
    expect(sent).toEqual([])
  })

  test.each<[string, Verdict, 'no' | 'unknown']>([
    ['kept back', { kind: 'withheld' }, 'no'],
    ['not sent', unsent, 'no'],
    ['lost', lost, 'unknown'],
    ['throttled', throttled, 'no'],
  ])('that was under way and is %s is halted with it', async (_, verdict, isDelivered) => {
    const refusal = new RunRefusal()
    const { settled, clock } = await meet([verdict], { refusal, onSend: () => refusal.because(stopped) })
    expect(settled).toEqual({ kind: 'halted', error: stopped, attempts: 1, isDelivered })
    expect(clock.slept).toEqual([])
  })

  test('that is done all the same is done', async () => {
    const refusal = new RunRefusal()
    const { settled } = await meet([done], { refusal, onSend: () => refusal.because(stopped) })
    expect(settled).toMatchObject({ kind: 'done' })
  })
})

test('an attempt that was kept back is the same attempt when it leaves', async () => {
  const { settled, sent, slots } = await meet([{ kind: 'withheld' }, done])
  expect(settled).toMatchObject({ kind: 'done', attempts: 1 })
  expect({ sent, slots }).toEqual({ sent: [1], slots: 2 })
})

describe('a first contact', () => {
  const patience = { ...policy, giveUpAfterMs: 5_000 }

  test('gets a second chance, however long the first took', async () => {
    const clock = fakeClock()
    const availability = new Availability(patience, clock)
    const silence = { ...lost, reason: 'no answer came in time' }
    const { settled } = await meet([silence, done], {
      clock,
      availability,
      isFirst: true,
      onSend: () => clock.advance(30_000),
    })
    expect(settled).toMatchObject({ kind: 'done', attempts: 2 })
  })

  test('is given up soon where nobody answers', async () => {
    const clock = fakeClock()
    const startedAt = clock.now()
    const { settled } = await meet([unsent], { clock, availability: new Availability(patience, clock), isFirst: true })
    expect(settled).toMatchObject({ kind: 'halted', error: { code: 'api_unreachable' } })
    expect(clock.now() - startedAt).toBe(5_000)
  })

  test.each<[string, Verdict]>([
    ['a server that is down', lost],
    ['a connection that breaks', { ...lost, reason: 'the connection was reset' }],
    ['a host that cannot be reached in time', { kind: 'unsent', reason: 'the connection timed out', culprit: 'api' }],
  ])('waits as long as a run does for %s, and says so', async (_, verdict) => {
    const clock = fakeClock()
    const told: unknown[] = []
    const availability = new Availability(policy, clock, outage => told.push(outage))
    const startedAt = clock.now()
    const { settled } = await meet([verdict], { clock, availability, isFirst: true })
    expect(settled).toMatchObject({ kind: 'halted', error: { code: 'api_unreachable' } })
    expect(clock.now() - startedAt).toBe(policy.giveUpAfterMs)
    expect(told).toHaveLength(1)
  })

  test('tells nothing of an address that is soon given up', async () => {
    const clock = fakeClock()
    const told: unknown[] = []
    const availability = new Availability(policy, clock, outage => told.push(outage))
    const { settled } = await meet([unsent], { clock, availability, isFirst: true })
    expect(settled).toMatchObject({ kind: 'halted', error: { hint: expect.stringContaining('--base-url') } })
    expect(told).toEqual([])
  })

  test('waits as long as a run does for a rate limit: that is an answer', async () => {
    const clock = fakeClock()
    const availability = new Availability(patience, clock)
    const { settled } = await meet([{ ...throttled, afterMs: 20_000 }, done], { clock, availability, isFirst: true })
    expect(settled).toMatchObject({ kind: 'done' })
  })

  test('does not wait for a certificate to become good', async () => {
    const verdict: Verdict = { ...unsent, reason: 'its certificate has expired', culprit: 'certificate' }
    const { settled, clock } = await meet([verdict], { isFirst: true })
    if (settled.kind !== 'halted') throw new Error(`it was ${settled.kind}`)
    expect(settled.error.code).toBe('certificate_refused')
    expect(settled.error.hint).toContain('NODE_EXTRA_CA_CERTS')
    expect(clock.slept).toEqual([])
  })
})

describe('an API that is down', () => {
  test.each<[string, Verdict, string, 'no' | 'unknown', RegExp]>([
    ['refuses connections', unsent, 'api_unreachable', 'no', /cannot be reached: the connection was refused/],
    [
      'answers 503',
      lost,
      'api_unreachable',
      'unknown',
      /has not answered since 2026-05-01 \d\d:\d\d:\d\d: status 503\.$/,
    ],
    ['answers nothing but 429', throttled, 'rate_limit_used_up', 'no', /rate limit is used up/],
  ])('stops the run once it %s for longer than allowed', async (_, verdict, code, isDelivered, message) => {
    const clock = fakeClock()
    const startedAt = clock.now()
    // A 429's wait is the limiter's, which is not part of this test.
    const { settled } = await meet([verdict], { clock, onSend: () => clock.advance(1_000) })
    if (settled.kind !== 'halted') throw new Error(`it was ${settled.kind}`)
    expect(settled).toMatchObject({ error: { code }, isDelivered })
    expect(settled.error.message).toMatch(message)
    expect(clock.now() - startedAt).toBeGreaterThan(policy.giveUpAfterMs * 0.6)
    expect(clock.now() - startedAt).toBeLessThan(policy.giveUpAfterMs + 5_000)
  })

  test('is waited for as long as allowed, however many attempts that takes', async () => {
    const { settled } = await meet([...Array<Verdict>(8).fill(unsent), done])
    expect(settled).toMatchObject({ kind: 'done', attempts: 9 })
  })

  test.each<[string, Verdict]>([
    ['a 503', { ...lost, afterMs: 600_000 }],
    ['a 429', { ...throttled, afterMs: 600_000 }],
  ])('is not waited for where %s asks for more patience than there is', async (_, verdict) => {
    const { settled, clock } = await meet([verdict])
    if (settled.kind !== 'halted') throw new Error(`it was ${settled.kind}`)
    expect(settled).toMatchObject({ attempts: 1 })
    expect(settled.error.message).toMatch(/; it asks to wait 10 min\.$/)
    expect(clock.slept).toEqual([])
  })

  test('takes nothing for good from the requests that it kept waiting', async () => {
    const clock = fakeClock()
    const availability = new Availability(policy, clock)
    // Twelve failures in an outage, and the bad luck of one more once others are answered.
    const { settled } = await meet([...Array<Verdict>(12).fill(lost), lost, done], {
      clock,
      availability,
      onSend(attempt) {
        if (attempt < 12)
          availability.failed(
            {},
            { sentAt: clock.now(), now: clock.now(), reason: '', askedWaitMs: 0, isInDoubt: false, isBrief: false },
          )
        if (attempt === 13) availability.answered({ sentAt: clock.now(), now: clock.now() })
      },
    })
    expect(settled).toMatchObject({ kind: 'done', attempts: 14 })
  })
})

describe('a request that fails while others are answered', () => {
  test.each<[string, Verdict, 'no' | 'unknown']>([
    ['lost', lost, 'unknown'],
    ['not sent', unsent, 'no'],
  ])('is given up after so many failures (%s)', async (_, verdict, isDelivered) => {
    const clock = fakeClock()
    const availability = new Availability(policy, clock)
    const { settled } = await meet([verdict], {
      clock,
      availability,
      onSend: () => availability.answered({ sentAt: clock.now(), now: clock.now() }),
    })
    expect(settled).toMatchObject({ kind: 'lost', attempts: policy.maxFailures, isDelivered })
  })

  test('is given up where the API goes on saying that it is under way: that is an answer', async () => {
    const { settled } = await meet([inProgress])
    expect(settled).toMatchObject({
      kind: 'lost',
      reason: 'an earlier attempt is still being carried out',
      attempts: policy.maxFailures,
      isDelivered: 'unknown',
    })
  })

  test('and is the only one there is, is given up where the API answers a question', async () => {
    let isThere = false
    const { settled } = await meet([lost], {
      isApiThere: async () => isThere,
      onSend(attempt) {
        isThere = attempt >= 6
      },
    })
    expect(settled).toMatchObject({ kind: 'lost', attempts: 6, isDelivered: 'unknown' })
  })

  test.each([
    ['since it was in doubt before, once the patience is over', true, 'lost'],
    ['and the run with it, where it was not', false, 'halted'],
  ])('is given up %s', async (_, isInDoubt, kind) => {
    const clock = fakeClock()
    const brief = { ...policy, maxFailures: 100, giveUpAfterMs: 5_000 }
    const availability = new Availability(brief, clock)
    const { settled } = await meet([lost], {
      clock,
      availability,
      isInDoubt,
      isApiThere: async () => true,
      policy: brief,
    })
    expect(settled.kind).toBe(kind)
    expect(settled.attempts).toBeLessThan(10)
  })

  test('and others with it, is not to blame though the API answers a question', async () => {
    const clock = fakeClock()
    const availability = new Availability(policy, clock)
    const { settled } = await meet([lost], {
      clock,
      availability,
      isApiThere: async () => true,
      onSend: () =>
        availability.failed(
          {},
          { sentAt: clock.now(), now: clock.now(), reason: '', askedWaitMs: 0, isInDoubt: false, isBrief: false },
        ),
    })
    expect(settled).toMatchObject({ kind: 'halted', error: { code: 'api_unreachable' } })
  })

  test('is never given up for 429s', async () => {
    const clock = fakeClock()
    const availability = new Availability(policy, clock)
    const { settled } = await meet([...Array<Verdict>(50).fill(throttled), done], {
      clock,
      availability,
      onSend: () => availability.answered({ sentAt: clock.now(), now: clock.now() }),
    })
    expect(settled).toMatchObject({ kind: 'done', attempts: 51 })
  })
})

describe('an interrupt', () => {
  test('before the first attempt leaves nothing behind', async () => {
    const { settled, sent } = await meet([done], { signal: AbortSignal.abort() })
    expect(settled).toEqual({ kind: 'interrupted', attempts: 0, isDelivered: 'no' })
    expect(sent).toEqual([])
  })

  test.each<[string, Verdict, 'no' | 'unknown']>([
    ['a lost answer', lost, 'unknown'],
    ['a request that is under way', inProgress, 'unknown'],
    ['a request that was not sent', unsent, 'no'],
    ['a 429', throttled, 'no'],
  ])('ends the wait after %s', async (_, verdict, isDelivered) => {
    const interrupt = new AbortController()
    const { settled } = await meet([verdict], { signal: interrupt.signal, onSend: () => interrupt.abort() })
    expect(settled).toEqual({ kind: 'interrupted', attempts: 1, isDelivered })
  })

  test('does not throw away an answer that came all the same', async () => {
    const interrupt = new AbortController()
    const { settled } = await meet([done], { signal: interrupt.signal, onSend: () => interrupt.abort() })
    expect(settled).toMatchObject({ kind: 'done', attempts: 1 })
  })
})

describe('once its key has expired, a request', () => {
  test('whose answer was lost is not sent again: that could do it twice', async () => {
    const clock = fakeClock()
    const { settled, sent } = await meet([lost], {
      clock,
      sendUntilMs: clock.now() + 60_000,
      // The lid is closed for the night.
      onSend: () => clock.advance(8 * 3_600_000),
    })
    expect(settled).toMatchObject({
      kind: 'lost',
      attempts: 1,
      isDelivered: 'unknown',
      reason: 'the idempotency key has expired',
    })
    expect(sent).toEqual([1])
  })

  test('is not sent at all', async () => {
    const clock = fakeClock()
    const { settled, sent } = await meet([done], { clock, sendUntilMs: clock.now() })
    expect(settled).toMatchObject({ kind: 'lost', attempts: 0, isDelivered: 'no' })
    expect(sent).toEqual([])
  })

  test('whose answer comes all the same is done', async () => {
    const clock = fakeClock()
    const { settled } = await meet([done], { clock, sendUntilMs: clock.now() + 1, onSend: () => clock.advance(60_000) })
    expect(settled).toMatchObject({ kind: 'done' })
  })
})

test('what goes wrong before a request leaves is passed on, and nothing is sent', async () => {
  let isSent = false
  const clock = fakeClock()
  const attempt = attemptUntilSettled(
    {
      clock,
      policy,
      availability: new Availability(policy, clock),
      refusal: new RunRefusal(),
      isApiThere: async () => false,
      wrongAddressMs: null,
      isInDoubt: false,
      address: 'https://api.example',
      hasAnswered: () => false,
      isWrite: true,
      scope: null,
      isKeyAlive: () => true,
      slot: async () => undefined,
      beforeSend: () => Promise.reject(new Error('the disk is full')),
      async send() {
        isSent = true
        return done
      },
    },
    new AbortController().signal,
  )
  await expect(attempt).rejects.toThrow('the disk is full')
  expect(isSent).toBe(false)
})
