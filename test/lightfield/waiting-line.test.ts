import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { WaitingLine } from '../../src/lightfield/waiting-line.ts'

/** Joins the line, and writes down how that ends. */
function join(line: WaitingLine, name: string, signal: AbortSignal, ends: string[]): object {
  const who = { name }
  line.join(who, signal).then(
    () => ends.push(`${name} went`),
    (reason: unknown) => ends.push(`${name} left: ${String(reason)}`),
  )
  return who
}

const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

test('they go in the order in which they came', async () => {
  const [line, ends] = [new WaitingLine(), [] as string[]]
  const { signal } = new AbortController()
  const first = join(line, 'first', signal, ends)
  join(line, 'second', signal, ends)
  expect(line.letGo()).toBe(first)
  await settled()
  expect(ends).toEqual(['first went'])
  line.letAllGo()
  await settled()
  expect(ends).toEqual(['first went', 'second went'])
  expect(line.letGo()).toBeNull()
})

test('an aborted signal takes all along who wait with it, and nobody else', async () => {
  const [line, ends] = [new WaitingLine(), [] as string[]]
  const [stopped, other] = [new AbortController(), new AbortController()]
  join(line, 'first', stopped.signal, ends)
  join(line, 'second', other.signal, ends)
  join(line, 'third', stopped.signal, ends)
  stopped.abort('enough')
  await settled()
  expect(ends).toEqual(['first left: enough', 'third left: enough'])
  expect(line.isEmpty).toBe(false)
  join(line, 'fourth', stopped.signal, ends)
  line.letAllGo()
  await settled()
  expect(ends.toSorted()).toEqual(['first left: enough', 'fourth left: enough', 'second went', 'third left: enough'])
})

test('a signal is listened to once, and no longer than somebody waits with it', async () => {
  const [line, ends] = [new WaitingLine(), [] as string[]]
  const { signal } = new AbortController()
  const listeners = (): number => getEventListeners(signal, 'abort').length
  for (const name of ['first', 'second', 'third']) join(line, name, signal, ends)
  expect(listeners()).toBe(1)
  line.letGo()
  expect(listeners()).toBe(1)
  line.refuseAll('closed')
  expect(listeners()).toBe(0)
  join(line, 'fourth', signal, ends)
  expect(listeners()).toBe(1)
  line.letGo()
  expect(listeners()).toBe(0)
  await settled()
  expect(ends.toSorted()).toEqual(['first went', 'fourth went', 'second left: closed', 'third left: closed'])
})
