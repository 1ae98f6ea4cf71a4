import { expect, test } from 'vitest'
import { Latency } from '../../src/lightfield/latency.ts'

test('follows the slowest answers, and forgets a single slow one after some hundred others', () => {
  const latency = new Latency()
  expect(latency.slowMs).toBe(0)
  for (const ms of [50, 2_000, 50]) latency.observe(ms)
  expect(latency.slowMs).toBeGreaterThan(1_900)
  for (let answer = 0; answer < 400; answer++) latency.observe(50)
  expect(latency.slowMs).toBe(50)
})
