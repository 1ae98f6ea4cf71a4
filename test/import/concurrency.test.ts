import { describe, expect, test } from 'vitest'
import { forEachConcurrently, inFlightBound } from '../../src/import/concurrency.ts'

test.each([
  [25, 0, 150],
  [25, 50, 150],
  [25, 8_000, 300],
  [1, 50, 8],
  [10_000, 2_000, 512],
])('%i a second at %i ms asks for %i requests under way at the most', (rate, latencyMs, bound) => {
  expect(inFlightBound(rate, latencyMs)).toBe(bound)
})

describe('forEachConcurrently', () => {
  async function* numbers(count: number, onRead: (value: number) => void = () => undefined) {
    for (let value = 0; value < count; value++) {
      onRead(value)
      yield value
    }
  }
  const tick = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

  test('works on as many at a time as the bound says, and reads no further ahead', async () => {
    let running = 0
    let most = 0
    let read = 0
    let furthest = 0
    let done = 0
    await forEachConcurrently(
      numbers(200, () => {
        read += 1
        furthest = Math.max(furthest, read - done)
      }),
      () => 7,
      async () => {
        running += 1
        most = Math.max(most, running)
        await tick()
        running -= 1
        done += 1
      },
    )
    expect(done).toBe(200)
    expect(most).toBe(7)
    expect(furthest).toBeLessThanOrEqual(8)
  })

  test('follows a bound that changes', async () => {
    let running = 0
    let most = 0
    let done = 0
    await forEachConcurrently(
      numbers(100),
      () => (done < 50 ? 2 : 5),
      async () => {
        running += 1
        most = Math.max(most, running)
        await tick()
        running -= 1
        done += 1
      },
    )
    expect(most).toBe(5)
  })

  test('ends reading at the first error, lets what was begun end, and throws it', async () => {
    const ended: number[] = []
    let read = 0
    const work = forEachConcurrently(
      numbers(1_000, () => {
        read += 1
      }),
      () => 4,
      async value => {
        await tick()
        if (value === 3) throw new Error('three')
        await tick()
        ended.push(value)
      },
    )
    await expect(work).rejects.toThrow('three')
    expect(read).toBeLessThan(20)
    expect(ended).toEqual([0, 1, 2])
  })

  test('passes on an error of the source once what was begun has ended', async () => {
    let done = 0
    async function* broken() {
      yield 1
      yield 2
      throw new Error('source')
    }
    const work = forEachConcurrently(
      broken(),
      () => 4,
      async () => {
        await tick()
        done += 1
      },
    )
    await expect(work).rejects.toThrow('source')
    expect(done).toBe(2)
  })
})
