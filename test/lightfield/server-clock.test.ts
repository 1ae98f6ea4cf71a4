import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServerClock } from '../../src/lightfield/server-clock.ts'

const noon = Date.parse('2026-05-01T12:00:00Z')

/** The `Date` header of an answer that was written at that time. */
function written(atMs: number) {
  return { date: new Date(atMs).toUTCString() }
}

test('until an answer has told, the time is this machine’s', () => {
  expect(new ServerClock().at(noon)).toBe(noon)
})

test.each([0, 400, -400, 3_600_000, -3_600_000, 90 * 86_400_000])(
  'a server whose clock is %i ms ahead is known to a second by its first answer',
  aheadMs => {
    const clock = new ServerClock()
    clock.learn(written(noon + aheadMs), noon - 50, noon)
    expect(Math.abs(clock.at(noon + 5_000) - (noon + 5_000 + aheadMs))).toBeLessThanOrEqual(1_100)
  },
)

test('many answers tell it more closely than any of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: 0, max: 50 }), (aheadMs, latencyMs) => {
      const clock = new ServerClock()
      for (let request = 0; request < 200; request++) {
        const sentAt = noon + request * 37
        clock.learn(written(sentAt + latencyMs / 2 + aheadMs), sentAt, sentAt + latencyMs)
      }
      expect(Math.abs(clock.at(noon) - (noon + aheadMs))).toBeLessThanOrEqual(latencyMs + 40)
    }),
  )
})

test.each<[string, number, number]>([
  ['the server’s clock is put forward', 0, 7_200_000],
  ['the server’s clock is put back', 7_200_000, 0],
])('where %s, the next answer is believed', (_, beforeMs, afterMs) => {
  const clock = new ServerClock()
  for (let second = 0; second < 10; second++) {
    const at = noon + second * 1_100
    clock.learn(written(at + beforeMs), at, at)
  }
  const at = noon + 60_000
  clock.learn(written(at + afterMs), at, at)
  expect(Math.abs(clock.at(at) - (at + afterMs))).toBeLessThanOrEqual(1_000)
})

test('where this machine’s clock is set right, the next answer tells', () => {
  const clock = new ServerClock()
  const wrong = noon - 86_400_000
  clock.learn(written(noon), wrong, wrong)
  clock.learn(written(noon + 1_000), noon + 1_000, noon + 1_000)
  expect(Math.abs(clock.at(noon + 1_000) - (noon + 1_000))).toBeLessThanOrEqual(1_000)
})

test.each([
  undefined,
  '',
  'soon',
  '12',
  '2026-05-01T12:00:00Z',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 01 Jan 9999 00:00:00 GMT',
  'Fri, 99 May 2026 12:00:00 GMT',
  'Fri, 01 May 2026 12:00:00 +0200',
  ['Fri, 01 May 2026 18:00:00 GMT', 'Fri, 01 May 2026 19:00:00 GMT'],
])('the date %j tells nothing', date => {
  const clock = new ServerClock()
  clock.learn(date === undefined ? {} : { date }, noon, noon)
  expect(clock.at(noon)).toBe(noon)
})
