import { describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { openStage } from '../cli/stage.ts'
import { make, recordsOf } from '../import/api.ts'
import type { Deal } from './deals-import.ts'
import { ledgerAsLeft } from './ledger-as-left.ts'
import type { Death, Moment } from './moments.ts'
import {
  companiesMade,
  editsMade,
  expectExact,
  fourDeals,
  fourDealsEdited,
  makePartners,
  type SmallImport,
  smallImport,
} from './small-import.ts'

vi.setConfig({ testTimeout: 120_000 })

const stage = openStage()

/** The moments of a request's life in their order, with what is left: in the ledger, and at the API. */
const moments: readonly (readonly [Moment, 'as it was' | 'sending' | 'done', 'nothing' | 'carried out'])[] = [
  ['intent: before', 'as it was', 'nothing'],
  ['intent: written', 'as it was', 'nothing'],
  ['intent: committed', 'sending', 'nothing'],
  ['request: leaving', 'sending', 'nothing'],
  ['request: sent', 'sending', 'carried out'],
  ['request: answered', 'sending', 'carried out'],
  ['request: read', 'sending', 'carried out'],
  ['outcome: before', 'sending', 'carried out'],
  ['outcome: written', 'sending', 'carried out'],
  ['outcome: committed', 'done', 'carried out'],
]

interface Operation {
  readonly name: string
  readonly death: Pick<Death, 'of' | 'nth'>
  /** What comes before the run that is killed; gives that one's rows. */
  prepare(one: SmallImport): Promise<readonly Deal[]>
  /** What has been carried out of such operations, the one that is killed the last of them. */
  readonly carriedOut: (sandbox: Sandbox) => number
  readonly import: 'deals' | 'deals/account'
}

const operations: readonly Operation[] = [
  {
    name: 'a create',
    death: { of: 'create', nth: 3 },
    prepare: async () => fourDeals,
    carriedOut: sandbox => recordsOf(sandbox, 'opportunity').length,
    import: 'deals',
  },
  {
    name: 'the create of a parent',
    death: { of: 'parent', nth: 2 },
    prepare: async () => fourDeals,
    carriedOut: sandbox => companiesMade(sandbox).length,
    import: 'deals/account',
  },
  {
    name: 'an update',
    death: { of: 'update', nth: 3 },
    async prepare({ run }) {
      await run(fourDeals)
      return fourDealsEdited
    },
    carriedOut: editsMade,
    import: 'deals',
  },
  {
    name: 'the update of a record that was there',
    death: { of: 'update', nth: 3 },
    async prepare({ sandbox }) {
      const [$account] = await makePartners(sandbox, 1)
      for (const { id } of fourDeals) {
        await make(sandbox, 'opportunities', { $name: 'old', $stage: 'Won', sourceId: id, amount: 1 }, { $account })
      }
      return fourDealsEdited
    },
    carriedOut: editsMade,
    import: 'deals',
  },
  {
    name: 'the second update of a row with too many links for one request',
    death: { of: 'update', nth: 2 },
    async prepare({ sandbox }) {
      const partners = await makePartners(sandbox, 60)
      return fourDeals.map(deal => ({ ...deal, partners: deal.id === 'D-1' ? partners : [] }))
    },
    carriedOut: sandbox => {
      const links = recordsOf(sandbox, 'opportunity').flatMap(({ relationships }) => relationships['partners'] ?? [])
      return links.length > 50 ? 2 : links.length > 25 ? 1 : 0
    },
    import: 'deals',
  },
]

describe.concurrent.each(operations)('a process killed at $name', operation => {
  test.each(moments)(
    '%s: the ledger has the row %s, the API has %s; the next run is exact',
    async (at, state, done) => {
      const one = await smallImport(stage)
      const deals = await operation.prepare(one)
      const { nth } = operation.death

      const killed = await one.run(deals, { at, ...operation.death })
      const left = ledgerAsLeft(one.files.ledger)
      const carriedOut = nth - (done === 'nothing' ? 1 : 0)
      await vi.waitUntil(() => operation.carriedOut(one.sandbox) >= carriedOut)
      const carriedOutThen = operation.carriedOut(one.sandbox)
      const next = await one.run(deals)

      expect(killed.signal, killed.stderr).toBe('SIGKILL')
      expect(left?.integrity).toEqual(['ok'])
      expect(left?.rows[`${operation.import} sending`] ?? 0).toBe(state === 'sending' ? 1 : 0)
      expect(carriedOutThen).toBe(carriedOut)
      expectExact(next, one.sandbox, deals)
    },
  )
})

describe.concurrent('a process killed while it settles what another one has left', () => {
  test.each(moments)('%s: the next run is exact', async at => {
    const one = await smallImport(stage)
    await one.run(fourDeals, { at: 'request: sent', of: 'create', nth: 2 })
    await vi.waitUntil(() => recordsOf(one.sandbox, 'opportunity').length === 2)

    // What is settled is sent again before anything else.
    const killed = await one.run(fourDealsEdited, { at, of: 'create', nth: 1 })
    const left = ledgerAsLeft(one.files.ledger)
    const next = await one.run(fourDealsEdited)

    expect(killed.signal, killed.stderr).toBe('SIGKILL')
    expect(left).toMatchObject({ integrity: ['ok'], rows: at === 'outcome: committed' ? {} : { 'deals sending': 1 } })
    expectExact(next, one.sandbox, fourDealsEdited)
  })
})

describe.concurrent('a process killed while nothing of a row is on its way', () => {
  test.each([
    'tables: before',
    'tables: written',
    'workspace: before',
    'workspace: written',
    'workspace: committed',
    'lock: before',
    'lock: written',
    'lock: committed',
    'run start: before',
    'run start: written',
    'run start: committed',
    'run end: before',
    'run end: written',
    'run end: committed',
  ] as const)('%s: the next run is exact', async at => {
    const one = await smallImport(stage)
    const killed = await one.run(fourDeals, { at, nth: 1 })
    const left = ledgerAsLeft(one.files.ledger)
    const next = await one.run(fourDeals)

    expect(killed.signal, killed.stderr).toBe('SIGKILL')
    expect(left?.integrity).toEqual(['ok'])
    expectExact(next, one.sandbox, fourDeals)
  })
})

describe.concurrent('a process killed while the API works on its request', () => {
  test.each([
    ['hang', 'a create', 'POST', '/v1/opportunities', 3],
    ['hang-after', 'a create', 'POST', '/v1/opportunities', 3],
    ['hang', 'the create of a parent', 'POST', '/v1/accounts', 2],
    ['hang-after', 'the create of a parent', 'POST', '/v1/accounts', 2],
    ['hang', 'an update', 'POST', '/v1/opportunities/', 3],
    ['hang-after', 'an update', 'POST', '/v1/opportunities/', 3],
  ] as const)('%s at %s: the next run is exact', async (kind, operation, method, path, at) => {
    const one = await smallImport(stage)
    if (operation === 'an update') await one.run(fourDeals)
    const writesBefore = writesOf(one.sandbox)
    one.sandbox.setFaults([{ kind, match: { method, path, nth: { at } } }])
    const { child, ended } = one.begin(fourDealsEdited)
    await vi.waitUntil(() => writesOf(one.sandbox).unanswered > writesBefore.unanswered, { timeout: 60_000 })
    child.kill('SIGKILL')
    await ended
    const left = ledgerAsLeft(one.files.ledger)
    one.sandbox.setFaults([])
    const next = await one.run(fourDealsEdited)

    expect(left?.integrity).toEqual(['ok'])
    expect(Object.keys(left?.rows ?? {}).filter(what => what.endsWith(' sending'))).toHaveLength(1)
    expectExact(next, one.sandbox, fourDealsEdited)
  })
})

function writesOf(sandbox: Sandbox): { readonly unanswered: number } {
  return { unanswered: sandbox.state().requests.write.byStatus['none'] ?? 0 }
}
