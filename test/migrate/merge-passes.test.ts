import { expect, test } from 'vitest'
import type { RunSummary } from '../../src/import/run-config.ts'
import type { ErrorGroup } from '../../src/import/tally.ts'
import { type Departures, mergePasses } from '../../src/migrate/merge-passes.ts'
import { type Outcome, type OutcomeCounts, outcomes } from '../../src/model/outcome.ts'

const none = Object.fromEntries(outcomes.map(outcome => [outcome, 0])) as OutcomeCounts

function passOf(counts: Partial<OutcomeCounts>, other: Partial<RunSummary> = {}): RunSummary {
  return {
    importName: 'accounts',
    object: 'account',
    runId: 'run',
    rows: Object.values(counts).reduce((sum, count) => sum + count, 0),
    outcomes: { ...none, ...counts },
    errors: [],
    parents: new Map(),
    lookUps: [],
    recreated: 0,
    settled: 0,
    leftInDoubt: 0,
    startedAt: 0,
    endedAt: 0,
    limitUse: null,
    end: 'finished',
    reason: null,
    ...other,
  }
}

function groupOf(code: string, count: number, exampleRow: number, parents: ErrorGroup['parents'] = []): ErrorGroup {
  return {
    code,
    param: null,
    count,
    exampleRow,
    exampleLine: exampleRow + 1,
    exampleMessage: `row ${exampleRow}`,
    parents,
  }
}

type Case = readonly [
  said: string,
  first: Partial<OutcomeCounts>,
  second: Partial<OutcomeCounts>,
  departures: readonly (readonly [Outcome | null, number])[],
  merged: Partial<OutcomeCounts>,
]

test.each<Case>([
  ['all completed', { created: 3 }, { updated: 2, unchanged: 1 }, [], { created: 3 }],
  [
    'some failed',
    { created: 3, updated: 1 },
    { updated: 1, failed: 2 },
    [
      ['created', 1],
      ['updated', 1],
    ],
    { created: 2, failed: 2 },
  ],
  [
    'failures beside those of the first pass',
    { created: 1, failed: 4 },
    { ambiguous: 1 },
    [['created', 1]],
    { failed: 4, ambiguous: 1 },
  ],
  ['a row of an earlier run', { skipped: 2 }, { failed: 1 }, [['skipped', 1]], { skipped: 1, failed: 1 }],
  ['a row that is in the file no more', { skipped: 2 }, { in_doubt: 1 }, [[null, 1]], { skipped: 2, in_doubt: 1 }],
  ['interrupted before its end', { created: 3 }, { updated: 1, pending: 2 }, [], { created: 3 }],
])('a row counts once: %s', (_, first, second, departures, merged) => {
  const { rows, outcomes } = mergePasses(passOf(first), passOf(second), new Map(departures) satisfies Departures)
  expect(outcomes).toEqual({ ...none, ...merged })
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(rows)
})

test('failures of one kind are one group, with the first row of both as the example', () => {
  const waiting = { parent: 'row 1 (line 2) of people', count: 2, exampleRow: 5 }
  const { errors } = mergePasses(
    passOf({}, { errors: [groupOf('parent_failed', 2, 5, [waiting]), groupOf('other', 1, 9)] }),
    passOf(
      {},
      { errors: [groupOf('other', 4, 3), groupOf('parent_failed', 1, 7, [{ ...waiting, count: 1, exampleRow: 7 }])] },
    ),
    new Map(),
  )
  expect(errors).toEqual([groupOf('other', 5, 3), groupOf('parent_failed', 3, 5, [{ ...waiting, count: 3 }])])
})

test('the time of an import is that of its two passes, whatever ran in between', () => {
  const { startedAt, endedAt, settled, parents, runId } = mergePasses(
    passOf({}, { startedAt: 100, endedAt: 150, settled: 1, parents: new Map([['account', 2]]) }),
    passOf({}, { startedAt: 900, endedAt: 930, settled: 2, parents: new Map([['account', 1]]), runId: 'run-2' }),
    new Map(),
  )
  expect({ startedAt, endedAt, settled, parents, runId }).toEqual({
    startedAt: 100,
    endedAt: 180,
    settled: 3,
    parents: new Map([['account', 3]]),
    runId: 'run',
  })
})
