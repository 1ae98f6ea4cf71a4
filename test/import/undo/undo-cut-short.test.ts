import { expect, test } from 'vitest'
import { makeAccount } from '../../cli/deals.ts'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { recordsOf } from '../api.ts'
import { runOnce, TestClock, undoOnce } from '../import-run.ts'

const mapping = (more: string): string => `
object: opportunity
import: deals
key: [ID]
${more}
fields: { $name: Name, $stage: { value: Lead }, sourceId: ID }
relationships: { $account: { value: acc_00000001 } }
`

async function start() {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  await makeAccount(sandbox)
  return { clock, sandbox, folder: temporaryFolder() }
}

async function imported(more = '') {
  const run = { ...(await start()), mapping: mapping(more), csv: 'ID,Name\n1,First\n' }
  await runOnce(run)
  run.clock.advance(60_000)
  return run
}

test.each(['', 'mode: upsert\nmatch: sourceId', 'gone: recreate'])(
  'a run after an undo whose answer was lost makes a new record: the old one is in the trash (%j)',
  async more => {
    const run = await imported(more)
    run.sandbox.setFaults([{ kind: 'reset-after', match: { method: 'DELETE' } }])
    const undone = await undoOnce({ ...run, giveUpAfterMs: 1 })
    run.sandbox.setFaults([])
    run.clock.advance(60_000)

    const { summary } = await runOnce(run)

    expect(undone.outcomes).toMatchObject({ trashed: 0, pending: 1 })
    expect(summary).toMatchObject({ recreated: 0, outcomes: { created: 1 } })
    expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(1)
    expect((await runOnce(run)).summary.outcomes).toMatchObject({ skipped: 1 })
  },
)

test('a run after an undo that came to nothing finds the record as it was', async () => {
  const run = await imported()
  run.sandbox.setFaults([{ kind: 'status', status: 500, match: { method: 'DELETE' } }])
  await undoOnce({ ...run, giveUpAfterMs: 1 })
  run.sandbox.setFaults([])

  expect((await runOnce(run)).summary.outcomes).toMatchObject({ unchanged: 1 })
  expect((await runOnce(run)).summary.outcomes).toMatchObject({ skipped: 1 })
  expect(recordsOf(run.sandbox, 'opportunity')).toHaveLength(1)
})

test('an undo that the API refuses leaves the row as it was', async () => {
  const run = await imported()
  run.sandbox.setFaults([{ kind: 'status', status: 422, match: { method: 'DELETE' } }])
  expect((await undoOnce(run)).outcomes).toMatchObject({ failed: 1 })

  expect((await runOnce(run)).summary.outcomes).toMatchObject({ skipped: 1 })
})

test('an update of a record that was made anew is another request, even where all that it says is the same', async () => {
  const run = {
    ...(await start()),
    csv: 'ID,Name,Row\n1,First,a\n1,First,b\n',
    mapping: mapping('mode: upsert\nmatch: sourceId')
      .replace('key: [ID]', 'key: [Row]')
      .replace('$name: Name', '$name: Name, nextStep: Row'),
  }
  for (let night = 0; night < 2; night++) {
    const { summary } = await runOnce(run)
    expect(summary.outcomes).toMatchObject({ created: 1, updated: 1 })
    expect(recordsOf(run.sandbox, 'opportunity')).toMatchObject([{ fields: { nextStep: 'b' } }])
    await undoOnce(run)
    run.clock.advance(60_000)
  }
})
