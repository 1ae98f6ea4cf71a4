import { expect, test } from 'vitest'
import { importRows, type RowsInput, RunStopped } from '../../src/index.ts'
import { openStage } from '../cli/stage.ts'
import { accountsImport, accountsIn, accountsMapping, collect } from './accounts.ts'

const stage = openStage()

const mapping = {
  ...accountsMapping,
  fields: { $name: 'Name', annualRevenue: 'Revenue', customerSince: 'Since', isPartner: 'Partner' },
} as const

async function importOf(rows: RowsInput, columns?: readonly string[]) {
  const sandbox = await stage.sandbox()
  return { sandbox, run: importRows({ ...accountsImport(sandbox, stage.folder()), mapping, rows, columns }) }
}

test('values of a database are read as the cells of a file are', async () => {
  const { sandbox, run } = await importOf([
    { ID: 1n, Name: 'Acme', Revenue: 12.5, Since: new Date('2020-02-03T04:05:06Z'), Partner: true },
    { ID: 2n, Name: 'Beta', Revenue: null, Since: undefined, Partner: false },
  ])
  expect(await collect(run)).toMatchObject([
    { row: 1, line: 1, key: '1', outcome: 'created' },
    { row: 2, line: 2, key: '2', outcome: 'created' },
  ])
  const fields = sandbox.state().records['account']?.map(record => record.fields)
  expect(fields?.toSorted((a, b) => String(a['$name']).localeCompare(String(b['$name'])))).toMatchObject([
    { $name: 'Acme', isPartner: true },
    { $name: 'Beta', isPartner: false },
  ])
  expect(JSON.stringify(fields)).toContain('2020-02-03')
  expect(JSON.stringify(fields)).toContain('12.5')
})

test('a cursor is read as rows are sent, and closed when the run ends early', async () => {
  let isClosed = false
  let handedOut = 0
  async function* cursor() {
    try {
      for (let id = 1; ; id += 1) {
        handedOut = id
        yield { ID: id, Name: `Acme ${id}`, Revenue: null, Since: null, Partner: null }
      }
    } finally {
      isClosed = true
    }
  }
  const { sandbox, run } = await importOf(cursor())
  for await (const row of run) if (row.row === 150) break
  expect(isClosed).toBe(true)
  expect(handedOut).toBeLessThan(2_000)
  expect((await run.summary).outcomes.created).toBe(accountsIn(sandbox))
})

test('a cursor that never answers does not keep a run from ending', async () => {
  async function* cursor() {
    yield { ID: 1, Name: 'Acme', Revenue: null, Since: null, Partner: null }
    await new Promise(() => undefined)
  }
  const { run } = await importOf(cursor())
  const ended = run.summary
  await run.stop()
  expect(await ended).toMatchObject({ end: 'interrupted' })
})

test('a cursor that fails stops the run, with its error as the cause', async () => {
  const lost = new Error('connection lost')
  async function* cursor() {
    yield { ID: 1, Name: 'Acme', Revenue: null, Since: null, Partner: null }
    throw lost
  }
  const { stopped, end } = await (await importOf(cursor())).run.summary
  expect(end).toBe('stopped')
  expect(stopped).toBeInstanceOf(RunStopped)
  expect(stopped).toMatchObject({ code: 'rows_unreadable', cause: { code: 'rows_unreadable', cause: lost } })
})

test('columns may be named where rows leave some out', async () => {
  const columns = ['ID', 'Name', 'Revenue', 'Since', 'Partner']
  const { run } = await importOf(
    [
      { ID: 1, Name: 'Acme' },
      { Name: 'Beta', ID: 2, Revenue: 3 },
    ],
    columns,
  )
  expect(await run.summary).toMatchObject({ ok: true, outcomes: { created: 2 }, columns })
})

const row = { ID: 1, Name: 'Acme', Revenue: 1, Since: null, Partner: null }

test.each([
  ['no row', [], 'no_rows'],
  ['a row that is no object', [[1, 2]], 'row_invalid'],
  ['a first row without values', [null], 'row_invalid'],
])('%s is refused', async (_, rows, code) => {
  const { run } = await importOf(rows as unknown as RowsInput)
  await expect(run.summary).rejects.toMatchObject({ code })
})

test.each([
  ['a column that no row had before', { ...row, Fax: 'secret' }],
  ['a list in a cell', { ...row, Name: ['secret'] }],
  ['a date that is none', { ...row, Since: new Date('secret') }],
  ['a number that is none', { ...row, Revenue: Number.NaN }],
])('%s stops the run with the number of the row, and without its value', async (_, bad) => {
  const { run } = await importOf([row, bad] as unknown as RowsInput)
  const { stopped } = await run.summary
  expect(stopped).toMatchObject({ code: 'row_invalid', message: expect.stringContaining('Row 2 of rows') })
  expect(`${stopped?.message} ${stopped?.hint}`).not.toContain('secret')
})
