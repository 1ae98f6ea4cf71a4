import { describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { openStage } from '../cli/stage.ts'
import { recordsOf } from '../import/api.ts'
import { ledgerAsLeft } from './ledger-as-left.ts'
import type { Moment, Operation } from './moments.ts'
import {
  companiesMade,
  editsMade,
  expectExact,
  fourDeals,
  fourDealsEdited,
  type SmallImport,
  smallImport,
} from './small-import.ts'

vi.setConfig({ testTimeout: 120_000 })

const stage = openStage()

interface Undoing {
  readonly name: string
  /** How its requests are told from others. */
  readonly of: Operation
  /** What comes before the undo; gives the run that is undone, null for all. */
  prepare(one: SmallImport): Promise<string | null>
  /** Of four rows, those that are undone. */
  readonly undone: (sandbox: Sandbox) => number
}

const undoings: readonly Undoing[] = [
  {
    name: 'moves a record to the trash',
    of: 'delete',
    async prepare({ run }) {
      await run(fourDeals)
      return null
    },
    undone: sandbox => 4 - recordsOf(sandbox, 'opportunity').length,
  },
  {
    name: 'puts a value back',
    of: 'update',
    async prepare({ run }) {
      await run(fourDeals)
      return JSON.parse((await run(fourDealsEdited)).stdout).run_id
    },
    undone: sandbox => 4 - editsMade(sandbox),
  },
]

/** Moments of the second record: its row is written down before its request leaves, and once more after it. */
const moments: readonly (readonly [Moment, number, number])[] = [
  ['undoing: before', 3, 1],
  ['undoing: written', 3, 1],
  ['undoing: committed', 3, 1],
  ['request: leaving', 2, 1],
  ['request: sent', 2, 2],
  ['request: answered', 2, 2],
  ['request: read', 2, 2],
  ['undoing: before', 4, 2],
  ['undone: before', 2, 2],
  ['undone: written', 2, 2],
  ['undone: committed', 2, 2],
]

describe.concurrent.each(undoings)('an undo that is killed while it $name', undoing => {
  async function killUndo(at: Moment, nth: number, undone: number) {
    const one = await smallImport(stage)
    const runId = await undoing.prepare(one)
    const killed = await one.undo(runId, { at, nth, ...(at.startsWith('request') ? { of: undoing.of } : {}) })
    await vi.waitUntil(() => undoing.undone(one.sandbox) >= undone)
    expect(killed.signal, killed.stderr).toBe('SIGKILL')
    expect(undoing.undone(one.sandbox)).toBe(undone)
    expect(ledgerAsLeft(one.files.ledger)?.integrity).toEqual(['ok'])
    return { one, runId }
  }

  test.each(moments)('%s, time %i: %i rows are undone, and the next undo does the rest', async (...moment) => {
    const { one, runId } = await killUndo(...moment)
    const next = await one.undo(runId)

    expect(next.code, next.stderr).toBe(0)
    if (runId !== null) expectExact(next, one.sandbox, fourDeals)
    else expect([recordsOf(one.sandbox, 'opportunity'), companiesMade(one.sandbox)]).toEqual([[], []])
  })

  test.each(moments.filter(([at]) => ['undoing: committed', 'request: sent', 'undone: written'].includes(at)))(
    '%s, time %i: %i rows are undone, and a run in place of the next undo is exact',
    async (...moment) => {
      const { one } = await killUndo(...moment)

      expectExact(await one.run(fourDealsEdited), one.sandbox, fourDealsEdited)
    },
  )
})
