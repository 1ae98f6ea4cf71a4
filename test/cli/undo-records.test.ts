import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { call as callApi, make, recordsOf } from '../import/api.ts'
import { temporaryFolder } from '../temporary.ts'
import { type Deal, dealsMapping, makeAccount } from './deals.ts'
import { importOf, opportunity } from './import-to-undo.ts'
import { call, sandboxFor, towards } from './program.ts'

describe('links', () => {
  const partnersMapping = `${dealsMapping}  partners: { column: Account, split: "|" }\n`.replace(
    '$account: { column: Account }',
    '$account: { value: acc_00000001 }',
  )

  test('that an import added or took away go back, and those that people made stay', async () => {
    const sandbox = await sandboxFor()
    for (let made = 0; made < 70; made++) await makeAccount(sandbox, `Partner ${made}`)
    const ids = sandbox.state().records['account']?.map(({ id }) => id) ?? []
    const { run, undo } = importOf(sandbox, temporaryFolder(), partnersMapping)
    await run([{ id: '1', account: ids.slice(0, 30).join('|') }])
    const second = await run([{ id: '1', account: ids.slice(20, 60).join('|') }])
    expect(second.requests.write).toBeGreaterThan(1)
    const record = opportunity(sandbox, '1')
    const theirs = ids[65] ?? ''
    const path = `/v1/opportunities/${record?.id}`
    await callApi(sandbox, 'POST', path, { relationships: { partners: { add: theirs } } })
    await callApi(sandbox, 'POST', path, { relationships: { partners: { remove: ids[40] } } })

    const undone = await undo('--run', second.run_id)

    expect(undone.summary).toMatchObject({ outcomes: { restored: 1 }, kept: [] })
    const held = opportunity(sandbox, '1')?.relationships['partners'] ?? []
    expect(held.toSorted()).toEqual([...ids.slice(0, 30), theirs].toSorted())

    await run([{ id: '1', account: ids.slice(20, 60).join('|') }])
    const again = opportunity(sandbox, '1')?.relationships['partners'] ?? []
    expect(again.toSorted()).toEqual([...ids.slice(20, 60), theirs].toSorted())
  })

  test('to one record go back where they are what the import made of them', async () => {
    const sandbox = await sandboxFor()
    const [one, two, three] = [
      await makeAccount(sandbox, 'One'),
      await makeAccount(sandbox, 'Two'),
      await makeAccount(sandbox, 'Three'),
    ]
    const { run, undo } = importOf(sandbox)
    await run([
      { id: '1', account: one },
      { id: '2', account: one },
    ])
    const second = await run([
      { id: '1', account: two },
      { id: '2', account: two },
    ])
    const path = `/v1/opportunities/${opportunity(sandbox, '2')?.id}`
    await callApi(sandbox, 'POST', path, { relationships: { $account: { replace: three } } })

    const undone = await undo('--run', second.run_id)

    expect(undone.summary).toMatchObject({ outcomes: { restored: 1, kept: 1 }, kept: [{ param: '$account' }] })
    expect(opportunity(sandbox, '1')?.relationships['$account']).toEqual([one])
    expect(opportunity(sandbox, '2')?.relationships['$account']).toEqual([three])
  })
})

test('parents that were made because rows name them go to the trash after the rows, and are made anew', async () => {
  const sandbox = await sandboxFor()
  await makeAccount(sandbox, 'There before')
  const mapping = dealsMapping.replace(
    '$account: { column: Account }',
    '$account: { column: Account, find: { object: account, by: $name, missing: create } }',
  )
  const { run, undo } = importOf(sandbox, temporaryFolder(), mapping)
  const rows = ['There before', 'New', 'New', 'Newer'].map((account, at): Deal => ({ id: `${at}`, account }))
  await run(rows)

  const undone = await undo()

  expect(undone.summary).toMatchObject({
    rows: 4,
    outcomes: { trashed: 4 },
    parents: [{ object: 'account', rows: 2, outcomes: { trashed: 2 } }],
  })
  expect(undone.stderr).toContain('2 records of type account to the trash')
  expect(recordsOf(sandbox, 'account').map(({ fields }) => fields['$name'])).toEqual(['There before'])

  expect(await run(rows)).toMatchObject({ outcomes: { created: 4 }, parents_created: { account: 2 } })
  const accounts = new Set(recordsOf(sandbox, 'account').map(({ id }) => id))
  expect(accounts.size).toBe(3)
  for (const { relationships } of recordsOf(sandbox, 'opportunity')) {
    expect(accounts.has(relationships['$account']?.[0] ?? '')).toBe(true)
  }
})

