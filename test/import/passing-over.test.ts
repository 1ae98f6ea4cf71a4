import { expect, test } from 'vitest'
import { sandboxFor } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'
import { type RunEnd, runOnce, TestClock, type TestRun, undoOnce } from './import-run.ts'

const mapping = (more = ''): string => `
object: account
import: firms
key: [ID]
fields: { $name: Name, $website: { column: Web${more} } }
`
const count = 900
const padding = 'x'.repeat(150)
const header = 'ID,Name,Web,Left out\n'
const row = (id: number | string, name = `Firm ${id}`, web = 'acme.example'): string =>
  `${id},${name},${web},${padding}\n`
const rows = Array.from({ length: count }, (_, index) => row(index + 1))

const textOf = (lines: readonly string[]): string => header + lines.join('')

/** A workspace and a ledger in which a first run has done all of the rows. */
async function afterFirstRun(more: Partial<TestRun> = {}): Promise<{ base: TestRun; first: RunEnd }> {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  const base = {
    clock,
    sandbox,
    folder: temporaryFolder(),
    mapping: mapping(),
    csv: textOf(rows),
    passesOver: true,
    ...more,
  }
  const first = await runOnce(base)
  clock.advance(60_000)
  return { base, first }
}

test('rows that have not changed are counted and not read, but those beside the header', async () => {
  const { base, first } = await afterFirstRun()
  expect(first).toMatchObject({ passed: 0, summary: { rows: count, outcomes: { created: count } } })

  const again = await runOnce(base)
  expect(again.passed).toBeGreaterThan(count / 2)
  expect(again.summary).toMatchObject({ rows: count, outcomes: { skipped: count }, end: 'finished' })
  expect(again.results.length + Number(again.passed)).toBe(count)

  const told = await runOnce({ ...base, passesOver: false })
  expect(told.results).toHaveLength(count)
  expect(told.summary.outcomes).toMatchObject({ skipped: count })
})

const rewritten = (lines: readonly string[], note: string): string[] => lines.map(line => line.replace(padding, note))

test('rows whose lines are others, and whose cells are those they were made of, are known', async () => {
  const { base } = await afterFirstRun()
  const once = await runOnce({ ...base, csv: textOf(rewritten(rows, 'otherwise')) })
  expect(once.passed).toBeGreaterThan(count / 4)
  expect(once.summary).toMatchObject({ rows: count, outcomes: { skipped: count }, end: 'finished' })
  expect(once.results.length + Number(once.passed)).toBe(count)

  // They are written down with their new lines, and known by these and by their cells.
  const turned = await runOnce({ ...base, csv: textOf(rewritten(rows, 'otherwise').toReversed()) })
  expect(turned.passed).toBeGreaterThan(count / 4)
  expect(turned.summary.outcomes).toMatchObject({ skipped: count })
})

test('among rows whose lines are others, one that was edited is written', async () => {
  const { base } = await afterFirstRun()
  const edited = rewritten(rows.with(600, row(601, 'Other')), 'otherwise')
  const first = await runOnce({ ...base, csv: textOf(edited) })
  expect(first.passed).toBeGreaterThan(0)
  expect(first.summary.outcomes).toMatchObject({ skipped: count - 1, updated: 1 })

  const back = await runOnce({ ...base, csv: textOf(rewritten(rows, 'once more')) })
  expect(back.passed).toBeGreaterThan(0)
  expect(back.summary.outcomes).toMatchObject({ skipped: count - 1, updated: 1 })
})

test('of rows with one key the first counts, whether or not it is known', async () => {
  const { base } = await afterFirstRun()
  const twins = rewritten([...rows, row(700), row(701, 'Twin')], 'otherwise')
  const end = await runOnce({ ...base, csv: textOf(twins) })
  expect(end.passed).toBeGreaterThan(0)
  expect(end.summary.outcomes).toMatchObject({ skipped: count, duplicate: 2 })

  const before = rewritten([row(700, 'Twin'), ...rows], 'once more')
  const other = await runOnce({ ...base, csv: textOf(before) })
  expect(other.summary.outcomes).toMatchObject({ updated: 1, duplicate: 1, skipped: count - 1 })
})

test('whatever changes in the file is found', async () => {
  const { base } = await afterFirstRun()
  const added = await runOnce({ ...base, csv: textOf([...rows, row('new')]) })
  expect(added.passed).toBeGreaterThan(count / 2)
  expect(added.summary).toMatchObject({ rows: count + 1, outcomes: { skipped: count, created: 1 } })

  const edited = await runOnce({ ...base, csv: textOf(rows.with(600, row(601, 'Other'))) })
  expect(edited.passed).toBeGreaterThan(0)
  expect(edited.summary.outcomes).toMatchObject({ skipped: count - 1, updated: 1 })

  const editedBack = await runOnce(base)
  expect(editedBack.summary.outcomes).toMatchObject({ skipped: count - 1, updated: 1 })

  const twin = await runOnce({ ...base, csv: textOf([row(700, 'Twin'), ...rows]) })
  expect(twin.summary).toMatchObject({ rows: count + 1, outcomes: { updated: 1, duplicate: 1, skipped: count - 1 } })

  const moved = [...rows.slice(450), ...rows.slice(0, 440)]
  const inAnotherOrder = await runOnce({ ...base, csv: textOf(moved) })
  expect(inAnotherOrder.summary).toMatchObject({
    rows: moved.length,
    outcomes: { skipped: moved.length - 1, updated: 1 },
  })
})

test('nothing is passed over where more than the rows has changed', async () => {
  const { base } = await afterFirstRun()
  const changes: readonly Partial<TestRun>[] = [
    { mapping: mapping(', default: none.example') },
    { mapping: `${mapping()}mode: find-or-create\nmatch: $name\n` },
    { mapping: mapping().replace('[ID]', '[ID, Name]') },
    { csv: textOf(rows).replace('Web,Left out', 'Left out,Web') },
  ]
  const passed: unknown[] = []
  for (const change of changes) passed.push((await runOnce({ ...base, ...change, config: { limit: 1 } })).passed)
  expect(passed).toEqual([0, 0, 0, 0])
})

test('what a run that stopped early has done is passed over by the next one', async () => {
  const { base } = await afterFirstRun({ config: { limit: 800 } })
  const again = await runOnce({ ...base, config: {} })
  expect(again.passed).toBeGreaterThan(0)
  expect(again.summary).toMatchObject({ rows: count, outcomes: { skipped: 800, created: 100 } })
})

test('rows that were undone are created again', async () => {
  const { base } = await afterFirstRun()
  await undoOnce(base)
  const again = await runOnce({ ...base, csv: textOf(rewritten(rows, 'otherwise')) })
  expect(again).toMatchObject({ passed: 0, summary: { rows: count, outcomes: { created: count } } })
})

test('a row that failed, or cannot be sent, is told in every run', async () => {
  const bad = rows.with(600, row(601, '')).with(800, '801,"x"y,,\n')
  const { base, first } = await afterFirstRun({ csv: textOf(bad) })
  const again = await runOnce(base)
  expect(first.summary.outcomes).toMatchObject({ created: count - 2, invalid: 2 })
  expect(again.summary.outcomes).toMatchObject({ skipped: count - 2, invalid: 2 })
  expect(again.results.filter(({ outcome }) => outcome === 'invalid').map(({ line }) => line)).toEqual([602, 802])
})

test('a dry run reads every row', async () => {
  const { base } = await afterFirstRun()
  const dry = await runOnce({ ...base, config: { dryRun: true } })
  expect(dry).toMatchObject({ passed: 0, summary: { outcomes: { skipped: count } } })
})
