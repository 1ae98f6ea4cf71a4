import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type CsvInput, InputError, importCsv, loadMapping, RunStopped } from '../../src/index.ts'
import { openStage } from '../cli/stage.ts'
import { accountsCsv, accountsImport, accountsIn, accountsMapping, collect, requestsTo } from './accounts.ts'

const stage = openStage()

const text = accountsCsv(3)

test('rows are handed out as they end, and the summary adds up to them', async () => {
  const sandbox = await stage.sandbox()
  const csv = 'ID,Name,Revenue\n1,Acme,1.5\n2,Beta,much\n3,Gamma,\n'
  const run = importCsv({ ...accountsImport(sandbox, stage.folder()), csv: Buffer.from(csv) })
  const rows = await collect(run)
  expect(rows.toSorted((a, b) => a.row - b.row)).toMatchObject([
    { row: 1, line: 2, key: '1', outcome: 'created', error: null, attempts: 1 },
    { row: 2, line: 3, key: '2', outcome: 'invalid', recordId: null, error: { column: 'Revenue' } },
    { row: 3, line: 4, key: '3', outcome: 'created', recordId: expect.stringMatching(/^acc_/) },
  ])
  const summary = await run.summary
  expect(summary).toMatchObject({
    importName: 'accounts',
    object: 'account',
    ok: false,
    end: 'finished',
    stopped: null,
    rows: 3,
    outcomes: { created: 2, invalid: 1, pending: 0 },
    requests: { write: 2 },
    columns: ['ID', 'Name', 'Revenue'],
    unmappedColumns: [],
  })
  expect(JSON.stringify([...rows, summary])).not.toContain('much')
  expect(accountsIn(sandbox)).toBe(2)
})

test('whoever only asks for the summary gets it, of a second run that has nothing to do too', async () => {
  const sandbox = await stage.sandbox()
  const options = { ...accountsImport(sandbox, stage.folder()), csv: Buffer.from(text) }
  expect(await importCsv(options).summary).toMatchObject({ ok: true, outcomes: { created: 3 } })
  expect(await importCsv(options).summary).toMatchObject({
    ok: true,
    outcomes: { created: 0, skipped: 3 },
    requests: { write: 0 },
  })
})

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
}

const bytes = new TextEncoder().encode(text)

const inputs: readonly [string, (folder: string) => CsvInput][] = [
  ['a path', folder => written(folder)],
  ['a file: URL', folder => pathToFileURL(written(folder))],
  ['bytes', () => bytes],
  ['gzipped bytes', () => gzipSync(text)],
  ['a stream of bytes', () => Readable.from(inChunks(bytes), { objectMode: false })],
  ['a stream that was told its encoding', () => Readable.from([text]).setEncoding('utf8')],
  ['a stream of the web', () => new Response(bytes).body ?? bytes],
  ['an async generator', () => inChunks(bytes)],
  ['an async generator of gzipped bytes', () => inChunks(gzipSync(text))],
]

test.each(inputs)('a CSV may be %s', async (_, input) => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const summary = await importCsv({ ...accountsImport(sandbox, folder), csv: input(folder) }).summary
  expect(summary).toMatchObject({ ok: true, outcomes: { created: 3 } })
})

test('a mapping may be a file, and one that was loaded', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const file = join(folder, 'accounts.json')
  writeFileSync(file, JSON.stringify(accountsMapping))
  const options = { ...accountsImport(sandbox, folder), csv: bytes, dryRun: true }
  for (const mapping of [file, pathToFileURL(file), await loadMapping(file)]) {
    expect(await importCsv({ ...options, mapping }).summary).toMatchObject({ ok: true, outcomes: { created: 3 } })
  }
})

