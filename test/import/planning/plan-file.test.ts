import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { followPlan } from '../../../src/import/planning/follow-plan.ts'
import { planEnd } from '../../../src/import/planning/plan-end.ts'
import { openPlanFile } from '../../../src/import/planning/plan-file.ts'
import type { Intended } from '../../../src/import/planning/plan-follower.ts'
import type { PlanRow } from '../../../src/import/planning/plan-row.ts'
import type { Change } from '../../../src/ledger/ledger-row.ts'
import { temporaryFolder } from '../../temporary.ts'

const drawnAt = Date.UTC(2026, 9, 20)

const header = {
  format: 'lightfield-import plan',
  version: 1,
  import: 'deals',
  object: 'opportunity',
  mode: 'upsert',
  made_at: new Date(drawnAt).toISOString(),
  program: '0.1.0',
  ledger: 'ledger.db',
  retry_failed: false,
  limit: null,
  hashes: { file: 'a', mapping: 'b', definitions: 'c' },
}

function planRow(row: number, difference: Partial<PlanRow> = {}): PlanRow {
  const nothing = { fields: {}, links: [], record_hash: null, error_code: null }
  return { row, line: row + 1, key: `${row}`, action: 'create', record_id: 'new', ...nothing, ...difference }
}

const update: Partial<PlanRow> = {
  action: 'update',
  record_id: 'opp_1',
  fields: { amount: { from: 1, to: 2 } },
  links: [{ key: 'partners', operation: 'add', ids: ['acc_1', 'new'] }],
  record_hash: 'hash',
}

function wholePlan(rows: readonly PlanRow[], end = '\n'): string {
  return planFile([header, ...rows, planEnd(rows.length)], end)
}

