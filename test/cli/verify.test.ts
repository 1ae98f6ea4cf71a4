import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { call as request, requestsOf } from '../import/api.ts'
import { temporaryFolder } from '../temporary.ts'
import { dealsMapping, makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { call, type Ended, sandboxFor, sandboxKey, start, towards } from './program.ts'

let sandbox: Sandbox
let folder: string

beforeEach(async () => {
  sandbox = await sandboxFor()
  folder = temporaryFolder()
  await makeAccount(sandbox)
})

type Files = ReturnType<typeof writeDeals>

function run({ csv, mapping }: Files, ...options: readonly string[]): Promise<Ended> {
  // One at a time: the n-th record is that of the n-th row.
  const args = ['run', csv, '--mapping', mapping, '--rate', '200', '--concurrency', '1', ...options]
  return call(args, { env: towards(sandbox) })
}

function verify({ mapping }: Files, ...options: readonly string[]): Promise<Ended> {
  return call(['verify', '--mapping', mapping, ...options], { env: towards(sandbox) })
}

/** The record of the n-th row. */
function recordOf(row: number): string {
  return `opp_${String(row).padStart(8, '0')}`
}

function change(row: number, fields: Readonly<Record<string, unknown>>): Promise<unknown> {
  return request(sandbox, 'POST', `/v1/opportunities/${recordOf(row)}`, { fields })
}

describe('run --verify', () => {
  test('reads back all that it wrote, and says that it holds what was sent', async () => {
    const files = writeDeals(folder, numberedDeals(30))
    const { code, stderr, stdout } = await run(files, '--verify', 'all', '--json')

    expect([code, stderr.includes('verified 30 of 30 records read back: all hold what was sent')]).toEqual([0, true])
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 30,
      outcomes: { created: 30 },
      recorded: { rows: 30, records: 30 },
      verification: { rows: 30, checked: 30, same: 30, different: 0, missing: 0, unread: 0, left: 0, differences: [] },
    })
    expect(requestsOf(sandbox).read).toBeLessThanOrEqual(30 + 3)
  })

  test('of so many rows reads so many records, and of fewer all', async () => {
    const files = writeDeals(folder, numberedDeals(20))
    const some = await run(files, '--verify', '5', '--json')
    const more = writeDeals(folder, numberedDeals(22))
    const all = await run(more, '--verify', '5', '--json')

    expect(JSON.parse(some.stdout).verification).toMatchObject({ rows: 5, checked: 5, same: 5 })
    expect(JSON.parse(all.stdout)).toMatchObject({
      outcomes: { created: 2, skipped: 20 },
      verification: { rows: 2, same: 2 },
    })
  })

  test('ends with 1 where a record is not there, and tells no value', async () => {
    const files = writeDeals(folder, [{ id: '1', name: 'secret name' }, { id: '2' }])
    const body = { error: { type: 'not_found', message: 'no' } }
    sandbox.setFaults([
      { kind: 'status', status: 404, body, match: { method: 'GET', path: `/v1/opportunities/${recordOf(1)}` } },
    ])
    const { code, stderr, stdout } = await run(files, '--verify', 'all', '--json')

    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ outcomes: { created: 2 }, verification: { same: 1, missing: 1 } })
    expect(stderr).toContain('1 record is not there')
    expect(stderr).not.toContain('secret name')
  })

  test.each(['0', '-1', '1.5', 'some', ''])('refuses --verify %s', async value => {
    const { code, stderr } = await run(writeDeals(folder, numberedDeals(1)), `--verify=${value}`)
    expect([code, stderr.includes('--verify')]).toEqual([2, true])
    expect(requestsOf(sandbox).write).toBe(1)
  })

  test('has nothing to do in a dry run', async () => {
    const { code, stderr } = await run(writeDeals(folder, numberedDeals(1)), '--verify', 'all', '--dry-run')
    expect([code, stderr.includes('a dry run writes nothing')]).toEqual([2, true])
  })

  test('needs a key that may read, and says so before anything is sent', async () => {
    const apiKeys = [{ key: sandboxKey, scopes: ['notes:create'], subjectType: 'workspace' }] as const
    sandbox = await sandboxFor({ apiKeys })
    const files = writeDeals(folder, numberedDeals(1), 'object: note\nfields: { $title: Name }\n')
    const refused = await run(files, '--verify', 'all')
    expect([refused.code, refused.stderr.includes('notes:read')]).toEqual([3, true])
    expect(requestsOf(sandbox).write).toBe(0)
    expect((await run(files)).code).toBe(0)
  })

  test('a 403 to a record that is read back stops no row', async () => {
    const body = { error: { type: 'forbidden', message: 'no' } }
    sandbox.setFaults([{ kind: 'status', status: 403, body, match: { method: 'GET', path: '/v1/opportunities/opp' } }])
    const { code, stdout, stderr } = await run(writeDeals(folder, numberedDeals(30)), '--verify', 'all', '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([
      3,
      {
        state: 'finished',
        stopped: null,
        outcomes: { created: 30 },
        verification: { rows: 30, checked: 0, left: 30, stopped: { code: 'scope_missing' } },
      },
    ])
    expect(stderr).toContain('opportunities:read')
    expect(stderr).toContain(`lightfield-import verify --mapping ${join(folder, 'deals.yaml')}`)
    expect(stderr).not.toContain('goes on from here')
  })

  test('reads that fail on the way are read again, and cost no row anything', async () => {
    sandbox.setFaults([
      { kind: 'reset-after', match: { method: 'GET', path: '/v1/opportunities/opp', nth: { every: 7 } } },
    ])
    const { code, stdout } = await run(writeDeals(folder, numberedDeals(20)), '--verify', 'all', '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { outcomes: { created: 20 }, verification: { same: 20 } }])
  })

  test('can be interrupted when all is written: the rows are done, and what is left is told', async () => {
    sandbox = await sandboxFor({ limits: { write: 0, read: 5, search: 0 } })
    await makeAccount(sandbox)
    const files = writeDeals(folder, numberedDeals(60))
    const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '200', '--verify', 'all', '--json']
    const started = start(args, { env: towards(sandbox) })
    while (requestsOf(sandbox).write < 61) await new Promise(resolve => setTimeout(resolve, 20))
    // The last writes are answered once more is read back.
    const { read } = requestsOf(sandbox)
    while (requestsOf(sandbox).read < read + 3) await new Promise(resolve => setTimeout(resolve, 20))
    started.child.kill('SIGINT')
    const { code, stdout } = await started.ended
    const { outcomes, verification } = JSON.parse(stdout)
    expect([code, outcomes.created]).toEqual([130, 60])
    expect(verification.rows).toBe(60)
    expect(verification.left).toBeGreaterThan(20)
  })
})

