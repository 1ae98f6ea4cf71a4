import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { LedgerRow, RowState } from '../../src/ledger/ledger-row.ts'
import { encodeRow, rowColumns } from '../../src/ledger/row-codec.ts'
import { applicationId, migrations } from '../../src/ledger/schema.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { outcomes } from '../../src/model/outcome.ts'
import { latencyBoundsMs, type RunSample } from '../../src/model/run-sample.ts'
import {
  changeOf,
  createdRow,
  failedRow,
  ledgerOptions,
  newLedgerPath,
  noOutcomes,
  rowToSend,
  updatedRow,
} from './ledger-rows.ts'

/** The columns of the first version's rows: what `encodeRow` knows beyond them came later. */
const firstColumns = [
  'identity, row, line, key, state, record_id, http_link, written_digest, written_body, written_key, sent_operation',
  'sent_digest, sent_body, sent_result, idempotency_key, first_sent_at, draft, attempts, error_code, error_param',
  'error_column, error_message, run_id, at',
].join(', ')

/** A row as the first version kept it: bodies and keys that are alike only once. */
function firstVersionValues(row: LedgerRow): (string | number | null)[] {
  const { written, sent, error } = row
  const place = [row.identity, row.row, row.line, row.key, row.state, row.recordId, row.httpLink]
  const isSame = written?.idempotencyKey === sent?.idempotencyKey
  const writtenText = isSame ? ['', ''] : [written?.body ?? null, written?.idempotencyKey ?? null]
  return [
    ...place,
    written?.digest ?? null,
    ...(written === null ? [null, null] : writtenText),
    ...(sent === null
      ? [null, null, null, null, null, null]
      : [
          sent.operation,
          sent.digest,
          sent.body,
          sent.result === sent.body ? '' : sent.result,
          sent.idempotencyKey,
          sent.firstSentAt,
        ]),
    row.draft,
    row.attempts,
    ...(error === null ? [null, null, null, null] : [error.code, error.param, error.column, error.message]),
    row.runId,
    row.at,
  ]
}

