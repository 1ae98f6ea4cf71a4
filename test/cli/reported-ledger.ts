import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { latencyBoundsMs } from '../../src/model/run-sample.ts'

/** Ledgers for reports, filled by bulk: what they hold is what runs would have left behind, in a moment. */

export interface ReportedRun {
  readonly id: string
  /** Milliseconds, UTC. */
  readonly startedAt: number
  readonly seconds: number
  readonly source?: string
  readonly state?: string
  readonly outcomes?: Readonly<Record<string, number>>
  readonly stopped?: { readonly code: string; readonly message: string; readonly hint: string | null } | null
  /** How the course goes, a sample every ten seconds; null: no samples. */
  readonly course?: 'steady' | 'troubled' | 'unlimited' | null
}

/** So many rows that ended alike. */
export interface ReportedRows {
  readonly count: number
  readonly state: string
  readonly code?: string
  readonly param?: string | null
  readonly column?: string | null
  readonly message?: string
  readonly link?: string | null
  readonly body?: string | null
  /** Default: 1. */
  readonly attempts?: number
}

export interface ReportedImport {
  readonly name?: string
  readonly runs: readonly ReportedRun[]
  readonly rows: readonly ReportedRows[]
}

export const noon = Date.UTC(2026, 10, 20, 12)

/** An import as it may stand on a weekday: three nights of runs, a few hundred failures of several kinds. */
export const busyImport: ReportedImport = {
  name: 'hubspot-deals',
  runs: [
    {
      id: '20261118-220000-a1b2',
      startedAt: noon - 38 * 3_600_000,
      seconds: 2_400,
      source: 'deals-2026-11-18.csv.gz',
      state: 'stopped',
      outcomes: { created: 48_210, failed: 50, pending: 10_000 },
      stopped: {
        code: 'api_unreachable',
        message: 'The API has not answered for 30 minutes.',
        hint: 'Give the same command again: it goes on from there.',
      },
      course: 'troubled',
    },
    {
      id: '20261119-220000-c3d4',
      startedAt: noon - 14 * 3_600_000,
      seconds: 3_600,
      source: 'deals-2026-11-19.csv.gz',
      outcomes: { created: 49_000, updated: 320, skipped: 51_000, failed: 240, invalid: 75, in_doubt: 2 },
      course: 'troubled',
    },
    {
      id: '20261120-120000-e5f6',
      startedAt: noon,
      seconds: 3,
      source: 'deals-2026-11-20.csv.gz',
      outcomes: { unchanged: 12, skipped: 99_000 },
      course: 'steady',
    },
  ],
  rows: [
    { count: 97_200, state: 'created', link: 'https://app.lightfield.example/opportunities/' },
    { count: 2_320, state: 'updated', link: 'https://app.lightfield.example/opportunities/' },
    { count: 120, state: 'duplicate', code: 'duplicate_key' },
    {
      count: 182,
      state: 'failed',
      code: 'relationship_entity_missing',
      param: '$account',
      column: 'Company ID',
      message: "No account has the id 'acc_SECRET'.",
      body: '{"fields":{"$name":"Renewal SECRET","amount":1200,"closeDate":"2026-12-01"},"relationships":{"$account":"acc_SECRET"}}',
    },
    {
      count: 75,
      state: 'invalid',
      code: 'unknown_option',
      param: '$stage',
      column: 'Stage',
      message: 'not one of the 6 options of $stage; map it through values',
    },
    { count: 58, state: 'failed', code: 'value_too_new', param: 'amount', column: 'Amount', message: 'Too new.' },
    { count: 2, state: 'in_doubt', code: 'answer_lost', message: 'The answer never came.', body: '{"fields":{}}' },
  ],
}

/** Writes a mapping and a ledger for it into a folder. */
export async function writeReported(folder: string, reported: ReportedImport) {
  const name = reported.name ?? 'deals'
  const mapping = join(folder, 'deals.yaml')
  const path = join(folder, 'ledger.db')
  writeFileSync(mapping, `object: opportunity\nimport: ${JSON.stringify(name)}\nkey: [ID]\nfields: { $name: Name }\n`)
  const workspace = { baseUrl: 'https://api.lightfield.app/', apiKey: 'sk_lf_reported' }
  {
    await using ledger = await openLedger({ path, workspace, acceptNewKey: false, clock: { now: () => noon } as never })
    ledger.openImport(name, 'opportunity')
  }
  const database = new DatabaseSync(path)
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  for (const run of reported.runs) writeRun(database, run)
  let first = 1
  for (const rows of reported.rows) {
    writeRows(database, rows, first, reported.runs.at(-1)?.id ?? 'none')
    first += rows.count
  }
  database.exec('COMMIT')
  database.close()
  return { mapping, ledger: path }
}

