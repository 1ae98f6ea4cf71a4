import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type SettledWrite, settledRow } from '../../src/import/delivery/settled-row.ts'
import { indexLagMs } from '../../src/import/look-up/second-look.ts'
import { planRow } from '../../src/import/plan.ts'
import type { LedgerRow, RowState } from '../../src/ledger/ledger-row.ts'
import type { Settled } from '../../src/lightfield/attempts.ts'
import { keyLifetimeMs } from '../../src/lightfield/idempotency.ts'
import { outcomes } from '../../src/model/outcome.ts'
import { ledgerRow, sent, unwrittenRow } from '../import/rows.ts'
import { points } from './model/mortal-parts.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/reliability.md', root), 'utf8')

/** `skipped` is what a run says of a row that was done; it is never written down. */
const states: readonly RowState[] = [...outcomes, 'sending' as const].filter(state => state !== 'skipped')

/** The arrows of the diagram, such as `sending --> created`. */
const arrows = [...page.matchAll(/^ {4}(\S+ --> [^\s:]+)(?::|$)/gm)].map(([, arrow = '']) => arrow)

/** The table of the states: what the next run does about a row as it was, and about one that was edited. */
const table = [...section('The states of a row').matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(
  ([, state = '', cells = '']) => {
    const [, , asBefore = '', whenEdited = ''] = cells.split('|').map(cell => cell.trim())
    return { state: state as RowState, asBefore, whenEdited }
  },
)

describe('the states', () => {
  test('of the table are those of the ledger', () => {
    expect(table.map(({ state }) => state).toSorted()).toEqual(states.toSorted())
  })

  test('of the diagram are the same', () => {
    const drawn = new Set(arrows.flatMap(arrow => arrow.split(' --> ')).filter(state => state !== '[*]'))
    expect([...drawn].toSorted()).toEqual(states.toSorted())
  })
})

describe.each(table)('what the next run does about a row that is $state', ({ state, asBefore, whenEdited }) => {
  test('is what it is planned to do', () => {
    expect(asBefore).toContain(planned(state, 'now'))
  })

  test('is what it is planned to do where the row was edited', () => {
    expect(whenEdited).toContain(planned(state, 'edited'))
  })

  test('leads to a request in the diagram too, where the row was edited', () => {
    expect(arrows).toContain(state === 'sending' ? 'sending --> in_doubt' : `${state} --> sending`)
  })
})

const settled: readonly (readonly [Settled, 'create' | 'update'])[] = [
  [{ kind: 'done', body: { id: 'opp_1' }, attempts: 1 }, 'create'],
  [{ kind: 'done', body: { id: 'opp_1' }, attempts: 1 }, 'update'],
  [{ kind: 'refused', error: { status: 422, type: '', code: 'x', param: null, message: '' }, attempts: 1 }, 'create'],
  [{ kind: 'lost', reason: 'reset', attempts: 2, isDelivered: 'unknown' }, 'create'],
  [{ kind: 'lost', reason: 'refused', attempts: 2, isDelivered: 'no' }, 'create'],
  [{ kind: 'interrupted', attempts: 1, isDelivered: 'unknown' }, 'update'],
]

test.each(settled)('%o of %s is an arrow of the diagram', (end, operation) => {
  const write: SettledWrite = {
    base: unwrittenRow(),
    sent: { ...sent, operation },
    outcome: operation === 'create' ? 'created' : 'updated',
    runId: 'run',
    nowMs: 0,
    columnOf: () => null,
  }
  expect(arrows).toContain(`sending --> ${settledRow(end, write)?.state ?? '[*]'}`)
})

test('every point at which the model has a process die stands in the table', () => {
  const told = [...section('When the process dies').matchAll(/^\| `([^`]+)` \|/gm)].map(([, point = '']) => point)
  // On its way is what a death elsewhere makes of the other requests.
  expect(told.filter(point => point !== 'on its way').toSorted()).toEqual([...points].toSorted())
})

test('every code of the page is one that the program gives', () => {
  const sources = globSync('src/**/*.ts', { cwd: root }).map(file => readFileSync(new URL(file, root), 'utf8'))
  const rows = section('What stops a run').matchAll(/^\| (`\w+`.*?) \|/gm)
  const cells = [...rows].map(([, cell = '']) => cell)
  const codes = [...cells, section('In doubt')].flatMap(text => text.match(/(?<=`)[a-z]+_[a-z_]+(?=`)/g) ?? [])

  expect(codes.length).toBeGreaterThan(5)
  for (const code of codes) expect(sources.some(text => text.includes(`'${code}'`))).toBe(true)
})

test('the times that the page tells are those of the code', () => {
  expect(page).toContain('less five minutes')
  expect(keyLifetimeMs).toBe((24 * 60 - 5) * 60_000)
  expect(page).toContain('after three seconds')
  expect(indexLagMs).toBe(3_000)
})

function section(title: string): string {
  return page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
}

/** The page's verb for what is planned about a row in a state, whose digest was `now` when it was last sent. */
function planned(state: RowState, digest: string): string {
  const plan = planRow(rowIn(state), digest, { runId: 'next', retryFailed: false, policy: { mode: 'find-or-create' } })
  if (plan.kind !== 'leave') return 'tries'
  switch (plan.outcome) {
    case 'skipped':
      return 'skips'
    case 'in_doubt':
      return 'settles'
    default:
      return 'leaves'
  }
}

function rowIn(state: RowState): LedgerRow {
  const hasRecord = ['created', 'updated', 'unchanged', 'found'].includes(state)
  return hasRecord ? ledgerRow({ state }) : unwrittenRow({ state })
}
