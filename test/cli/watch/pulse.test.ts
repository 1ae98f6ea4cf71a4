import { expect, test } from 'vitest'
import { Pulse, type WatchedClient } from '../../../src/cli/watch/pulse.ts'
import type { Outage } from '../../../src/lightfield/outages.ts'

/** A client whose state a test sets. */
function fakeClient() {
  const state = { throttled: 0, limit: 25, pausedUntil: 0, outage: null as Outage | null }
  const client: WatchedClient = {
    counts: () => ({ requests: { write: 0, read: 0, search: 0 }, retries: 0, throttled: state.throttled }),
    limiter: () => state,
    get outage() {
      return state.outage
    },
  }
  return { state, pulse: new Pulse(client) }
}

test('nothing is told where nothing has changed', () => {
  const { pulse } = fakeClient()
  expect([...pulse.look(0), ...pulse.look(1_000)]).toEqual([])
})

test('answers over the limit are told by how many there were since the last look', () => {
  const { state, pulse } = fakeClient()
  state.throttled = 2
  const first = pulse.look(1_000)
  state.throttled = 5
  expect([first, pulse.look(2_000), pulse.look(3_000)]).toEqual([
    [{ kind: 'throttled', count: 2, total: 2 }],
    [{ kind: 'throttled', count: 3, total: 5 }],
    [],
  ])
})

test('a pause is told once, and again where it is made longer; one that is over by then is not', () => {
  const { state, pulse } = fakeClient()
  state.pausedUntil = 5_000
  const looks = [pulse.look(1_000), pulse.look(2_000)]
  state.pausedUntil = 9_000
  looks.push(pulse.look(3_000))
  state.pausedUntil = 9_500
  looks.push(pulse.look(10_000))
  expect(looks).toEqual([[{ kind: 'paused', untilMs: 5_000 }], [], [{ kind: 'paused', untilMs: 9_000 }], []])
})

test('a limit is told when it changes by more than the pace needs to find its way', () => {
  const { state, pulse } = fakeClient()
  state.limit = 24.9
  const small = pulse.look(1_000)
  state.limit = 10
  expect([small, pulse.look(2_000), pulse.look(3_000)]).toEqual([[], [{ kind: 'limit_changed', from: 25, to: 10 }], []])
})

test('an outage is told when it begins, and with its length when it is over', () => {
  const { state, pulse } = fakeClient()
  state.outage = { reason: 'status 503', sinceMs: 500 }
  const looks = [pulse.look(1_000), pulse.look(2_000)]
  state.outage = null
  looks.push(pulse.look(4_500))
  expect(looks).toEqual([
    [{ kind: 'outage_began', reason: 'status 503', sinceMs: 500 }],
    [],
    [{ kind: 'outage_ended', sinceMs: 500, lastedMs: 4_000 }],
  ])
})
