import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../src/sandbox/sandbox.ts'
import { makeAccount } from '../../cli/deals.ts'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { call, make, recordsOf, requestsOf } from '../api.ts'
import { retryOnce, runOnce, TestClock } from '../import-run.ts'

const hourMs = 3_600_000
const dayAndMoreMs = 25 * hourMs

/** Rows that no field tells apart but those of the file. */
const deals = (more: string): string => `
object: opportunity
import: deals
key: [ID]
${more}
fields: { $name: Name, $stage: { value: Lead }, nextStep: Step }
relationships: { $account: { value: acc_00000001 } }
`

const header = 'ID,Name,Step\n'
const matched = deals('match: $name')

const made: Fault = { kind: 'error-after', status: 500, match: { category: 'write' } }
const notMade: Fault = { kind: 'status', status: 500, match: { category: 'write' } }

async function start(indexLagMs = 0) {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now(), indexLagMs })
  await makeAccount(sandbox)
  clock.advance(hourMs)
  return { clock, sandbox, folder: temporaryFolder(), mapping: matched }
}

type Base = Awaited<ReturnType<typeof start>>

/** A run whose answers are lost, and then so much time that the API forgets its keys. */
async function forgotten(run: Base & { readonly csv: string }, faults: readonly Fault[]) {
  run.sandbox.setFaults(faults)
  const lost = await runOnce(run)
  run.sandbox.setFaults([])
  run.clock.advance(dayAndMoreMs)
  return lost.summary.outcomes.in_doubt
}

const namesOf = ({ sandbox }: Base): readonly unknown[] =>
  recordsOf(sandbox, 'opportunity').map(({ fields }) => [fields['$name'], fields['nextStep']])