test('who leaves the loop stops the run: what is under way is finished, and the next run goes on', async () => {
  const sandbox = await stage.sandbox({ latencyMs: 5 })
  const options = { ...accountsImport(sandbox, stage.folder()), csv: Buffer.from(accountsCsv(500)), concurrency: 8 }
  const run = importCsv(options)
  let taken = 0
  for await (const _ of run) {
    taken += 1
    if (taken === 20) break
  }
  // The loop ends when the run has.
  const written = accountsIn(sandbox)
  const { end, outcomes, ok } = await run.summary
  expect({ end, ok, created: outcomes.created, inDoubt: outcomes.in_doubt }).toEqual({
    end: 'interrupted',
    ok: false,
    created: written,
    inDoubt: 0,
  })
  expect(written).toBeLessThan(500)
  expect(await importCsv(options).summary).toMatchObject({ ok: true, outcomes: { created: 500 - written } })
  expect(accountsIn(sandbox)).toBe(500)
})

test('an error of the one who iterates stops the run, and is the error that he gets', async () => {
  const sandbox = await stage.sandbox()
  const run = importCsv({ ...accountsImport(sandbox, stage.folder()), csv: Buffer.from(accountsCsv(3_000)) })
  const iterating = async (): Promise<void> => {
    for await (const row of run) if (row.row > 0) throw new Error('no room in the database')
  }
  await expect(iterating()).rejects.toThrow('no room in the database')
  expect(await run.summary).toMatchObject({ end: 'interrupted' })
})

test('who takes no more rows holds the requests back', async () => {
  const sandbox = await stage.sandbox()
  const csv = Buffer.from(accountsCsv(1_400))
  const run = importCsv({ ...accountsImport(sandbox, stage.folder()), csv, rate: 100_000, concurrency: 20 })
  for await (const _ of run) {
    while (run.progress.rows < 1_000) await setImmediate()
    for (let turn = 0; turn < 3_000; turn += 1) await setImmediate()
    // A thousand rows wait, and those whose requests were under way have joined them.
    expect(run.progress.rows).toBeLessThanOrEqual(1_021)
    break
  }
})

test('who takes the rows slowly holds the reading back, however many there are', async () => {
  const sandbox = await stage.sandbox()
  const csv = Buffer.from(`ID,Name,Revenue\n${'1,Acme,much\n'.repeat(60_000)}`)
  const run = importCsv({ ...accountsImport(sandbox, stage.folder()), csv })
  let taken = 0
  let furthest = 0
  for await (const _ of run) {
    taken += 1
    await setImmediate()
    furthest = Math.max(furthest, run.progress.rows - taken)
  }
  expect(taken).toBe(60_000)
  // A thousand rows wait, and those of 64 KiB of the file may join them.
  expect(furthest).toBeGreaterThan(1_000)
  expect(furthest).toBeLessThan(8_000)
})

test('a signal ends the run in order', async () => {
  const sandbox = await stage.sandbox({ latencyMs: 5 })
  const controller = new AbortController()
  const run = importCsv({
    ...accountsImport(sandbox, stage.folder()),
    csv: Buffer.from(accountsCsv(500)),
    concurrency: 8,
    signal: controller.signal,
  })
  let rows = 0
  for await (const _ of run) {
    rows += 1
    if (rows === 10) controller.abort()
  }
  const summary = await run.summary
  expect(summary).toMatchObject({ end: 'interrupted', ok: false, outcomes: { in_doubt: 0 } })
  expect(accountsIn(sandbox)).toBe(summary.outcomes.created)
})

test('a signal that is aborted already ends it before anything is sent', async () => {
  const sandbox = await stage.sandbox()
  const options = { ...accountsImport(sandbox, stage.folder()), csv: bytes, signal: AbortSignal.abort() }
  expect(await importCsv(options).summary).toMatchObject({ end: 'interrupted', rows: 0, requests: { read: 0 } })
})

test('what stops a run is in its summary, from the first request on', async () => {
  const sandbox = await stage.sandbox()
  const options = { ...accountsImport(sandbox, stage.folder()), csv: bytes }
  const refused = await importCsv({ ...options, apiKey: 'sk_lf_other' }).summary
  expect(refused).toMatchObject({ end: 'stopped', rows: 0, stopped: { code: 'key_refused' } })
  expect(refused.stopped).toBeInstanceOf(RunStopped)
  const away = importCsv({ ...options, baseUrl: 'http://127.0.0.1:9', giveUpAfterMs: 1 })
  expect(await collect(away)).toEqual([])
  expect(await away.summary).toMatchObject({ end: 'stopped', stopped: { code: 'api_unreachable' } })
  const limited = importCsv({ ...options, csv: Buffer.from('ID,Name,Revenue\n1,A,x\n2,B,x\n3,C,x\n'), maxErrors: 2 })
  expect(await limited.summary).toMatchObject({ end: 'stopped', stopped: { code: 'max_errors' } })
})

