import { expect, test } from 'vitest'
import { Departures } from '../../src/lightfield/departures.ts'

test('numbers those that leave, and tells when each did', () => {
  const departures = new Departures()
  expect([departures.leave(100), departures.leave(140)]).toEqual([
    { number: 0, atMs: 100 },
    { number: 1, atMs: 140 },
  ])
})

test.each([
  ['all of the time before', 1_000, 4],
  ['none that left just when the time begins', 300, 3],
  ['itself', 1, 1],
])('counts %s', (_, withinMs, count) => {
  const departures = new Departures()
  for (const atMs of [0, 100, 200]) departures.leave(atMs)
  const fourth = departures.leave(300)
  departures.leave(310)
  expect(departures.countBefore(fourth, withinMs)).toBe(count)
})

test('an answer that comes late is counted as of when its request left', () => {
  const departures = new Departures()
  const first = departures.leave(0)
  for (const atMs of [10, 20, 30]) departures.leave(atMs)
  expect(departures.countBefore(first, 1_000)).toBe(1)
})

test('those refused used nothing', () => {
  const departures = new Departures()
  const [first, second, third] = [departures.leave(0), departures.leave(10), departures.leave(20)]
  departures.exclude(second)
  expect([first, second, third].map(departure => departures.countBefore(departure, 1_000))).toEqual([1, 1, 2])
})

test('counts what has left since', () => {
  const departures = new Departures()
  for (const atMs of [0, 10, 20]) departures.leave(atMs)
  expect([-1, 0, 15, 20].map(atMs => departures.countAfter(atMs))).toEqual([3, 2, 1, 0])
})

test('forgets what left long ago, and keeps counting right', () => {
  const departures = new Departures()
  const old = departures.leave(0)
  departures.exclude(old)
  for (let atMs = 10; atMs < 60_000; atMs += 10) departures.leave(atMs)
  expect(departures.countBefore(old, 1_000)).toBeNull()
  expect(departures.countBefore(departures.leave(60_000), 1_000)).toBe(100)
})

test('a clock that is set back puts nothing before what has left', () => {
  const departures = new Departures()
  departures.leave(5_000)
  const next = departures.leave(1_000)
  expect(next.atMs).toBe(5_000)
  expect(departures.countBefore(next, 1_000)).toBe(2)
})
