import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { recordsOf } from '../import/api.ts'
import { makeAccount, numberedDeals } from './deals.ts'
import { importOf, opportunity } from './import-to-undo.ts'
import { type Started, sandboxFor, start } from './program.ts'

describe('an interrupted undo', () => {
  test.each(['SIGKILL', 'SIGINT'] as const)('by %s goes on with the same command', async signal => {
    let running: Started | null = null
    let writes = 0
    let isArmed = false
    const sandbox = await sandboxFor({
      latencyMs: 1,
      sleep: async () => {
        writes += isArmed ? 1 : 0
        if (isArmed && [40, 41, 90].includes(writes)) running?.child.kill(signal)
      },
    })
    await makeAccount(sandbox)
    const { run, env, undoArgs } = importOf(sandbox)
    const rows = numberedDeals(60)
    await run(rows)
    const later = [...rows.slice(30).map(deal => ({ ...deal, amount: '7' })), ...numberedDeals(100).slice(60)]
    const { run_id } = await run(later)
    isArmed = true

    const args = [...undoArgs, '--run', run_id, '--concurrency', '5', '--json']
    const ends: (number | null)[] = []
    for (let times = 0; times < 6; times++) {
      running = start(args, { env })
      const ended = await running.ended
      ends.push(ended.code)
      if (ended.code === 0) break
      expect([null, 130]).toContain(ended.code)
    }

    expect(ends.length).toBeGreaterThan(1)
    expect(ends.at(-1)).toBe(0)
    expect(recordsOf(sandbox, 'opportunity')).toHaveLength(60)
    expect(new Set(recordsOf(sandbox, 'opportunity').map(({ fields }) => fields['amount']))).toEqual(new Set([100.5]))
  })
})

/** An import whose second run has updated its one record. */
async function updatedDeal() {
  const sandbox = await sandboxFor()
  await makeAccount(sandbox)
  const commands = importOf(sandbox)
  await commands.run([{ id: '1', amount: '1' }])
  const { run_id } = await commands.run([{ id: '1', amount: '2' }])
  const undoSecond = (...more: readonly string[]) => commands.undo('--run', run_id, ...more)
  return { sandbox, ...commands, undoSecond }
}

const everyWriteIsLost = { kind: 'error-after', status: 500, match: { category: 'write' } } as const

describe('an undo whose answer is lost', () => {
  test('is found carried out by the next one, which sends nothing', async () => {
    const { sandbox, undoSecond } = await updatedDeal()
    sandbox.setFaults([everyWriteIsLost])
    const lost = await undoSecond('--give-up-after', '10ms')
    sandbox.setFaults([])
    expect(opportunity(sandbox, '1')?.fields).toMatchObject({ amount: 1 })

    const next = await undoSecond()

    expect(lost).toMatchObject({ code: 3, summary: { outcomes: { restored: 0, pending: 1 } } })
    expect(next).toMatchObject({ code: 0, summary: { outcomes: { restored: 1 }, requests: { write: 0 } } })
    expect(opportunity(sandbox, '1')?.fields).toMatchObject({ amount: 1 })
  })

  test('and that is followed by a run leaves the record as the file says', async () => {
    const { sandbox, run, undoSecond } = await updatedDeal()
    sandbox.setFaults([everyWriteIsLost])
    await undoSecond('--give-up-after', '10ms')
    sandbox.setFaults([])

    expect((await run([{ id: '1', amount: '2' }])).outcomes).toMatchObject({ updated: 1 })
    expect(opportunity(sandbox, '1')?.fields).toMatchObject({ amount: 2 })
    expect((await run([{ id: '1', amount: '2' }])).outcomes).toMatchObject({ skipped: 1 })
  })

  test('of a record in the trash makes no second one by the next run', async () => {
    const { sandbox, run, undo } = await updatedDeal()
    sandbox.setFaults([everyWriteIsLost])
    await undo('--give-up-after', '10ms')
    sandbox.setFaults([])
    expect(recordsOf(sandbox, 'opportunity')).toEqual([])

    expect((await undo()).summary).toMatchObject({ outcomes: { trashed: 1 } })
    expect((await run([{ id: '1', amount: '2' }])).outcomes).toMatchObject({ created: 1 })
    expect(recordsOf(sandbox, 'opportunity')).toHaveLength(1)
  })

  test('goes back and forth within 24 hours as often as it is asked to', async () => {
    const { sandbox, run, undoSecond } = await updatedDeal()
    await undoSecond()
    for (const amount of [2, 2, 2]) {
      const { run_id, outcomes } = await run([{ id: '1', amount: `${amount}` }])
      expect(outcomes).toMatchObject({ updated: 1 })
      expect(opportunity(sandbox, '1')?.fields).toMatchObject({ amount: 2 })
      const { summary } = await undoSecond('--run', run_id)
      expect(summary.outcomes).toMatchObject({ restored: 1 })
      expect(opportunity(sandbox, '1')?.fields).toMatchObject({ amount: 1 })
    }
  })
})

test('what a run has sent without an answer is settled first, and then undone with the rest', async () => {
  const sandbox = await sandboxFor()
  await makeAccount(sandbox)
  const { run, undo } = importOf(sandbox)
  sandbox.setFaults([everyWriteIsLost])
  const { run_id, outcomes } = await run([{ id: '1' }], '--give-up-after', '10ms')
  sandbox.setFaults([])
  expect(outcomes).toMatchObject({ in_doubt: 1 })
  expect(recordsOf(sandbox, 'opportunity')).toHaveLength(1)

  const undone = await undo('--run', run_id)

  expect(undone).toMatchObject({ code: 0, summary: { settled: 1, in_doubt: 0, outcomes: { trashed: 1 } } })
  expect(undone.stderr).toContain('1 row to be settled first')
  expect(recordsOf(sandbox, 'opportunity')).toEqual([])
})

test('a row that cannot be settled any more is told: nobody knows what it made', async () => {
  const sandbox = await sandboxFor()
  await makeAccount(sandbox)
  const { files, run, undo } = importOf(sandbox)
  await run([{ id: '1' }])
  sandbox.setFaults([everyWriteIsLost])
  await run([{ id: '1' }, { id: '2' }], '--give-up-after', '10ms')
  sandbox.setFaults([])
  const ledger = new DatabaseSync(files.ledger)
  ledger.exec('UPDATE rows SET first_sent_at = first_sent_at - 90000000')
  ledger.close()

  const undone = await undo()

  expect(undone).toMatchObject({ code: 1, summary: { in_doubt: 1, settled: 0, rows: 1, outcomes: { trashed: 1 } } })
  expect(undone.stderr).toContain('1 row in doubt')
})
