import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { requestsOf } from '../import/api.ts'
import { makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { HeldAnswers } from './held-answers.ts'
import { hasScript, Screen } from './live/screen.ts'
import { call, type Ended, start, towards } from './program.ts'
import { writeReported } from './reported-ledger.ts'
import { openStage } from './stage.ts'

const stage = openStage()

async function dealsIn(sandbox: Sandbox, rows: number) {
  await makeAccount(sandbox)
  return writeDeals(stage.folder(), numberedDeals(rows))
}

async function untilWrites(sandbox: Sandbox, count: number): Promise<void> {
  while (requestsOf(sandbox).write < count) await new Promise(resolve => setTimeout(resolve, 10))
}

/** What `status --watch` says of a run that goes on until it has been looked at several times. */
async function watchRun(...options: readonly string[]): Promise<{ watched: Ended; pid: number | undefined }> {
  const answers = new HeldAnswers()
  const sandbox = await stage.sandbox({ limits: { write: 10, read: 0, search: 0 }, ...answers.options })
  const { csv, mapping } = await dealsIn(sandbox, 25)
  const running = start(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
  await untilWrites(sandbox, 3)
  answers.hold()

  const watching = start(['status', '--mapping', mapping, '--watch', '--interval', '0.2s', ...options])
  let looks = 0
  watching.child.stdout?.on('data', () => {
    looks += 1
    if (looks > 3) answers.release()
  })
  await running.ended
  return { watched: await watching.ended, pid: running.child.pid }
}

test('an undone run says so, and its failures what they are called and what to do', async () => {
  const sandbox = await stage.sandbox()
  await makeAccount(sandbox)
  const { csv, mapping } = writeDeals(stage.folder(), [...numberedDeals(3), { id: 'D-9', stage: 'nope' }])
  const env = towards(sandbox)
  await call(['run', csv, '--mapping', mapping], { env })
  await call(['undo', '--mapping', mapping, '--yes'], { env })

  const [told, json] = await Promise.all([
    call(['status', '--mapping', mapping]),
    call(['status', '--mapping', mapping, '--json']),
  ])

  expect(told.stdout).toMatch(/^ {6}undone 20\S+ \S+Z: 3 writes to 3 records$/m)
  expect(told.stdout).toMatch(/^ {4}1 row {2}unknown_option \$stage \(LFI\d{4}\), first row 4$/m)
  expect(told.stdout).toMatch(/^ +→ \S/m)
  const [one] = JSON.parse(json.stdout).imports
  expect(one.undone).toMatchObject([{ run_id: one.runs[0].run_id, writes: 3, records: 3 }])
  expect(one.errors).toMatchObject([{ code: 'unknown_option', number: expect.stringMatching(/^LFI\d{4}$/) }])
  expect(one.held_by).toBeNull()
})

test('who works on an import is told, with how far it is', async () => {
  const sandbox = await stage.sandbox({ limits: { write: 5, read: 0, search: 0 } })
  const { csv, mapping } = await dealsIn(sandbox, 500)
  const running = start(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
  await untilWrites(sandbox, 5)

  const [told, json] = await Promise.all([
    call(['status', '--mapping', mapping]),
    call(['status', '--mapping', mapping, '--json']),
  ])
  running.child.kill('SIGINT')
  await running.ended

  expect(told.stdout).toContain('Under way')
  expect(told.stdout).toContain(`process ${running.child.pid} on `)
  expect(told.stdout).toMatch(/\d writes\/s of late/)
  const [one] = JSON.parse(json.stdout).imports
  expect(one.held_by.pid).toBe(running.child.pid)
  expect(one.rows_of_run).toBeGreaterThan(0)
  expect(one.writes_per_second).toBeGreaterThan(0)
})

test('--watch ends by itself once the run is over, and says how it ended', async () => {
  const { watched, pid } = await watchRun('--json')

  expect(watched.code).toBe(0)
  const looks = watched.stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).imports[0])
  expect(looks.length).toBeGreaterThan(2)
  expect(looks[0].held_by.pid).toBe(pid)
  expect(looks.at(-1)).toMatchObject({ held_by: null, outcomes: { created: 25 }, runs: [{ state: 'finished' }] })
})

test('how many kinds of failures there are is told, however few are shown', async () => {
  const rows = Array.from({ length: 33 }, (_, at) => ({ count: 2, state: 'failed', code: `code_${at}` }))
  const { mapping } = await writeReported(stage.folder(), { runs: [], rows })
  const [told, json] = await Promise.all([
    call(['status', '--mapping', mapping]),
    call(['status', '--mapping', mapping, '--json']),
  ])
  expect(told.stdout).toContain('and 23 more kinds')
  expect(JSON.parse(json.stdout).imports[0]).toMatchObject({ error_kinds: 33 })
})

test('in a pipe --watch keeps what it tells apart by an empty line', async () => {
  const { watched } = await watchRun()
  const heads = watched.stdout.match(/^deals → opportunity$/gm) ?? []
  expect(heads.length).toBeGreaterThan(2)
  expect(watched.stdout.match(/^\ndeals → opportunity$/gm)).toHaveLength(heads.length - 1)
})

test('--watch of what nobody works on tells it once', async () => {
  const sandbox = await stage.sandbox()
  const { csv, mapping } = await dealsIn(sandbox, 2)
  await call(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
  const watched = await call(['status', '--mapping', mapping, '--watch'])
  expect(watched).toMatchObject({ code: 0, stderr: '' })
  expect(watched.stdout.match(/deals → opportunity/g)).toHaveLength(1)
})

test('Ctrl-C ends --watch with the exit code of an interruption, and not the run', async () => {
  const sandbox = await stage.sandbox({ limits: { write: 5, read: 0, search: 0 } })
  const { csv, mapping } = await dealsIn(sandbox, 500)
  const running = start(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
  await untilWrites(sandbox, 3)
  const watching = start(['status', '--mapping', mapping, '--watch'])
  watching.child.stdout?.once('data', () => watching.child.kill('SIGINT'))

  expect((await watching.ended).code).toBe(130)
  expect(running.child.exitCode).toBeNull()
  running.child.kill('SIGINT')
  await running.ended
})

test.skipIf(!hasScript)('on a terminal --watch draws in place, and leaves the last word', async () => {
  const answers = new HeldAnswers()
  const sandbox = await stage.sandbox({ limits: { write: 10, read: 0, search: 0 }, ...answers.options })
  const { csv, mapping } = await dealsIn(sandbox, 30)
  const running = start(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
  await untilWrites(sandbox, 3)
  answers.hold()
  const screen = new Screen(stage, ['status', '--mapping', mapping, '--watch', '--interval', '0.2s'], {
    columns: 60,
    rows: 30,
  })
  await screen.until(text => text.includes('Under way'))
  answers.release()
  await untilWrites(sandbox, 15)
  answers.hold()
  await screen.until(text => /[12]\d created/.test(text))
  expect(screen.lines.filter(line => line.includes('deals → opportunity'))).toHaveLength(1)
  answers.release()
  expect(await screen.end()).toBe(0)
  await running.ended
  expect(screen.lines.filter(line => line.includes('deals → opportunity'))).toHaveLength(1)
  expect(screen.text).toContain('30 created')
  expect(screen.text).not.toContain('Under way')
  expect(screen.isCursorVisible).toBe(true)
})
