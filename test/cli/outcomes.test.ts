import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { messageOf } from '../../src/messages/catalogue.ts'
import { dealsMapping, makeAccount, recordsBySource, writeDeals } from './deals.ts'
import { call, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()

const none = {
  created: 0,
  updated: 0,
  unchanged: 0,
  found: 0,
  skipped: 0,
  duplicate: 0,
  invalid: 0,
  failed: 0,
  ambiguous: 0,
  in_doubt: 0,
  pending: 0,
}

const byName = dealsMapping.replace(
  '$account: { column: Account }',
  '$account: { column: Account, find: { object: account, by: $name } }\n  $owner: { value: mem_00000001 }',
)

test.concurrent('each row ends in one outcome, and the outcomes add up to the rows', async () => {
  const sandbox = await stage.sandbox({
    faults: [{ kind: 'status', status: 422, match: { path: '/v1/opportunities', method: 'POST', nth: { at: 2 } } }],
  })
  await makeAccount(sandbox, 'Acme')
  await makeAccount(sandbox, 'Twice')
  await makeAccount(sandbox, 'Twice')
  const files = writeDeals(
    stage.folder(),
    [
      { id: '1', account: 'Acme' },
      { id: '2', account: 'Acme' },
      { id: '1', account: 'Acme' },
      { id: '3', account: 'Acme', stage: 'nowhere' },
      { id: '4', account: 'Twice' },
      { id: '5', account: 'Nobody' },
      { id: '', account: 'Acme' },
    ],
    byName,
  )
  const failedFile = join(stage.folder(), 'failed.csv')
  const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--concurrency', '1', '--json']

  const ended = await call([...args, '--failed', failedFile], { env: towards(sandbox) })
  const summary = JSON.parse(ended.stdout)

  expect(ended.code).toBe(1)
  expect(summary.outcomes).toEqual({ ...none, created: 1, duplicate: 1, invalid: 2, failed: 2, ambiguous: 1 })
  expect(summary.rows).toBe(7)
  expect(summary.errors).toContainEqual(toldError('unknown_option', '$stage', 4))
  expect(summary.errors).toContainEqual(toldError('look_up_not_found', '$account', 6))
  expect([...recordsBySource(sandbox)]).toEqual([['1', 1]])
  expect(readFileSync(failedFile, 'utf8').split('\r\n')[0]).toBe(
    'ID,Name,Stage,Amount,Account,_outcome,_error_code,_error_param,_error_message,_line',
  )

  const results = await call(['results', '--mapping', files.mapping, '--format', 'jsonl'])
  const told = results.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(told.map(row => [row.row, row.line, row.outcome])).toEqual([
    [1, 2, 'created'],
    [2, 3, 'failed'],
    [3, 4, 'duplicate'],
    [4, 5, 'invalid'],
    [5, 6, 'ambiguous'],
    [6, 7, 'failed'],
    [7, 8, 'invalid'],
  ])
  expect(told[4].error_message).toContain('app.lightfield.example')
  expect(told[5]).toMatchObject({ column: 'Account', error_param: '$account', key: '5' })
})

test.concurrent('a row that the API refused is left alone until it changes or --retry-failed says otherwise', async () => {
  const sandbox = await stage.sandbox({
    faults: [{ kind: 'status', status: 422, times: 1, match: { path: '/v1/opportunities', method: 'POST' } }],
  })
  const account = await makeAccount(sandbox)
  const files = writeDeals(stage.folder(), [{ id: '1', account }])
  const args = ['run', files.csv, '--mapping', files.mapping, '--json']

  const first = await call(args, { env: towards(sandbox) })
  const again = await call(args, { env: towards(sandbox) })
  const retried = await call([...args, '--retry-failed'], { env: towards(sandbox) })

  expect([first.code, again.code, retried.code]).toEqual([1, 1, 0])
  expect(JSON.parse(again.stdout)).toMatchObject({ outcomes: { failed: 1 }, requests: { write: 0 } })
  expect(JSON.parse(retried.stdout)).toMatchObject({ outcomes: { created: 1 } })
})

test.concurrent('an edited row is an update of its record, with what changed and nothing else', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const folder = stage.folder()
  const before = writeDeals(folder, [{ id: '1', account, name: 'Old' }])
  const args = ['run', before.csv, '--mapping', before.mapping, '--json']
  await call(args, { env: towards(sandbox) })

  for (const name of ['New', 'Old', 'New']) {
    writeDeals(folder, [{ id: '1', account, name }])
    const ended = await call(args, { env: towards(sandbox) })
    expect(JSON.parse(ended.stdout)).toMatchObject({ outcomes: { updated: 1 }, requests: { write: 1 } })
    expect(sandbox.state().records['opportunity']).toMatchObject([{ fields: { $name: name } }])
  }
})