describe('records that were there before', () => {
  const upsert = dealsMapping.replace('key: [ID]', 'key: [ID]\nmode: upsert\nmatch: sourceId')

  async function existing() {
    const sandbox = await sandboxFor()
    const account = await makeAccount(sandbox)
    const fields = { $name: 'Theirs', $stage: 'Lead', sourceId: '1', amount: 5 }
    const id = await make(sandbox, 'opportunities', fields, { $account: account })
    return { sandbox, id, ...importOf(sandbox, temporaryFolder(), upsert) }
  }

  test('are never trashed: they hold again what they held', async () => {
    const { sandbox, id, run, undo } = await existing()
    const rows = [{ id: '1', name: 'Ours', amount: '6' }, { id: '2' }]
    expect((await run(rows)).outcomes).toMatchObject({ updated: 1, created: 1 })

    const undone = await undo()

    expect(undone.summary.outcomes).toMatchObject({ restored: 1, trashed: 1 })
    expect(recordsOf(sandbox, 'opportunity')).toMatchObject([{ id, fields: { $name: 'Theirs', amount: 5 } }])

    expect((await run(rows)).outcomes).toMatchObject({ updated: 1, created: 1 })
    expect(recordsOf(sandbox, 'opportunity')).toMatchObject([{ id, fields: { $name: 'Ours', amount: 6 } }, {}])
  })

  test('and that several rows wrote to go back step by step', async () => {
    const { sandbox, id, undo, files } = await existing()
    const twice = upsert.replace('key: [ID]', 'key: [ID, Name]')
    writeFileSync(files.mapping, twice)
    writeFileSync(files.csv, 'ID,Name,Stage,Amount,Account\n1,A,open,6,acc_00000001\n1,B,open,7,acc_00000001\n')
    const ended = await call(['run', files.csv, '--mapping', files.mapping, '--json'], { env: towards(sandbox) })
    expect(JSON.parse(ended.stdout).outcomes).toMatchObject({ updated: 2 })

    const undone = await undo()

    expect(undone.summary.outcomes).toMatchObject({ restored: 2 })
    expect(recordsOf(sandbox, 'opportunity')).toMatchObject([{ id, fields: { $name: 'Theirs', amount: 5 } }])
  })

  test.each(['upsert', 'find-or-create'])(
    'rows that met what another row had made (%s) start anew with it',
    async mode => {
      const sandbox = await sandboxFor()
      await makeAccount(sandbox)
      const folder = temporaryFolder()
      const { files, undo } = importOf(
        sandbox,
        folder,
        upsert.replace('mode: upsert', `mode: ${mode}`).replace('key: [ID]', 'key: [ID, Name]'),
      )
      writeFileSync(files.csv, 'ID,Name,Stage,Amount,Account\n1,A,open,6,acc_00000001\n1,B,open,7,acc_00000001\n')
      const args = ['run', files.csv, '--mapping', files.mapping, '--json']
      const run = async () => JSON.parse((await call(args, { env: towards(sandbox) })).stdout).outcomes
      const first = await run()

      expect((await undo()).code).toBe(0)
      expect(recordsOf(sandbox, 'opportunity')).toEqual([])

      expect(await run()).toEqual(first)
      expect(recordsOf(sandbox, 'opportunity')).toHaveLength(1)
    },
  )
})