function planFile(lines: readonly unknown[], end = '\n'): string {
  const path = join(temporaryFolder(), 'plan.jsonl')
  writeFileSync(path, lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') + end)
  return path
}

test('a plan tells its header, its rows in whatever order they are asked for, and what it makes', async () => {
  const parents = [{ object: 'account', fields: { $name: 'Åcme "1"', region: 'EU' } }]
  const rows = [planRow(1, { key: 'é\n' }), planRow(2, { parents }), planRow(3, update)]
  await using plan = await openPlanFile(wholePlan(rows))

  expect(plan.header).toEqual(header)
  expect(plan.lastRow).toBe(3)
  expect([3, 1, 2].map(row => plan.row(row))).toEqual([rows[2], rows[0], rows[1]])
  expect(plan.makes({ object: 'account', fields: { region: 'EU', $name: 'Åcme "1"' } })).toBe(true)
  expect(plan.makes({ object: 'account', fields: { $name: 'Åcme "1"' } })).toBe(false)
})

test('lines are told from each other however long they are, and the last one may lack its end', async () => {
  const rows = Array.from({ length: 400 }, (_, index) => planRow(index + 1, { key: 'ü'.repeat(index * 3) }))
  await using plan = await openPlanFile(wholePlan(rows, ''))

  expect(plan.lastRow).toBe(400)
  expect(rows.map(({ row }) => plan.row(row))).toEqual(rows)
})

test('the page about plans tells every key of their lines', () => {
  const page = readFileSync(new URL('../../../docs/dry-run.md', import.meta.url), 'utf8')
  const keys = [...Object.keys(header), ...Object.keys(planRow(1, { parents: [] })), ...Object.keys(planEnd(1))]
  expect(keys.filter(key => !new RegExp(`^\\|[^|]*\`${key}\``, 'm').test(page))).toEqual([])
})

test('a plan of no row is one', async () => {
  await using plan = await openPlanFile(wholePlan([]))
  expect(plan.lastRow).toBe(0)
})

const cutOff = 'the plan is cut off after this line: its last line, which says how many rows it has, is missing'

test.each([
  ['an empty file', [], [[1, 'the file is empty']]],
  ['another format', ['ID,Name', '1,Acme'], [[1, 'this is not a plan: its first line does not say so']]],
  ['a later version', [{ ...header, version: 2 }], [[1, 'this version reads plans of version 1 only']]],
  ['a header cut short', [{ ...header, hashes: {} }], [[1, 'the first line of the plan is not complete']]],
  [
    'lines that are broken, left out and in another order',
    [header, planRow(1), '{"row":2', planRow(4), planRow(3, { action: 'delete' as 'create' }), planEnd(4)],
    [
      [3, 'this is not a line of a plan'],
      [4, 'row 3 is expected here, and this is row 4'],
      [5, 'this is not a line of a plan'],
    ],
  ],
  [
    'an update of something that is no link',
    [header, planRow(1, { links: [{ key: 'partners', operation: 'swap' as 'add', ids: [] }] }), planEnd(1)],
    [[2, 'this is not a line of a plan']],
  ],
  ['a plan that is cut off at the end of a line', [header, planRow(1), planRow(2)], [[3, cutOff]]],
  ['a plan that is cut off after its header', [header], [[1, cutOff]]],
  [
    'a plan that is cut off in its last line',
    [header, planRow(1), '{"end":true,"ro'],
    [
      [3, 'this is not a line of a plan'],
      [3, cutOff],
    ],
  ],
  [
    'a plan whose end counts other rows',
    [header, planRow(1), planEnd(2)],
    [[3, 'the count of rows here is 2, and the plan has 1']],
  ],
  [
    'a plan that goes on after its end',
    [header, planRow(1), planEnd(1), planRow(2), planEnd(2)],
    [
      [4, 'the plan ends before this line'],
      [5, 'the plan ends before this line'],
    ],
  ],
])('%s is refused with the lines that are wrong', async (_, lines, problems) => {
  const path = planFile(lines, lines.length === 0 ? '' : '\n')
  const refusal = await openPlanFile(path).catch(error => error)

  expect(refusal).toBeInstanceOf(InputError)
  expect(refusal.code).toBe('plan_invalid')
  expect(refusal.problems).toEqual(problems.map(([line, message]) => ({ file: path, line, column: null, message })))
})

test('a file that is not there, and a folder, are refused', async () => {
  for (const path of [join(temporaryFolder(), 'none.jsonl'), temporaryFolder()]) {
    await expect(openPlanFile(path)).rejects.toMatchObject({ code: 'plan_unreadable' })
  }
})

test('a plan that is changed while a run goes by it stops the run', async () => {
  const path = wholePlan([planRow(1), planRow(2)])
  await using plan = await openPlanFile(path)
  writeFileSync(path, `${JSON.stringify(header)}\n${JSON.stringify(planRow(2))}\n`)
  appendFileSync(path, `${JSON.stringify(planRow(1))}\n`)

  expect(() => plan.row(1)).toThrow('was changed while the run went by it')
})

/** What a run is about to do, just as planned but for what a test says. */
function intended(
  difference: Partial<Intended['planned']> & Partial<Pick<Intended, 'recordId' | 'begunAt'>>,
): Intended {
  const { recordId = 'opp_1', begunAt = null, ...planned } = difference ?? {}
  return {
    outcome: 'updated',
    recordId,
    begunAt,
    planned: {
      operation: 'update',
      recordId,
      fields: new Map([['amount', { from: 9, to: 2 }]]),
      links: [{ key: 'partners', operation: 'add', ids: ['acc_1', 'acc_9'] }],
      recordHash: 'hash',
      ...planned,
    },
  }
}

async function departures(
  cases: readonly Intended[],
  changes: readonly Pick<Change, 'operation' | 'recordId' | 'at'>[] = [],
) {
  await using plan = await openPlanFile(wholePlan([planRow(1, update)]))
  const ledger = { changes: () => [changes as readonly Change[]] }
  const follower = followPlan(plan, () => [ledger])
  follower.made('acc_9', null)
  return cases.map(one => follower.departure(1, one)?.message.replace(/ Nothing was sent.*$/, '') ?? null)
}

test('a row departs from its plan where the record, its state, a value or a link is another one', async () => {
  const other = 'What is to be written is not what the plan says:'
  expect(
    await departures([
      intended({}),
      intended({ recordId: 'opp_2' }),
      intended({ recordHash: 'other' }),
      intended({ fields: new Map([['amount', { from: 1, to: 3 }]]) }),
      intended({ fields: new Map() }),
      intended({ links: [] }),
      intended({ links: [{ key: 'partners', operation: 'remove', ids: ['acc_1', 'acc_9'] }] }),
      intended({ links: [{ key: 'partners', operation: 'add', ids: ['acc_1', 'acc_8'] }] }),
      { ...intended({}), outcome: 'created' },
      { ...intended({}), outcome: 'unchanged', planned: null },
    ]),
  ).toEqual([
    null,
    'The plan has another record for this row.',
    'The record was changed since the plan was drawn.',
    `${other} amount.`,
    `${other} amount.`,
    `${other} partners.`,
    `${other} partners.`,
    `${other} partners.`,
    'The plan has update for this row, and now it is create.',
    'The plan has update for this row, and now it is unchanged.',
  ])
})

test('what earlier runs wrote since the plan was drawn is the work of the plan; what they wrote before is not', async () => {
  const cases = [
    intended({ recordHash: 'other' }),
    intended({ links: [{ key: 'partners', operation: 'add', ids: ['acc_1', 'acc_8'] }] }),
    intended({ recordHash: 'other', fields: new Map(), begunAt: drawnAt + 1 }),
    intended({ fields: new Map(), begunAt: drawnAt - 1 }),
  ]
  const written = (at: number) => [
    { operation: 'update', recordId: 'opp_1', at } as const,
    { operation: 'create', recordId: 'acc_8', at } as const,
  ]
  const departed = [false, false, false, true]

  const after = await departures(cases, written(drawnAt + 1))
  expect(after.map(message => message !== null)).toEqual(departed)
  const before = await departures(cases, written(drawnAt - 1))
  expect(before.map(message => message !== null)).toEqual([true, true, false, true])
})