test('what is wrong with the files rejects, and nothing is sent', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const options = accountsImport(sandbox, folder)
  const missing = importCsv({ ...options, csv: join(folder, 'none.csv') })
  await expect(missing.summary).rejects.toThrow(InputError)
  await expect(collect(importCsv({ ...options, csv: join(folder, 'none.csv') }))).rejects.toMatchObject({
    code: 'file_not_found',
  })
  await expect(
    importCsv({ ...options, csv: bytes, mapping: { ...accountsMapping, key: 'Number' } }).summary,
  ).rejects.toMatchObject({ code: 'mapping_invalid' })
  expect(accountsIn(sandbox)).toBe(0)
})

test('a dry run writes nothing, and names no record that is not there', async () => {
  const sandbox = await stage.sandbox()
  const run = importCsv({ ...accountsImport(sandbox, stage.folder()), csv: bytes, dryRun: true })
  expect(await collect(run)).toMatchObject(Array(3).fill({ outcome: 'created', recordId: null }))
  expect(await run.summary).toMatchObject({ dryRun: true, ok: true, requests: { write: 0 } })
  expect(accountsIn(sandbox)).toBe(0)
})

test('without a ledger nothing is remembered', async () => {
  const sandbox = await stage.sandbox()
  const options = { ...accountsImport(sandbox, stage.folder()), csv: bytes, ledger: null }
  expect(await importCsv(options).summary).toMatchObject({ ok: true, ledger: null, outcomes: { created: 3 } })
  expect(await importCsv({ ...options, dryRun: true }).summary).toMatchObject({ outcomes: { created: 3, skipped: 0 } })
})

test('records are read back where that is asked for', async () => {
  const sandbox = await stage.sandbox()
  const run = importCsv({ ...accountsImport(sandbox, stage.folder()), csv: bytes, verify: 'all' })
  expect(await run.summary).toMatchObject({ ok: true, verification: { rows: 3, counts: { same: 3 } } })
})

test('another key is refused in mode create, and noted in the others', async () => {
  const sandbox = await stage.sandbox()
  const options = { ...accountsImport(sandbox, stage.folder()), csv: bytes }
  await importCsv(options).summary
  const mapping = { ...accountsMapping, key: 'Name', match: '$name' }
  await expect(importCsv({ ...options, mapping }).summary).rejects.toMatchObject({ code: 'key_changed' })
  const upsert = await importCsv({ ...options, mapping, mode: 'upsert', dryRun: true }).summary
  expect(upsert.notes.join()).toContain('the key was [ID]')
})

test('rows are handed out once, and only to who asks in time', async () => {
  const sandbox = await stage.sandbox()
  const options = { ...accountsImport(sandbox, stage.folder()), csv: bytes }
  const run = importCsv(options)
  // In one go the order does not matter.
  const { summary } = run
  expect(await collect(run)).toHaveLength(3)
  expect(await summary).toMatchObject({ rows: 3 })
  await expect(collect(run)).rejects.toMatchObject({ code: 'rows_taken' })
  const second = importCsv(options)
  await second.summary
  await expect(collect(second)).rejects.toMatchObject({ code: 'rows_gone' })
})

test('a run that was stopped before it began sends nothing', async () => {
  const sandbox = await stage.sandbox()
  {
    await using run = importCsv({ ...accountsImport(sandbox, stage.folder()), csv: bytes })
    await run.stop()
    expect(await run.summary).toMatchObject({ end: 'interrupted', rows: 0 })
  }
  expect(requestsTo(sandbox)).toBe(0)
})

function written(folder: string): string {
  const file = join(folder, 'accounts.csv')
  writeFileSync(file, text)
  return file
}