describe('a create whose key the API has forgotten, with match in mode create', () => {
  test('is known by its record, and nothing is sent', async () => {
    const run = { ...(await start()), csv: `${header}1,First,call\n` }
    expect(await forgotten(run, [made])).toBe(1)
    const before = requestsOf(run.sandbox)

    const { summary, results } = await runOnce(run)

    expect(summary).toMatchObject({ settled: 1, outcomes: { created: 1 } })
    expect(results[0]?.recordId).toBe(recordsOf(run.sandbox, 'opportunity')[0]?.id)
    expect(requestsOf(run.sandbox).write).toBe(before.write)
    expect((await runOnce(run)).summary.outcomes).toMatchObject({ skipped: 1 })
  })

  test('is sent anew where it has no record', async () => {
    const run = { ...(await start()), csv: `${header}1,First,call\n` }
    expect(await forgotten(run, [notMade])).toBe(1)

    expect((await runOnce(run)).summary).toMatchObject({ settled: 0, outcomes: { created: 1, in_doubt: 0 } })
    expect(namesOf(run)).toEqual([['First', 'call']])
  })

  test.each([
    ['a second', 1_000, 1],
    ['ten seconds', 10_000, 1],
    ['longer than anybody waits', 60_000, 2],
  ])('is looked for again and again: found where the index is late by %s (%i ms)', async (_, lateMs, records) => {
    const lagMs = 30 * hourMs
    const run = { ...(await start(lagMs)), csv: `${header}1,First,call\n` }
    expect(await forgotten(run, [{ ...made, times: 1 }, notMade])).toBe(1)
    const [record] = run.sandbox.state().records['opportunity'] ?? []
    run.clock.advance(Date.parse(record?.createdAt ?? '') + lagMs - lateMs - run.clock.now())

    const { results } = await runOnce(run)

    expect(results[0]?.outcome).toBe('created')
    expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(records)
  })

  test('takes a record of its own where two rows are alike', async () => {
    const run = { ...(await start()), csv: `${header}1,Same,call\n2,Same,call\n` }
    expect(await forgotten(run, [made])).toBe(2)

    const { summary, results } = await runOnce(run)

    expect(summary).toMatchObject({ settled: 2, outcomes: { created: 2 } })
    expect(new Set(results.map(({ recordId }) => recordId)).size).toBe(2)
    expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(2)
  })

  test('is sent anew where the one record that there is has been taken by the other', async () => {
    const run = { ...(await start()), csv: `${header}1,Same,call\n2,Same,call\n` }
    expect(await forgotten(run, [{ ...made, times: 1 }, notMade])).toBe(2)
    expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(1)

    expect((await runOnce(run)).summary).toMatchObject({ settled: 1, outcomes: { created: 2 } })
    expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(2)
  })

  test('does not take the record of a row that is done', async () => {
    const base = await start()
    await runOnce({ ...base, csv: `${header}1,Same,call\n` })
    const run = { ...base, csv: `${header}1,Same,call\n2,Same,call\n` }
    expect(await forgotten(run, [notMade])).toBe(1)

    expect((await runOnce(run)).summary.outcomes).toMatchObject({ skipped: 1, created: 1 })
    expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(2)
  })

  test('does not take a record that was there before', async () => {
    const base = await start()
    const fields = { $name: 'First', $stage: 'Lead', nextStep: 'call' }
    const id = await make(base.sandbox, 'opportunities', fields, { $account: 'acc_00000001' })
    base.clock.advance(hourMs)
    const run = { ...base, csv: `${header}1,First,call\n` }
    expect(await forgotten(run, [notMade])).toBe(1)

    const { results } = await runOnce(run)

    expect(results).toMatchObject([{ outcome: 'created' }])
    expect(results[0]?.recordId).not.toBe(id)
  })

  test('stays in doubt where somebody has changed what may be its record, and the message has its link', async () => {
    const run = { ...(await start()), csv: `${header}1,First,call\n` }
    expect(await forgotten(run, [made])).toBe(1)
    const [record] = recordsOf(run.sandbox, 'opportunity')
    const change = (step: string) =>
      call(run.sandbox, 'POST', `/v1/opportunities/${record?.id}`, { fields: { nextStep: step } })
    await change('visit')
    const before = requestsOf(run.sandbox)

    const unsure = await runOnce(run)
    expect(requestsOf(run.sandbox).write).toBe(before.write)
    await change('call')
    const sure = await runOnce(run)

    expect(unsure.results).toMatchObject([{ outcome: 'in_doubt', error: { code: 'trace_unclear' } }])
    expect(unsure.results[0]?.error?.message).toContain(record?.id)
    expect(sure.results).toMatchObject([{ outcome: 'created', recordId: record?.id }])
  })

  test('is sent again all the same where --resend-in-doubt says so, and only then', async () => {
    const run = { ...(await start()), csv: `${header}1,First,call\n` }
    expect(await forgotten(run, [made])).toBe(1)
    const [record] = recordsOf(run.sandbox, 'opportunity')
    await call(run.sandbox, 'POST', `/v1/opportunities/${record?.id}`, { fields: { nextStep: 'visit' } })

    expect((await runOnce(run)).summary.outcomes).toMatchObject({ in_doubt: 1 })
    const told = await runOnce({ ...run, config: { resendInDoubt: true } })

    expect(told.summary.outcomes).toMatchObject({ created: 1 })
    expect(namesOf(run)).toEqual([
      ['First', 'visit'],
      ['First', 'call'],
    ])
  })

  test('is settled first and then edited', async () => {
    const run = { ...(await start()), csv: `${header}1,First,call\n` }
    expect(await forgotten(run, [made])).toBe(1)

    const { summary } = await runOnce({ ...run, csv: `${header}1,Second,visit\n` })

    expect(summary).toMatchObject({ settled: 1, outcomes: { updated: 1 } })
    expect(namesOf(run)).toEqual([['Second', 'visit']])
  })

  test('is one of the rows of a retry, whether it is settled or sent anew', async () => {
    const run = { ...(await start()), csv: `${header}1,First,call\n2,Second,call\n` }
    const first: Fault = { ...made, match: { category: 'write', body: 'First' } }
    expect(await forgotten(run, [first, notMade])).toBe(2)

    const { summary, results } = await retryOnce(run)

    expect(summary).toMatchObject({ rows: 2, settled: 1, outcomes: { created: 2 } })
    expect(results.map(({ row }) => row)).toEqual([1, 2])
    expect((await runOnce(run)).summary.outcomes).toMatchObject({ skipped: 2 })
    expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(2)
  })

  test('stays in doubt while the search does not answer, and is settled once it does', async () => {
    const run = { ...(await start()), csv: `${header}1,First,call\n` }
    expect(await forgotten(run, [made])).toBe(1)
    run.sandbox.setFaults([{ kind: 'status', status: 400, times: 1, match: { category: 'search' } }])

    expect((await runOnce(run)).summary.outcomes).toMatchObject({ in_doubt: 1 })
    expect((await runOnce(run)).summary).toMatchObject({ settled: 1, outcomes: { created: 1 } })
    expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(1)
  })
})

