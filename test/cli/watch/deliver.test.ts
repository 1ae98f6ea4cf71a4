import { expect, test } from 'vitest'
import { type Delivered, deliver } from '../../../src/cli/watch/deliver.ts'
import type { NoAnswer } from '../../../src/lightfield/no-answer.ts'
import type { PostAnswer } from '../../../src/lightfield/post.ts'
import { fakeClock } from '../../lightfield/fake-clock.ts'

const lost: NoAnswer = { failed: 'lost', reason: 'the connection was reset' }
const status = (code: number, headers: Record<string, string> = {}): PostAnswer => ({ status: code, headers })

/** Delivers to somebody who gives these answers in turn, the last one for ever, on a clock that jumps. */
async function deliverTo(...answers: readonly (PostAnswer | NoAnswer)[]) {
  const told: string[] = []
  let sent = 0
  const clock = fakeClock()
  const delivered: Delivered = await deliver(async () => answers[Math.min(sent++, answers.length - 1)] ?? lost, {
    clock,
    patienceMs: 60_000,
    onRetry: reason => told.push(reason),
  })
  return { delivered, waits: clock.slept, told, sent }
}

test.each([200, 201, 204])('status %s is a delivery', async code => {
  expect(await deliverTo(status(code))).toMatchObject({ delivered: { kind: 'delivered', status: code }, sent: 1 })
})

test.each([301, 308, 400, 401, 404, 410, 422])('status %s is final', async code => {
  expect(await deliverTo(status(code))).toMatchObject({ delivered: { kind: 'undelivered' }, sent: 1, waits: [] })
})

test.each([408, 429, 500, 502, 503, 599])('status %s is tried again', async code => {
  const { delivered, told } = await deliverTo(status(code), status(200))
  expect(delivered).toEqual({ kind: 'delivered', status: 200, attempts: 2 })
  expect(told).toEqual([`status ${code}`])
})

test('a lost answer is tried again, a certificate that nobody vouches for is not', async () => {
  const untrusted: NoAnswer = { failed: 'unsent', culprit: 'certificate', reason: 'its certificate has expired' }
  expect(await deliverTo(lost, status(200))).toMatchObject({ delivered: { kind: 'delivered' }, sent: 2 })
  expect(await deliverTo(untrusted)).toMatchObject({
    delivered: { kind: 'undelivered', reason: 'its certificate has expired' },
    sent: 1,
  })
})

test('waits double, and end when patience does', async () => {
  const { delivered, waits, sent } = await deliverTo(lost)
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
  expect(delivered).toEqual({ kind: 'undelivered', reason: 'the connection was reset', attempts: sent })
})

test('Retry-After is waited out, and ends it where it asks for more patience than there is', async () => {
  expect(await deliverTo(status(429, { 'retry-after': '30' }), status(200))).toMatchObject({ waits: [30_000] })
  expect(await deliverTo(status(503, { 'retry-after': '3600' }))).toMatchObject({ waits: [], sent: 1 })
})
