import { expect, test } from 'vitest'
import { displayWidth } from '../../src/report/display-width.ts'
import { resultRow } from '../../src/report/result-rows.ts'
import { resultsTable } from '../../src/report/results-table.ts'
import { plainLook } from '../../src/report/style.ts'
import { makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { hasScript, Screen } from './live/screen.ts'
import { call, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()
const message = 'not one of the 6 options of $stage; map it through values, to Lead, Qualified, Won, Lost'
const rows = [
  {
    row: 1,
    key: 'D-1',
    outcome: 'created',
    recordId: 'opp_00000001',
    httpLink: 'https://crm.example/o/1',
    error: null,
  },
  { row: 1_200, key: '株式会社ロングネーム', outcome: 'in_doubt', recordId: null, httpLink: null, error: null },
  {
    row: 30,
    key: 'a\u001b[31mb',
    outcome: 'failed',
    recordId: null,
    httpLink: null,
    error: { code: 'unknown_option', param: '$stage', column: 'Stage', message },
  },
] as const
const told = rows.map(row => resultRow({ ...row, line: row.row + 1, attempts: 1, idempotencyKey: null }, 'run-1', 0))

test('columns are aligned by what a terminal shows, wide characters too', () => {
  const lines = resultsTable(told, null, plainLook.style)
  const [head = ''] = lines
  expect(head).toMatch(/^ ROW +LINE +KEY +OUTCOME +CODE +COLUMN +RECORD +MESSAGE +LINK$/)
  const at = displayWidth(head.slice(0, head.indexOf('OUTCOME')))
  for (const [index, outcome] of ['created', 'in_doubt', 'failed'].entries()) {
    const line = lines[index + 1] ?? ''
    expect(displayWidth(line.slice(0, line.indexOf(outcome)))).toBe(at)
  }
})

test.each([160, 120, 80, 60, 40, 20])('no line is wider than %i columns', width => {
  const lines = resultsTable(told, width, plainLook.style)
  expect(lines).toHaveLength(4)
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width)
  expect(lines[0]).toContain('OUTCOME')
})

test('a column that holds nothing is left out, and what steers a terminal is written out', () => {
  const text = resultsTable(told.slice(2), null, plainLook.style).join('\n')
  expect(text).not.toMatch(/RECORD|LINK/)
  expect(text).toContain('a\\u001b[31mb')
})

test('a pipe gets CSV, and --format says otherwise', async () => {
  const { args, env } = await imported(3)
  const [csv, table] = await Promise.all([call(args, { env }), call([...args, '--format', 'table'], { env })])
  expect(csv.stdout).toMatch(/^row,line,key,outcome,/)
  expect(table.stdout).toMatch(/^ROW +LINE +KEY +OUTCOME/)
  expect(table.stderr).toContain('3 rows')
})

test.skipIf(!hasScript)('a terminal gets the first hundred rows as a table, and how to get all', async () => {
  const { args, env } = await imported(103)
  const screen = new Screen(stage, args, { columns: 80, rows: 200, env })
  expect(await screen.end()).toBe(0)
  expect(screen.lines[0]).toMatch(/^ROW +LINE +KEY +OUTCOME/)
  expect(screen.lines.filter(line => line.includes('created'))).toHaveLength(100)
  expect(screen.lines[101]).toBe('The first 100 of 103 rows. All of them:')
  expect(screen.lines[102]).toMatch(/^ {2}lightfield-import results --mapping /)
  expect(screen.colours).not.toEqual([])
})

async function imported(count: number) {
  const sandbox = await stage.sandbox()
  await makeAccount(sandbox)
  const { csv, mapping } = writeDeals(stage.folder(), numberedDeals(count))
  expect((await call(['run', csv, '--mapping', mapping], { env: towards(sandbox) })).code).toBe(0)
  return { args: ['results', '--mapping', mapping], env: towards(sandbox) }
}