test('in upsert, what may be its record and was changed since is met as any other', async () => {
  const run = { ...(await start()), mapping: deals('mode: upsert\nmatch: $name'), csv: `${header}1,First,call\n` }
  expect(await forgotten(run, [made])).toBe(1)
  const [record] = recordsOf(run.sandbox, 'opportunity')
  await call(run.sandbox, 'POST', `/v1/opportunities/${record?.id}`, { fields: { nextStep: 'visit' } })

  expect((await runOnce(run)).results).toMatchObject([{ outcome: 'updated', recordId: record?.id }])
  expect(namesOf(run)).toEqual([['First', 'call']])
})

describe('an update whose key the API has forgotten', () => {
  const edited = `${header}1,First,visit\n`

  async function afterLostUpdate(mapping: string, fault: Fault) {
    const run = { ...(await start()), mapping, csv: edited }
    await runOnce({ ...run, csv: `${header}1,First,call\n` })
    expect(await forgotten(run, [fault])).toBe(1)
    return { ...run, writes: requestsOf(run.sandbox).write }
  }

  test.each([
    ['without match', deals('')],
    ['with match', matched],
  ])('is done where its record holds it, %s', async (_, mapping) => {
    const { writes, ...run } = await afterLostUpdate(mapping, made)

    expect((await runOnce(run)).summary).toMatchObject({ settled: 1, outcomes: { updated: 1 } })
    expect(requestsOf(run.sandbox).write).toBe(writes)
  })

  test('is sent anew with match where its record does not hold it', async () => {
    const { writes, ...run } = await afterLostUpdate(matched, notMade)

    expect((await runOnce(run)).summary).toMatchObject({ settled: 0, outcomes: { updated: 1 } })
    expect(requestsOf(run.sandbox).write).toBe(writes + 1)
    expect(namesOf(run)).toEqual([['First', 'visit']])
  })

  test('stays in doubt without match where its record does not hold it, until --resend-in-doubt', async () => {
    const { writes, ...run } = await afterLostUpdate(deals(''), notMade)

    expect((await runOnce(run)).results).toMatchObject([{ outcome: 'in_doubt', error: { code: 'trace_unclear' } }])
    expect(requestsOf(run.sandbox).write).toBe(writes)
    expect((await runOnce({ ...run, config: { resendInDoubt: true } })).summary.outcomes).toMatchObject({ updated: 1 })
    expect(namesOf(run)).toEqual([['First', 'visit']])
  })

  test('of a record that is gone says so', async () => {
    const { writes: _, ...run } = await afterLostUpdate(deals(''), notMade)
    const [record] = recordsOf(run.sandbox, 'opportunity')
    await call(run.sandbox, 'DELETE', `/v1/opportunities/${record?.id}`)

    expect((await runOnce(run)).results).toMatchObject([{ outcome: 'failed', error: { code: 'record_gone' } }])
  })
})

test.each([
  ['found, where it was made', made],
  ['made, where it was not', notMade],
])('a parent whose key the API has forgotten is %s, once', async (_, fault) => {
  const mapping = deals('').replace(
    '{ value: acc_00000001 }',
    '{ column: Step, find: { object: account, by: $name, missing: create } }',
  )
  const run = { ...(await start()), mapping, csv: `${header}1,First,Bolt\n2,Second,Bolt\n` }
  await forgotten(run, [{ ...fault, match: { path: '/v1/accounts', method: 'POST' } }])

  expect((await runOnce(run)).summary.outcomes).toMatchObject({ created: 2 })
  expect(recordsOf(run.sandbox, 'account').map(({ fields }) => fields['$name'])).toEqual(['Acme', 'Bolt'])
})
