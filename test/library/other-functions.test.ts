import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import {
  checkCsv,
  importCsv,
  loadMapping,
  openLedger,
  retryRows,
  startSandbox,
  undoImport,
  verifyImport,
} from '../../src/index.ts'
import { openStage } from '../cli/stage.ts'
import { accountsCsv, accountsImport, accountsIn, accountsMapping, collect } from './accounts.ts'

const stage = openStage()

const csv = Buffer.from(accountsCsv(3))

test('a check hands out the rows that would not be sent, and sends nothing', async () => {
  const sandbox = await stage.sandbox()
  const { apiKey, baseUrl, mapping } = accountsImport(sandbox, stage.folder())
  const rows = Buffer.from('ID,Name,Revenue,Fax\n1,Acme,much,\n1,Beta,2,\n1,Beta,2,\n3,Gamma,3,\n')
  const run = checkCsv({ csv: rows, mapping, apiKey, baseUrl })
  expect(await collect(run)).toMatchObject([
    { row: 1, line: 2, outcome: 'invalid', errors: [{ column: 'Revenue' }] },
    { row: 2, outcome: 'duplicate', errors: [{ code: 'duplicate_key' }] },
    { row: 3, outcome: 'duplicate' },
  ])
  expect(await run.summary).toMatchObject({
    ok: false,
    end: 'finished',
    rows: 4,
    outcomes: { pending: 1, invalid: 1, duplicate: 2 },
    unmappedColumns: ['Fax'],
    findings: [{ column: 'Revenue', count: 1, lines: [2] }, { code: 'duplicate_key' }],
  })
  expect(accountsIn(sandbox)).toBe(0)
})

test('a check needs no network where it is told so', async () => {
  const folder = stage.folder()
  const definitions = join(folder, 'account.json')
  const sandbox = await stage.sandbox()
  const answer = await fetch(`${sandbox.url}/v1/accounts/definitions`, {
    headers: { authorization: 'Bearer sk_lf_sandbox', 'lightfield-version': '2026-03-01' },
  })
  writeFileSync(definitions, await answer.text())
  await sandbox.close()
  expect(await checkCsv({ csv, mapping: accountsMapping, definitions }).summary).toMatchObject({ ok: true, rows: 3 })
  expect(await checkCsv({ csv, mapping: accountsMapping, offline: true }).summary).toMatchObject({ ok: true, rows: 3 })
})

test('a check of what is in memory already lets the rest of the program have its turn', async () => {
  const csv = Buffer.from(`ID,Name,Revenue\n${'1,Acme,1\n'.repeat(100_000)}`)
  // Time runs out only where timers have their turn.
  const signal = AbortSignal.timeout(1)
  const { end } = await checkCsv({ csv, mapping: accountsMapping, offline: true, signal }).summary
  expect(end).toBe('interrupted')
})

test('a check that is left early says so', async () => {
  const run = checkCsv({
    csv: Buffer.from(`ID,Name,Revenue\n${'1,Acme,much\n'.repeat(50_000)}`),
    mapping: accountsMapping,
    offline: true,
  })
  for await (const _ of run) break
  const { end, ok, rows, outcomes } = await run.summary
  expect({ end, ok }).toEqual({ end: 'interrupted', ok: false })
  expect(rows).toBeLessThan(50_000)
  expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(rows)
})

test('rows that failed are sent again from the ledger alone', async () => {
  const sandbox = await stage.sandbox({
    faults: [{ kind: 'status', status: 422, match: { category: 'write' }, times: 2 }],
  })
  const { mapping, ledger, apiKey, baseUrl } = accountsImport(sandbox, stage.folder())
  const same = { mapping, ledger, apiKey, baseUrl }
  const first = await importCsv({ ...same, csv }).summary
  expect(first.outcomes).toMatchObject({ failed: 2, created: 1 })
  const retry = retryRows(same)
  expect(await collect(retry)).toMatchObject([{ outcome: 'created' }, { outcome: 'created' }])
  expect(await retry.summary).toMatchObject({ ok: true, rows: 2 })
  expect(accountsIn(sandbox)).toBe(3)
})

test('a retry makes no ledger and no import', async () => {
  const sandbox = await stage.sandbox()
  const options = accountsImport(sandbox, stage.folder())
  await expect(retryRows(options).summary).rejects.toMatchObject({ code: 'ledger_not_found' })
})

