import { expect, test } from 'vitest'
import { Latency } from '../../src/lightfield/latency.ts'
import { latencyBoundsMs } from '../../src/model/run-sample.ts'

test('follows the slowest answers, and forgets a single slow one after some hundred others', () => {
  const latency = new Latency()
  expect(latency.slowMs).toBe(0)
  for (const ms of [50, 2_000, 50]) latency.observe(ms, 201)
  expect(latency.slowMs).toBeGreaterThan(1_900)
  for (let answer = 0; answer < 400; answer++) latency.observe(50, 201)
  expect(latency.slowMs).toBe(50)
})

test('counts answers by class, an upper bound with those below it, whatever they say but for 429', () => {
  const latency = new Latency()
  expect(latency.counts()).toEqual(latencyBoundsMs.map(() => 0).concat(0))
  for (const ms of [0, 10, 10.5, 30_000, 30_001, 900_000]) latency.observe(ms, 201)
  latency.observe(60, 422)
  latency.observe(60, 503)
  latency.observe(60, 429)
  const counted = [...latencyBoundsMs, 'longer'].map((bound, at) => [bound, latency.counts()[at]])
  expect(counted.filter(([, count]) => count !== 0)).toEqual([
    [10, 2],
    [20, 1],
    [75, 2],
    [30_000, 1],
    ['longer', 2],
  ])
})