describe('verify', () => {
  test('finds what was changed, trashed and left as it is, row by row', async () => {
    const files = writeDeals(folder, numberedDeals(12))
    await run(files)
    await change(3, { $name: 'Other', amount: 1 })
    await change(4, { $name: 'Other' })
    await request(sandbox, 'DELETE', `/v1/opportunities/${recordOf(5)}`)
    const out = join(folder, 'differences.csv')
    const before = readFileSync(files.ledger)
    const { code, stderr, stdout } = await verify(files, '--json', '--out', out)

    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      import: 'deals',
      object: 'opportunity',
      rows: 12,
      checked: 12,
      same: 9,
      different: 2,
      missing: 1,
      unread: 0,
      left: 0,
      sample: null,
      requests: { write: 0, search: 0 },
      by_key: [
        { key: '$name', count: 2 },
        { key: 'amount', count: 1 },
      ],
      differences: [
        { result: 'different', row: 3, line: 4, key: 'D-0003', record_id: recordOf(3), keys: ['$name', 'amount'] },
        { result: 'different', row: 4, line: 5, keys: ['$name'] },
        { result: 'missing', row: 5, line: 6, keys: [] },
      ],
    })
    expect(stderr).toMatch(/verified 12 of 12 records read back: 9 hold what was sent\n {2}2 records differ/)
    expect(stderr).toContain('row 3 (line 4): $name, amount')
    expect(stderr).not.toContain('Other')
    expect(readFileSync(out, 'utf8').split('\r\n').slice(0, 2)).toEqual([
      'row,line,key,result,object,record_id,http_link,keys',
      expect.stringMatching(/^3,4,D-0003,different,opportunity,opp_00000003,http.*,"\$name, amount"$/),
    ])
    expect(readFileSync(files.ledger).equals(before)).toBe(true)
  })

  test('all is as it was sent, also after an edit of the file', async () => {
    await run(writeDeals(folder, numberedDeals(3)))
    const edited = numberedDeals(3).map(deal => ({ ...deal, stage: 'closed', amount: '7' }))
    const files = writeDeals(folder, edited)
    await run(files)
    const { code, stderr } = await verify(files)
    expect([code, stderr.includes('verified 3 of 3 records read back: all hold what was sent')]).toEqual([0, true])
  })

  test('a sample is of the size that was asked for, and its seed gives it again', async () => {
    const files = writeDeals(folder, numberedDeals(40))
    await run(files)
    for (let row = 1; row <= 40; row += 1) await change(row, { $name: 'Other' })
    const first = JSON.parse((await verify(files, '--sample', '6', '--json')).stdout)
    const again = JSON.parse(
      (await verify(files, '--sample', '6', '--seed', String(first.sample.seed), '--json')).stdout,
    )

    expect([first.rows, first.different, first.requests.read]).toEqual([6, 6, 8])
    expect(again.differences).toEqual(first.differences)
  })

  test('a seed without a sample is refused, and so are two things on stdout', async () => {
    const files = writeDeals(folder, numberedDeals(1))
    await run(files)
    const seed = await verify(files, '--seed', '3')
    expect([seed.code, seed.stdout, seed.stderr.includes('--sample')]).toEqual([2, '', true])
    const both = await verify(files, '--out', '-', '--json')
    expect([both.code, both.stderr.includes('--json')]).toEqual([2, true])
    expect(JSON.parse(both.stdout)).toMatchObject({ state: 'failed_to_start', stopped: { code: 'stdout_taken' } })
  })

  test('--out - writes to stdout, and a space that was added makes a text another one', async () => {
    const files = writeDeals(folder, numberedDeals(3))
    await run(files)
    await change(2, { $name: 'Deal D-0002 ' })
    const { code, stdout } = await verify(files, '--out', '-')
    expect(code).toBe(1)
    expect(stdout.split('\r\n')).toEqual([
      'row,line,key,result,object,record_id,http_link,keys',
      expect.stringMatching(/^2,3,D-0002,different,opportunity,opp_00000002,.*,\$name$/),
      '',
    ])
  })

  test('several rows that wrote to one record are compared with what was written last', async () => {
    const mapping = dealsMapping
      .replace('key: [ID]', 'key: [ID]\nmode: upsert\nmatch: $name')
      .replace('  sourceId: ID\n', '')
    const files = writeDeals(
      folder,
      [
        { id: '1', name: 'Same', amount: '1' },
        { id: '2', name: 'Same', amount: '2' },
      ],
      mapping,
    )
    const ran = await run(files, '--verify', 'all', '--json')
    expect(JSON.parse(ran.stdout)).toMatchObject({
      outcomes: { created: 1, updated: 1 },
      recorded: { rows: 2, records: 1 },
      verification: { rows: 2, same: 2 },
    })
    expect((await verify(files)).code).toBe(0)
    await change(1, { amount: 1 })
    expect(JSON.parse((await verify(files, '--json')).stdout)).toMatchObject({
      same: 1,
      different: 1,
      differences: [{ row: 2 }],
    })
  })

  test('records that were made because rows name them are read back too', async () => {
    const mapping = dealsMapping.replace(
      '{ column: Account }',
      '{ column: Account, find: { object: account, by: $name, missing: create } }',
    )
    const files = writeDeals(folder, [{ id: '1', account: 'New one' }], mapping)
    await run(files)
    await request(sandbox, 'POST', '/v1/accounts/acc_00000002', { fields: { $name: 'Renamed' } })
    const { code, stdout } = await verify(files, '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { rows: 2, same: 1, differences: [{ object: 'account', record_id: 'acc_00000002', keys: ['$name'] }] },
    ])
  })

  test('a process that is killed in between leaves a ledger that can be verified', async () => {
    const files = writeDeals(folder, numberedDeals(40))
    const started = start(['run', files.csv, '--mapping', files.mapping, '--rate', '40'], { env: towards(sandbox) })
    while (requestsOf(sandbox).write < 10) await new Promise(resolve => setTimeout(resolve, 20))
    started.child.kill('SIGKILL')
    await started.ended
    const { code, stderr } = await verify(files)
    expect([code, stderr]).toEqual([0, expect.stringContaining('all hold what was sent')])
  })

  test.each([
    ['no ledger', {}, 'There is no ledger'],
    ['another workspace', { LIGHTFIELD_API_KEY: 'sk_lf_other' }, 'another API key'],
  ])('refuses %s and writes nothing', async (what, env, message) => {
    const files = writeDeals(folder, numberedDeals(1))
    if (what !== 'no ledger') await run(files)
    const { code, stderr } = await call(['verify', '--mapping', files.mapping], {
      env: { ...towards(sandbox), ...env },
    })
    expect([code, stderr.includes(message)]).toEqual([2, true])
  })

  test('an import that the ledger does not have, or has of another type, is said so', async () => {
    const files = writeDeals(folder, numberedDeals(1))
    await run(files)
    writeFileSync(files.mapping, dealsMapping.replace('import: deals', 'import: others'))
    expect((await verify(files)).stderr).toContain('has no import named others')
    writeFileSync(files.mapping, 'object: account\nimport: deals\nfields: { $name: Name }\n')
    expect((await verify(files)).stderr).toContain('has deals as an import of opportunity')
  })
})