function writeRun(database: DatabaseSync, run: ReportedRun): void {
  const { id, startedAt, seconds, source = 'deals.csv', state = 'finished', outcomes = {}, stopped = null } = run
  database
    .prepare(
      'INSERT INTO runs (id, import_id, started_at, ended_at, state, source, outcomes, stopped) VALUES (?, 1, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      id,
      startedAt,
      startedAt + seconds * 1000,
      state,
      source,
      JSON.stringify(outcomes),
      stopped && JSON.stringify(stopped),
    )
  if (run.course === undefined || run.course === null) return
  const stretches = Math.ceil(seconds / 10)
  for (let at = 0; at < stretches; at++) writeSample(database, run, at, Math.min(10, seconds - at * 10))
}

function writeSample(
  database: DatabaseSync,
  { id, startedAt, course }: ReportedRun,
  at: number,
  seconds: number,
): void {
  const isTroubled = course === 'troubled'
  const isDown = isTroubled && at % 180 >= 60 && at % 180 < 72
  const isPaused = isTroubled && at % 45 === 20
  const limit = course === 'unlimited' ? 10_000 : isTroubled && at % 120 > 80 ? 12.5 : 25
  const rate = isDown ? 0 : isPaused ? limit * 0.4 : limit * (0.97 + 0.02 * Math.sin(at))
  const writes = Math.round((course === 'unlimited' ? 180 : rate) * seconds)
  const slow = Math.round(writes * 0.04)
  const latency = latencyBoundsMs.map((_, index) => share(index, writes, slow))
  const from = startedAt + at * 10_000
  database
    .prepare('INSERT INTO samples VALUES (1, ?, ?, ?, ?, ?, 0, 2, ?, ?, ?, ?, ?, ?)')
    .run(
      id,
      at + 1,
      from,
      from + seconds * 1000,
      writes,
      isPaused ? 3 : 0,
      isDown ? 2 : isPaused ? 3 : 0,
      limit,
      isPaused ? 6_000 : 0,
      isDown ? 10_000 : 0,
      [...latency, 0].join(','),
    )
}

function share(index: number, writes: number, slow: number): number {
  const shares = [0, 0, 0, 0.02, 0.1, 0.22, 0.3, 0.2, 0.1, 0.05, 0.01]
  return Math.round(writes * (shares[index] ?? 0)) + (index === 13 ? slow : 0)
}

function writeRows(database: DatabaseSync, rows: ReportedRows, first: number, runId: string): void {
  const {
    count,
    state,
    code = null,
    param = null,
    column = null,
    message = 'told',
    link = null,
    body = null,
    attempts = 1,
  } = rows
  database
    .prepare(
      `WITH RECURSIVE numbers (n) AS (SELECT CAST(:first AS INTEGER) UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
      INSERT INTO rows (import_id, identity, row, line, key, state, record_id, http_link, sent_operation, sent_digest,
        sent_body, sent_result, idempotency_key, first_sent_at, attempts, error_code, error_param, error_column,
        error_message, run_id, at)
      SELECT 1, 'identity-' || n, n, n + 1, 'KEY-' || n, :state,
        CASE WHEN :link IS NULL THEN NULL ELSE 'opp_' || n END, :link || CASE WHEN :link LIKE 'https:%' THEN 'opp_' || n ELSE '' END,
        CASE WHEN :body IS NULL THEN NULL ELSE 'create' END, 'digest', :body, '', 'key-' || n, 1, :attempts, :code, :param,
        :column, CASE WHEN :code IS NULL THEN NULL ELSE :message END, :run, :at
      FROM numbers`,
    )
    .run({
      first,
      last: first + count - 1,
      state,
      link,
      body,
      attempts,
      code,
      param,
      column,
      message,
      run: runId,
      at: noon + first * 40,
    })
}
