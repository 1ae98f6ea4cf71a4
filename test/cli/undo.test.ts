import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { call as callApi, recordsOf } from '../import/api.ts'
import { type Deal, dealsMapping, makeAccount, numberedDeals, recordsBySource } from './deals.ts'
import { byHand, dealsIn, importOf, opportunity } from './import-to-undo.ts'
import { call, sandboxFor } from './program.ts'

describe('undo', () => {
  test('moves what an import made to the trash, and says what that means before it begins', async () => {
    const { sandbox, run, undo, rows } = await dealsIn(12)
    await run(rows)

    const undone = await undo()

    expect(undone.code).toBe(0)
    expect(undone.summary).toMatchObject({
      import: 'deals',
      object: 'opportunity',
      run_id: null,
      dry_run: false,
      rows: 12,
      outcomes: { trashed: 12, restored: 0, kept: 0, partly_restored: 0, gone: 0, failed: 0, pending: 0 },
      requests: { write: 12, search: 0 },
    })
    expect(undone.stderr).toContain('12 records of type opportunity to the trash')
    expect(undone.stderr).toContain('makes new records')
    expect(recordsOf(sandbox, 'opportunity')).toEqual([])
    expect(recordsOf(sandbox, 'account')).toHaveLength(1)
  })

  test('and then the same file make new records: each once, none of them from the trash', async () => {
    const { sandbox, run, undo, rows, results } = await dealsIn(5)
    await run(rows)
    const first = sandbox.state().records['opportunity']?.map(({ id }) => id) ?? []
    await undo()
    expect(await results()).toContain('"error_code":"undone"')

    const again = await run(rows)
    const third = await run(rows)

    expect(again.outcomes).toMatchObject({ created: 5 })
    expect(third).toMatchObject({ outcomes: { skipped: 5 }, requests: { write: 0 } })
    const now = recordsOf(sandbox, 'opportunity').map(({ id }) => id)
    expect(now).toHaveLength(5)
    expect(now.filter(id => first.includes(id))).toEqual([])
    expect(new Set(recordsBySource(sandbox).values())).toEqual(new Set([1]))
  })

  test('can be repeated: what is undone is not undone again, also after the import was made anew', async () => {
    const { sandbox, run, undo, rows } = await dealsIn(3)
    for (const round of [1, 2, 3]) {
      await run(rows)
      expect(recordsOf(sandbox, 'opportunity'), `round ${round}`).toHaveLength(3)
      expect((await undo()).summary.outcomes).toMatchObject({ trashed: 3 })
      const nothing = await undo()
      expect(nothing).toMatchObject({ code: 0, summary: { rows: 0, requests: { write: 0 } } })
      expect(nothing.stderr).not.toContain('trash')
    }
    expect(recordsOf(sandbox, 'opportunity')).toEqual([])
  })

  test('of one run puts back what its updates wrote over, and leaves what other runs did', async () => {
    const { sandbox, run, undo } = await dealsIn(0)
    await run([
      { id: '1', amount: '100' },
      { id: '2', amount: '200' },
    ])
    const second = await run([
      { id: '1', amount: '111', stage: 'closed' },
      { id: '2', amount: '200' },
      { id: '3', amount: '300' },
    ])
    expect(second.outcomes).toMatchObject({ updated: 1, skipped: 1, created: 1 })
    const before = opportunity(sandbox, '1')?.fields['$stage']

    const undone = await undo('--run', second.run_id)

    expect(undone.summary).toMatchObject({ run_id: second.run_id, rows: 2, outcomes: { restored: 1, trashed: 1 } })
    expect(opportunity(sandbox, '1')?.fields).toMatchObject({ amount: 100 })
    expect(opportunity(sandbox, '1')?.fields['$stage']).not.toBe(before)
    expect(opportunity(sandbox, '2')?.fields).toMatchObject({ amount: 200 })
    expect(opportunity(sandbox, '3')).toBeUndefined()

    const again = await run([
      { id: '1', amount: '111', stage: 'closed' },
      { id: '2', amount: '200' },
      { id: '3', amount: '300' },
    ])
    expect(again.outcomes).toMatchObject({ updated: 1, skipped: 1, created: 1 })
    expect(opportunity(sandbox, '1')?.fields).toMatchObject({ amount: 111, $stage: before })
    expect(recordsOf(sandbox, 'opportunity')).toHaveLength(3)
  })

  test('leaves what somebody changed since, and tells which', async () => {
    const { sandbox, run, undo } = await dealsIn(0)
    const first = [1, 2, 3].map((id): Deal => ({ id: `${id}`, name: 'Old', amount: '1' }))
    await run(first)
    const second = await run(first.map(deal => ({ ...deal, name: 'New', amount: '2' })))
    const idOf = (sourceId: string): string => opportunity(sandbox, sourceId)?.id ?? ''
    await byHand(sandbox, idOf('2'), { amount: 77 })
    await byHand(sandbox, idOf('3'), { amount: 88, $name: 'Theirs' })

    const undone = await undo('--run', second.run_id)

    expect(undone.code).toBe(0)
    expect(undone.summary).toMatchObject({
      outcomes: { restored: 1, partly_restored: 1, kept: 1 },
      kept: [
        { param: 'amount', count: 2, example_row: 2 },
        { param: '$name', count: 1, example_row: 3 },
      ],
    })
    expect(opportunity(sandbox, '1')?.fields).toMatchObject({ $name: 'Old', amount: 1 })
    expect(opportunity(sandbox, '2')?.fields).toMatchObject({ $name: 'Old', amount: 77 })
    expect(opportunity(sandbox, '3')?.fields).toMatchObject({ $name: 'Theirs', amount: 88 })
    expect(undone.stderr).toContain('2 rows: amount, first row 2 (line 3)')
  })

  test('tells a record that is gone already, and is done with it', async () => {
    const { sandbox, run, undo } = await dealsIn(0)
    await run([
      { id: '1', amount: '1' },
      { id: '2', amount: '1' },
    ])
    const second = await run([
      { id: '1', amount: '2' },
      { id: '2', amount: '2' },
    ])
    await callApi(sandbox, 'DELETE', `/v1/opportunities/${opportunity(sandbox, '1')?.id}`)

    const undone = await undo('--run', second.run_id)
    const again = await undo('--run', second.run_id)

    expect(undone).toMatchObject({ code: 0, summary: { outcomes: { gone: 1, restored: 1 } } })
    expect(again.summary).toMatchObject({ rows: 0 })
  })

  test('--dry-run tells the same counts and writes nothing, neither there nor here', async () => {
    const { sandbox, run, undo, results } = await dealsIn(0)
    await run([{ id: '1', amount: '1' }])
    await run([
      { id: '1', amount: '2' },
      { id: '2', amount: '1' },
    ])
    const lastRun = (await run([{ id: '1', amount: '3' }, { id: '2', amount: '5' }, { id: '3' }])).run_id
    await byHand(sandbox, opportunity(sandbox, '2')?.id ?? '', { amount: 9 })
    const writes = sandbox.state().requests.write.total

    const told = await results()
    const dry = await undo('--run', lastRun, '--dry-run')
    expect(await results()).toBe(told)
    const real = await undo('--run', lastRun)

    expect(dry).toMatchObject({ code: 0, summary: { dry_run: true, requests: { write: 0 } } })
    expect(dry.summary.outcomes).toEqual(real.summary.outcomes)
    expect(dry.summary.kept).toEqual(real.summary.kept)
    expect(real.summary.outcomes).toMatchObject({ trashed: 1, restored: 1, kept: 1 })
    expect(sandbox.state().requests.write.total).toBe(writes + 2)
  })

  test('--limit undoes the rows that were written last', async () => {
    const { sandbox, run, undo, rows } = await dealsIn(6)
    await run(rows, '--concurrency', '1')

    const undone = await undo('--limit', '2')

    expect(undone.summary).toMatchObject({ rows: 2, outcomes: { trashed: 2 } })
    expect([...recordsBySource(sandbox).keys()]).toEqual(['D-0001', 'D-0002', 'D-0003', 'D-0004'])
  })
})

