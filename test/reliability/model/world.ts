import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { make } from '../../import/api.ts'
import { TestClock } from '../../import/import-run.ts'
import type { History } from './history.ts'
import { company, firstRows } from './rows.ts'

const hourMs = 3_600_000

/** A workspace, and the two clocks: the server's and this machine's. */
export interface World {
  readonly sandbox: Sandbox
  /** This machine's. */
  readonly clock: TestClock
  /** An account that is there from the beginning. */
  readonly accountId: string
  /** A record that holds what the first row says, and is older than the import; null: there is none. */
  readonly strangerId: string | null
  serverNow(): number
  wait(clock: 'both' | 'server' | 'ours', ms: number): Promise<void>
  /** Has the server carry out what it has taken up and not done yet. */
  arrive(): Promise<void>
}

export async function startWorld({ shape, surroundings }: Pick<History, 'shape' | 'surroundings'>): Promise<World> {
  const clock = new TestClock()
  let aheadMs = 0
  let late: (() => void)[] = []
  const sandbox = await startSandbox({
    clock: () => clock.now() + aheadMs,
    sleep: () => new Promise(resolve => late.push(resolve)),
    // High ones that the headers state: without any, the program keeps to those of the documentation.
    limits: { write: 9999, read: 9999, search: 9999 },
    indexLagMs: surroundings.indexLagMs,
  })
  async function arrive(): Promise<void> {
    const waiting = late
    late = []
    for (const goOn of waiting) goOn()
    await new Promise(resolve => setImmediate(resolve))
  }

  const accountId = await make(sandbox, 'accounts', { $name: company })
  const [row] = firstRows(1, shape)
  let strangerId: string | null = null
  if (shape.hasStranger && row !== undefined) {
    const { id, name, amount } = row
    const fields = { $name: name, $stage: 'Lead', amount, nextStep: 'one', ...(shape.isAlike ? {} : { sourceId: id }) }
    strangerId = await make(sandbox, 'opportunities', fields, { $account: accountId })
  }
  clock.advance(hourMs)

  return {
    sandbox,
    clock,
    accountId,
    strangerId,
    serverNow: () => clock.now() + aheadMs,
    async wait(which, ms) {
      // No server works on a request for hours.
      if (which !== 'ours' && ms >= hourMs) await arrive()
      if (which !== 'server') clock.advance(ms)
      if (which === 'server') aheadMs += ms
      if (which === 'ours') aheadMs -= ms
    },
    arrive,
  }
}