function makeFirstVersion(path: string, rows: readonly LedgerRow[]): void {
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA journal_mode = WAL`)
  database.exec(migrations[0] ?? '')
  database.exec('PRAGMA user_version = 1')
  database.exec("INSERT INTO imports (id, name, object) VALUES (1, 'deals', 'opportunity')")
  const putRun = database.prepare('INSERT INTO runs VALUES (?, 1, ?, ?, ?, ?, ?)')
  putRun.run('run-1', 1_000, 2_000, 'finished', 'deals.csv', JSON.stringify({ ...noOutcomes, created: 2 }))
  putRun.run('run-2', 3_000, null, 'running', 'deals.csv', null)
  const places = firstColumns.split(', ').map(() => '?')
  const putRow = database.prepare(`INSERT INTO rows (import_id, ${firstColumns}) VALUES (1, ${places.join(', ')})`)
  for (const row of rows) putRow.run(...firstVersionValues(row))
  database.close()
}

/** An update as the first version knew it: nobody kept what was there before. */
function oldUpdate(row: number, runId: string): LedgerRow {
  const updated = updatedRow(row, 7, runId)
  return { ...updated, sent: updated.sent && { ...updated.sent, before: null } }
}

const states: readonly RowState[] = [...outcomes, 'sending']
const rowsOfEveryState = states.map((state, index): LedgerRow => {
  const row = index + 1
  switch (state) {
    case 'created':
      return createdRow(row)
    case 'updated':
      return oldUpdate(row, 'run-2')
    case 'sending':
      return { ...rowToSend(row), state, attempts: 1 }
    default:
      return { ...failedRow(row, state, '$stage'), state, draft: state === 'ambiguous' ? '{}' : null }
  }
})

const sample: RunSample = {
  startedAt: 4_000,
  endedAt: 5_000,
  requests: { write: 1, read: 0, search: 0 },
  throttled: 0,
  retries: 0,
  limit: 25,
  pausedMs: 0,
  outageMs: 0,
  latency: [...latencyBoundsMs.map(() => 0), 1],
}

test('a ledger of the first version keeps every row and run to the letter, and works on', async () => {
  const path = newLedgerPath()
  makeFirstVersion(path, rowsOfEveryState)
  {
    await using ledger = await openLedger(ledgerOptions(path))
    const deals = ledger.openImport('deals', 'opportunity')
    expect([...deals.rows([])]).toEqual(rowsOfEveryState)
    const whole = { state: 'finished', source: 'deals.csv', stopped: null } as const
    expect(ledger.status('deals')[0]?.runs).toEqual([
      { ...whole, id: 'run-2', startedAt: 3_000, endedAt: null, state: 'killed', outcomes: null },
      { ...whole, id: 'run-1', startedAt: 1_000, endedAt: 2_000, outcomes: { ...noOutcomes, created: 2 } },
    ])
    expect(deals.lastWhole()).toBeNull()
    expect(deals.samples('run-1')).toEqual([])
    expect([...deals.incomplete()]).toEqual([])
    expect(deals.findByKey('key 1')).toEqual([createdRow(1)])
    deals.startRun('run-3', 'deals.csv', { columns: ['Name'], definitions: new Map() })
    await deals.intend({ ...createdRow(100), state: 'pending', matchKey: 'acme' })
    await deals.record({ ...createdRow(100, 'run-3'), matchKey: 'acme', follows: 'lfi1-99' })
    await deals.addSample('run-3', sample)
    deals.endRun('run-3', 'finished', noOutcomes, true)
  }
  await using ledger = await openLedger(ledgerOptions(path, { workspace: null }))
  const deals = ledger.readImport('deals')
  expect(deals?.findByMatch('acme')).toEqual([{ ...createdRow(100, 'run-3'), matchKey: 'acme', follows: 'lfi1-99' }])
  expect(deals?.lastWhole()?.facts.columns).toEqual(['Name'])
  expect(deals?.samples('run-3')).toEqual([sample])
  expect([...(deals?.rows([]) ?? [])]).toHaveLength(rowsOfEveryState.length + 1)
})

test('what the first version created can be undone, and by its run where that is certain', async () => {
  const path = newLedgerPath()
  const failedUpdate: LedgerRow = { ...createdRow(3, 'run-2'), state: 'failed', error: failedRow(3, 'conflict').error }
  makeFirstVersion(path, [createdRow(1), oldUpdate(2, 'run-2'), failedUpdate, failedRow(4, 'conflict')])
  await using ledger = await openLedger(ledgerOptions(path))
  const deals = ledger.openImport('deals', 'opportunity')
  const written = (runId: string | null) =>
    Array.from(deals.changes(runId), group => group.map(({ id, ...change }) => change))
  expect(written('run-1')).toEqual([[changeOf(createdRow(1))]])
  // Its records are not of the run that updated them.
  expect(written('run-2')).toEqual([])
  expect(written(null)).toEqual([
    [{ ...changeOf(createdRow(3)), runId: '' }],
    [{ ...changeOf(createdRow(2)), runId: '', idempotencyKey: 'lfi1-2-7' }],
    [changeOf(createdRow(1))],
  ])
})

/** How many steps had led to the first version that knows stretches. */
const stepsToStretches = 7

test('stretches of a ledger whose rows were not known one by one still hold, as far as they did', async () => {
  const path = newLedgerPath()
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA journal_mode = WAL`)
  for (const step of migrations.slice(0, stepsToStretches)) database.exec(step)
  database.exec(`PRAGMA user_version = ${stepsToStretches}`)
  database.exec("INSERT INTO imports (id, name, object) VALUES (1, 'deals', 'opportunity')")
  const putRow = database.prepare(`INSERT INTO rows (import_id, ${rowColumns.join(', ')})
    VALUES (1, ${rowColumns.map(() => '?').join(', ')})`)
  for (const row of [1, 2, 3]) putRow.run(...encodeRow(createdRow(row)))
  database.exec(`
    INSERT INTO stretches (id, import_id, ground, first_row, bytes, rows, lines, head_bytes, head_sum, digest, identities)
      VALUES (1, 1, 'ground', 1, 9, 2, 2, 5, 7, 'of the bytes', zeroblob(16));
    INSERT INTO stretch_rows (row_id, stretch_id) VALUES (1, 1), (2, 1), (3, 9)`)
  database.close()

  await using ledger = await openLedger(ledgerOptions(path))
  const deals = ledger.openImport('deals', 'opportunity')
  expect(deals.stretches?.known('ground')).toHaveLength(1)
  expect([...(deals.stretches?.knownRows('ground') ?? [])]).toEqual([])
  // The third row has changed since its stretch was written down, which is gone.
  const third = { id: 3, identityHigh: 0, identityLow: 3, sourceHigh: 0, sourceLow: 3 }
  const stretch = { bytes: 9, rows: 1, lines: 1, headBytes: 9, headSum: 8, digest: 'of other bytes' }
  await deals.stretches?.add('ground', 3, stretch, { known: [third], done: [] }, ['created'])
  expect(deals.stretches?.known('ground').map(({ digest }) => digest)).toEqual(['of the bytes'])
  await deals.record(createdRow(2))
  expect(deals.stretches?.known('ground')).toEqual([])
})