test('a record that cannot be undone is told, and the same command tries it again', async () => {
  const { sandbox, run, undo, rows } = await dealsIn(4)
  await run(rows)
  sandbox.setFaults([
    {
      kind: 'status',
      status: 400,
      body: { error: { type: 'bad_request', code: 'locked', message: 'It is locked.' } },
      match: { method: 'DELETE', nth: { at: 2 } },
    },
  ])

  const first = await undo()
  sandbox.setFaults([])
  const second = await undo()

  expect(first).toMatchObject({
    code: 1,
    summary: { outcomes: { trashed: 3, failed: 1 }, errors: [{ code: 'locked', count: 1 }] },
  })
  expect(second).toMatchObject({ code: 0, summary: { rows: 1, outcomes: { trashed: 1 } } })
})

const fullKey = { key: 'sk_lf_sandbox', scopes: [], subjectType: 'workspace' } as const

describe('refused', () => {
  test('a run that the import has not had: the last ones are named', async () => {
    const { run, undo, rows } = await dealsIn(1)
    const { run_id } = await run(rows)

    const undone = await undo('--run', '20200101-000000-abcd')

    expect(undone.code).toBe(2)
    expect(JSON.parse(undone.stdout)).toMatchObject({ state: 'failed_to_start', stopped: { code: 'run_unknown' } })
    expect(undone.stderr).toContain(run_id)
  })

  test('an import that the ledger does not know', async () => {
    const { run, undo, rows, files } = await dealsIn(1)
    await run(rows)
    writeFileSync(files.mapping, dealsMapping.replace('import: deals', 'import: others'))

    const undone = await undo()

    expect(undone.code).toBe(2)
    expect(undone.stderr).toContain('no import named others')
  })

  test('a key that may not delete, before anything is sent', async () => {
    const scopes = ['opportunities:create', 'opportunities:read', 'opportunities:update']
    const sandbox = await sandboxFor({ apiKeys: [fullKey, { ...fullKey, key: 'sk_lf_less', scopes }] })
    await makeAccount(sandbox)
    const { run, env, undoArgs } = importOf(sandbox)
    await run(numberedDeals(2))

    const undone = await call([...undoArgs, '--accept-new-key'], { env: { ...env, LIGHTFIELD_API_KEY: 'sk_lf_less' } })

    expect(undone.code).toBe(3)
    expect(undone.stderr).toContain('opportunities:delete')
    expect(recordsOf(sandbox, 'opportunity')).toHaveLength(2)
  })
})
