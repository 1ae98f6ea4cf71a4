import type { ImportLedger } from '../../../src/ledger/ledger.ts'
import type { LedgerAndClient } from '../../import/import-run.ts'

/** The named points of a request, in their order; `look-up` stands for any read. */
export const points = [
  'before the intent',
  'intent on disk',
  'answered',
  'before the outcome',
  'outcome on disk',
  'look-up',
] as const

export type Point = (typeof points)[number]

/** A process dies when it comes to a point for the nth time, counted from 1. */
export interface Death {
  readonly at: Point
  readonly nth: number
}

/** What a process that has died still tries to do comes to nothing. */
export class Dead extends Error {}

/**
 * The parts of a run that dies at a point: from then on nothing of it reaches the ledger, and no request leaves. A request
 * that is under way at that moment is carried out, as it would be if its process were killed.
 *
 * @param onDeath called at the point itself: what is on disk now is what the next process finds
 */
export function mortal({ client, ledger, imports }: LedgerAndClient, death: Death, onDeath: () => void) {
  let timesLeft = death.nth
  let isDead = false

  function reach(point: Point): void {
    assertAlive()
    if (point !== death.at) return
    timesLeft -= 1
    if (timesLeft > 0) return
    isDead = true
    onDeath()
    assertAlive()
  }
  function assertAlive(): void {
    if (isDead) throw new Dead('the process is dead')
  }
  function around<Args extends readonly unknown[], T>(
    before: Point | null,
    perform: (...args: Args) => Promise<T>,
    after: Point | null,
  ): (...args: Args) => Promise<T> {
    return async (...args) => {
      assertAlive()
      if (before !== null) reach(before)
      const result = await perform(...args)
      if (after !== null) reach(after)
      return result
    }
  }
  function mortalLedger(of: ImportLedger): ImportLedger {
    return withOverrides(of, {
      intend: around('before the intent', (row, claim) => of.intend(row, claim), null),
      record: around('before the outcome', (row, change) => of.record(row, change), 'outcome on disk'),
      release: around('before the outcome', (identity, known) => of.release(identity, known), 'outcome on disk'),
      recordUndone: around('before the outcome', (row, changes) => of.recordUndone(row, changes), 'outcome on disk'),
      startRun(...run) {
        assertAlive()
        of.startRun(...run)
      },
      endRun(...end) {
        assertAlive()
        of.endRun(...end)
      },
    })
  }
  const beforeEach = (beforeSend: (attempt: number) => Promise<void>) =>
    around(null, (attempt: number) => beforeSend(attempt), 'intent on disk')

  return {
    ledger: mortalLedger(ledger),
    imports: withOverrides(imports, { parents: object => mortalLedger(imports.parents(object)) }),
    client: withOverrides(client, {
      write: around(null, (request, each, signal) => client.write(request, beforeEach(each), signal), 'answered'),
      remove: around(null, (request, each, signal) => client.remove(request, beforeEach(each), signal), 'answered'),
      list: around('look-up', (...query) => client.list(...query), null),
      retrieve: around('look-up', (...query) => client.retrieve(...query), null),
    }),
  }
}

/** An object with some of its methods replaced: its private parts are out of reach of a copy. */
function withOverrides<T extends object>(target: T, overrides: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(overrides, name)) return Reflect.get(overrides, name)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