test.concurrent('rows that are alike to the letter are rows of their own where the mapping names no key', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const same = { id: 'same', account }
  const folder = stage.folder()
  const files = writeDeals(folder, [same, { id: 'other', account }, same], dealsMapping.replace('key: [ID]', ''))
  const args = ['run', files.csv, '--mapping', files.mapping, '--json']

  const first = await call(args, { env: towards(sandbox) })
  writeDeals(folder, [{ id: 'other', account }, same, same, same], dealsMapping.replace('key: [ID]', ''))
  const second = await call(args, { env: towards(sandbox) })

  expect(JSON.parse(first.stdout).outcomes).toEqual({ ...none, created: 3 })
  expect(JSON.parse(second.stdout).outcomes).toEqual({ ...none, created: 1, skipped: 3 })
  expect(recordsBySource(sandbox)).toEqual(
    new Map([
      ['same', 3],
      ['other', 1],
    ]),
  )
})

test.concurrent('an answer that never comes leaves the row in doubt, and the next run settles it', async () => {
  const sandbox = await stage.sandbox({
    faults: [{ kind: 'error-after', status: 500, times: 8, match: { path: '/v1/opportunities', nth: { at: 1 } } }],
  })
  sandbox.setFaults([{ kind: 'error-after', status: 500, match: { path: '/v1/opportunities', method: 'POST' } }])
  const account = await makeAccount(sandbox)
  const files = writeDeals(stage.folder(), [{ id: '1', account }])
  const args = ['run', files.csv, '--mapping', files.mapping, '--json', '--give-up-after', '100ms']

  const first = await call(args, { env: towards(sandbox) })
  sandbox.setFaults([])
  const second = await call(args, { env: towards(sandbox) })

  expect(first.code).toBe(3)
  expect(JSON.parse(first.stdout).outcomes).toEqual({ ...none, in_doubt: 1 })
  expect(first.stderr).toContain('has not answered since')
  expect(JSON.parse(second.stdout)).toMatchObject({ outcomes: { ...none, created: 1 }, requests: { write: 1 } })
  expect(recordsBySource(sandbox)).toEqual(new Map([['1', 1]]))
})

test.concurrent('--max-errors stops the run; rows that were read and not reached are pending', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const deals = Array.from({ length: 50 }, (_, index) => ({ id: `${index}`, account, stage: index < 5 ? '?' : 'open' }))
  const files = writeDeals(stage.folder(), deals)

  const ended = await call(['run', files.csv, '--mapping', files.mapping, '--max-errors', '5', '--json'], {
    env: towards(sandbox),
  })

  expect(ended.code).toBe(3)
  expect(ended.stderr).toContain('--max-errors 5 is reached')
  const { rows, outcomes } = JSON.parse(ended.stdout)
  expect(Object.values<number>(outcomes).reduce((sum, count) => sum + count, 0)).toBe(rows)
  expect(outcomes).toMatchObject({ invalid: 5, created: 0 })
})

test.concurrent('--limit takes the first rows that have something to do', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const deals = Array.from({ length: 10 }, (_, index) => ({ id: `${index}`, account }))
  const files = writeDeals(stage.folder(), deals)
  const args = ['run', files.csv, '--mapping', files.mapping, '--limit', '4', '--json']

  const counts = []
  for (let run = 0; run < 3; run++)
    counts.push(JSON.parse((await call(args, { env: towards(sandbox) })).stdout).outcomes)

  expect(counts).toMatchObject([
    { created: 4, skipped: 0 },
    { created: 4, skipped: 4 },
    { created: 2, skipped: 8 },
  ])
})

test.concurrent('--dry-run says what a run would do and writes nothing, not even a ledger', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const folder = stage.folder()
  const files = writeDeals(folder, [
    { id: '1', account },
    { id: '2', account, stage: '?' },
    { id: '1', account },
  ])

  const dry = await call(['run', files.csv, '--mapping', files.mapping, '--dry-run', '--json'], {
    env: towards(sandbox),
  })
  const status = await call(['status', '--mapping', files.mapping])

  expect(JSON.parse(dry.stdout)).toMatchObject({
    outcomes: { created: 1, invalid: 1, duplicate: 1 },
    requests: { write: 0 },
  })
  expect(status.stderr).toContain('There is no ledger')
  expect(recordsBySource(sandbox).size).toBe(0)
})

/** What the summary says of the one row that failed so. */
function toldError(code: string, param: string, exampleRow: number): object {
  const { number, remedy } = messageOf(code) ?? {}
  return { code, number, param, count: 1, example_row: exampleRow, remedy }
}