test('records are read back, and what was changed since is told', async () => {
  const sandbox = await stage.sandbox()
  const { mapping, ledger, apiKey, baseUrl } = accountsImport(sandbox, stage.folder())
  const same = { mapping, ledger, apiKey, baseUrl }
  const rows = await collect(importCsv({ ...same, csv }))
  const { ok } = await verifyImport(same).summary
  expect(ok).toBe(true)
  await fetch(`${sandbox.url}/v1/accounts/${rows[0]?.recordId}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': 'somebody-else',
      'lightfield-version': '2026-03-01',
    },
    body: JSON.stringify({ fields: { $name: 'Renamed' } }),
  })
  const run = verifyImport(same)
  const differing = (await collect(run)).filter(({ result }) => result !== 'same')
  expect(differing).toMatchObject([{ result: 'different', keys: ['$name'], recordId: rows[0]?.recordId }])
  expect(await run.summary).toMatchObject({ ok: false, end: 'finished', rows: 3, counts: { same: 2, different: 1 } })
  expect(await verifyImport({ ...same, sample: 2, seed: 7 }).summary).toMatchObject({ rows: 2, seed: 7 })
})

test('what an import made is undone, after a look at what that would be', async () => {
  const sandbox = await stage.sandbox()
  const { mapping, ledger, apiKey, baseUrl } = accountsImport(sandbox, stage.folder())
  const same = { mapping, ledger, apiKey, baseUrl }
  await importCsv({ ...same, csv }).summary
  const look = await undoImport({ ...same, dryRun: true }).summary
  expect(look).toMatchObject({ ok: true, rows: 3, outcomes: { trashed: 3 }, requests: { write: 0 } })
  const run = undoImport(same)
  expect(await collect(run)).toMatchObject(Array(3).fill({ outcome: 'trashed' }))
  expect(await run.summary).toMatchObject({ ok: true, end: 'finished', outcomes: { trashed: 3 } })
  await expect(undoImport({ ...same, runId: 'none' }).summary).rejects.toMatchObject({ code: 'run_unknown' })
})

test('a ledger is read while it stands, row by row', async () => {
  const sandbox = await stage.sandbox()
  const options = accountsImport(sandbox, stage.folder())
  const bad = Buffer.from(`${accountsCsv(3)}4,Delta,much\n`)
  const { runId } = await importCsv({ ...options, csv: bad }).summary
  await using ledger = await openLedger({ path: options.ledger })
  expect(ledger.imports()).toMatchObject([{ name: 'accounts', object: 'account', runs: [{ id: runId }] }])
  expect([...ledger.rows('accounts')].map(({ row, outcome }) => [row, outcome])).toEqual([
    [1, 'created'],
    [2, 'created'],
    [3, 'created'],
    [4, 'invalid'],
  ])
  expect([...ledger.rows('accounts', ['invalid'])]).toMatchObject([
    { line: 5, runId, at: expect.any(Date), error: { column: 'Revenue' } },
  ])
  expect(() => ledger.rows('others')).toThrow(expect.objectContaining({ code: 'import_unknown' }))
  // One that is open says where an import remembers.
  expect(await importCsv({ ...options, ledger, csv }).summary).toMatchObject({ outcomes: { skipped: 3 } })
  await expect(openLedger({ path: `${options.ledger}.none` })).rejects.toMatchObject({ code: 'ledger_not_found' })
})

test('a ledger may be closed twice, and options of other kinds are told', async () => {
  const sandbox = await stage.sandbox()
  const options = accountsImport(sandbox, stage.folder())
  await importCsv({ ...options, csv }).summary
  const ledger = await openLedger({ path: pathToFileURL(options.ledger) })
  await ledger.close()
  await ledger.close()
  await expect(openLedger({ path: 5 } as never)).rejects.toMatchObject({ code: 'option_invalid' })
  await expect(openLedger({ file: 'a' } as never)).rejects.toMatchObject({ code: 'option_unknown' })
})

test('a mapping is loaded from a path or a file: URL', async () => {
  const file = join(stage.folder(), 'accounts.json')
  writeFileSync(file, JSON.stringify(accountsMapping))
  expect(await loadMapping(pathToFileURL(file))).toMatchObject({ importName: 'accounts', file })
  await expect(loadMapping(new URL('https://example.com/a.yaml'))).rejects.toMatchObject({ code: 'url_not_a_file' })
  await expect(loadMapping(undefined as never)).rejects.toMatchObject({ code: 'option_invalid' })
})

test('a sandbox refuses options that it has not, and takes undefined for none', async () => {
  await expect(startSandbox({ latency: 5 } as never)).rejects.toMatchObject({ code: 'bad_option' })
  const sandbox = await startSandbox({ latencyMs: undefined, port: undefined } as never)
  expect(sandbox.port).toBeGreaterThan(0)
  await sandbox.close()
})

test.each([
  ['its path', (file: string) => file],
  ['its URL', (file: string) => pathToFileURL(file)],
  ['a mapping that was loaded', (file: string) => loadMapping(file)],
])('a ledger that is not named lies beside the mapping, given as %s', async (_, given) => {
  const sandbox = await stage.sandbox()
  const { apiKey, baseUrl, rate } = accountsImport(sandbox, '')
  const folder = stage.folder()
  const file = join(folder, 'accounts.json')
  writeFileSync(file, JSON.stringify(accountsMapping))
  const same = { mapping: await given(file), apiKey, baseUrl }

  const first = await importCsv({ ...same, csv, rate }).summary
  const again = await importCsv({ ...same, csv }).summary

  expect(first).toMatchObject({ ok: true, ledger: join(folder, 'ledger.db'), outcomes: { created: 3 } })
  expect(again.outcomes).toMatchObject({ skipped: 3 })
  expect(await verifyImport(same).summary).toMatchObject({ ok: true, rows: 3 })
  expect(await retryRows(same).summary).toMatchObject({ ok: true, rows: 0 })
  expect(await undoImport(same).summary).toMatchObject({ ok: true, rows: 3 })
})

test.each([
  ['nowhere', undefined, 'option_invalid', /ledger is missing/],
  ['on a server', 'postgres://me:secret@db.example/ledger', 'ledger_not_available', /not available yet/],
])('an import that is to be remembered %s is refused', async (_, ledger, code, message) => {
  const { apiKey, baseUrl } = accountsImport(await stage.sandbox(), '')
  const { summary } = importCsv({ csv, mapping: accountsMapping, apiKey, baseUrl, ledger })
  await expect(summary).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
})
