import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { type Sandbox, seedWorkspace } from '../../src/sandbox/sandbox.ts'
import { saying } from '../reliability/saying.ts'
import { dealsMapping, makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { call, start, towards } from './program.ts'
import { openStage, type Stage } from './stage.ts'

const stage = openStage()

/** An import of ten deals, run once. */
async function firstNight(options: Parameters<Stage['sandbox']>[0] = {}) {
  const sandbox = await stage.sandbox(options)
  const account = await makeAccount(sandbox)
  const deals = numberedDeals(10).map(deal => ({ ...deal, account }))
  const files = writeDeals(stage.folder(), deals)
  const run = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--json']
  const first = await call([...run, '--guard', '10%'], { env: towards(sandbox) })
  return { sandbox, account, deals, files, run, first }
}

function writes(sandbox: Sandbox): number {
  return sandbox.state().requests.write.total
}

/** The lines that tell the differences. */
function differencesIn(stderr: string): readonly string[] {
  return stderr
    .split('\n')
    .slice(1, -2)
    .map(line => line.replace(/^ {2}\S*\/(?=[^/]*: )/, ''))
}

test.concurrent('the first run has nothing to compare with and goes on; a like file passes on the next night', async () => {
  const { sandbox, run, first } = await firstNight()
  const second = await call([...run, '--guard', '0%'], { env: towards(sandbox) })

  expect(first.stderr).toMatch(/^note: --guard has nothing to compare with yet: no earlier run of deals /)
  expect(first.code).toBe(0)
  expect(second.code).toBe(0)
  expect(second.stderr).not.toContain('note:')
  expect(JSON.parse(second.stdout).outcomes).toMatchObject({ skipped: 10 })
})

test.concurrent('each difference is told by itself, nothing is sent, and the next run is compared with the same last one', async () => {
  const { sandbox, account, files, run } = await firstNight()
  const before = writes(sandbox)
  const log = join(stage.folder(), 'log.jsonl')
  writeFileSync(
    files.csv,
    `ID,Name,Stage,Account,Region\n${[1, 2, 3, 4].map(id => `N-${id},New,open,${account},EU`).join('\n')}\n`,
  )
  const mapping = dealsMapping.replace('  amount: { column: Amount, decimal: "." }\n', '')
  writeFileSync(files.mapping, mapping)

  const refused = await call([...run, '--guard', '10%', '--log-file', log], { env: towards(sandbox) })
  const again = await call([...run, '--guard', '10%'], { env: towards(sandbox) })

  expect(refused.code).toBe(2)
  expect(JSON.parse(refused.stdout)).toMatchObject({ stopped: { code: 'guard_refused' } })
  expect(refused.stderr).toContain('looks wrong against the last whole run of deals: nothing was sent.')
  expect(differencesIn(refused.stderr)).toEqual([
    'deals.csv: the column "Amount" is gone',
    'deals.csv: the column "Region" is new',
    'deals.csv: 10 rows last time, 4 now, which is 60% fewer; --guard 10% asks for at least 9',
  ])
  expect(refused.stderr).toContain('run it once without --guard')
  expect(readFileSync(log, 'utf8')).toContain('"code":"guard_refused"')
  expect(again.stderr).toBe(refused.stderr)
  expect(writes(sandbox)).toBe(before)

  const status = await call(['status', '--mapping', files.mapping, '--json'])
  expect(JSON.parse(status.stdout).imports[0].runs).toHaveLength(1)
})

test.concurrent('a column that the mapping needs is told as one that is gone', async () => {
  const { sandbox, account, files, run } = await firstNight()
  writeFileSync(files.csv, `ID,Name,Stage,Account\n${'1,New,open,'.concat(account)}\n`)

  const refused = await call([...run, '--guard', '100%'], { env: towards(sandbox) })

  expect(refused.code).toBe(2)
  expect(differencesIn(refused.stderr)).toEqual(['deals.csv: the column "Amount" is gone'])
})

test.concurrent('what was run once without --guard is what the next run is compared with', async () => {
  const { sandbox, account, files, run } = await firstNight()
  writeDeals(join(files.csv, '..'), [{ id: 'only', account }])

  const refused = await call([...run, '--guard', '50%'], { env: towards(sandbox) })
  const accepted = await call(run, { env: towards(sandbox) })
  const next = await call([...run, '--guard', '50%'], { env: towards(sandbox) })

  expect([refused.code, accepted.code, next.code]).toEqual([2, 0, 0])
})

test.concurrent('only whole runs count: not one with --limit, a dry run, or a file of failed rows', async () => {
  const { sandbox, account, files, run } = await firstNight()
  const folder = stage.folder()
  const failed = join(folder, 'failed.csv')
  const other = writeDeals(folder, [{ id: 'new', account }])
  const elsewhere = ['run', other.csv, '--mapping', files.mapping, '--json']
  writeFileSync(
    failed,
    `ID,Name,Stage,Amount,Account,_outcome,_error_code,_error_param,_error_message,_line\nf,F,open,1,${account},,,,,\n`,
  )
  await call([...elsewhere, '--limit', '1'], { env: towards(sandbox) })
  await call([...elsewhere, '--dry-run'], { env: towards(sandbox) })
  const mended = await call(['run', failed, '--mapping', files.mapping, '--json'], { env: towards(sandbox) })
  const guarded = await call([...elsewhere, '--guard', '50%'], { env: towards(sandbox) })
  const whole = await call([...run, '--guard', '0%'], { env: towards(sandbox) })

  expect(JSON.parse(mended.stdout).outcomes).toMatchObject({ created: 1 })
  expect(differencesIn(guarded.stderr)).toEqual([
    expect.stringContaining('10 rows last time, 1 now, which is 90% fewer'),
  ])
  expect(whole.code).toBe(0)
})

test.concurrent('a mapped key that the workspace defines otherwise is told with its place in the mapping', async () => {
  const state = join(stage.folder(), 'state.jsonl')
  const { sandbox, files, run } = await firstNight({ stateFile: state })
  await sandbox.close()
  const objects = seedWorkspace.objects.map(object => ({
    ...object,
    fields: object.fields
      .filter(({ key }) => object.type !== 'opportunity' || key !== 'sourceId')
      .map(field => (field.key === 'amount' ? { ...field, label: 'Value\u001b[31m', currency: 'EUR' } : field))
      .map(field =>
        field.key === '$stage' ? { ...field, options: ['Lead', 'Proposal', 'Won', 'Lost', 'Parked'] } : field,
      ),
  }))
  const port = Number(new URL(sandbox.url).port)
  const changed = await stage.sandbox({ stateFile: state, port, workspace: { ...seedWorkspace, objects } })

  const refused = await call([...run, '--guard', '10%'], { env: towards(changed) })
  writeFileSync(files.csv, readFileSync(files.csv, 'utf8').split('\n').slice(0, 3).join('\n'))
  const fewerToo = await call([...run, '--guard', '10%'], { env: towards(changed) })

  const otherwise = 'is defined otherwise in the workspace than it was'
  const inWorkspace = [
    `deals.yaml:7:3: $stage ${otherwise}: 2 options gone: "Qualified", "Negotiation"; 1 option new: "Parked"`,
    'deals.yaml:8:3: sourceId is not defined in the workspace any more',
    `deals.yaml:9:3: amount ${otherwise}: currency was USD, is EUR; label was "Amount", is "Value\\u001b[31m"`,
  ]
  expect([refused.code, fewerToo.code]).toEqual([2, 2])
  expect(differencesIn(refused.stderr)).toEqual(inWorkspace)
  expect(refused.stderr).toMatch(
    /^error: The workspace defines what \S*deals.yaml fills otherwise than at the last whole /,
  )
  expect(refused.stderr).not.toContain('Look at the file')
  expect(refused.stderr).not.toContain('\u001b')
  expect(differencesIn(fewerToo.stderr).slice(1)).toEqual(inWorkspace)
  expect(fewerToo.stderr).toMatch(
    /^error: \S*deals.csv looks wrong, and the workspace defines what \S*deals.yaml fills /,
  )
  expect(fewerToo.stderr).toContain('Look at the file and where it comes from, and whether the mapping still fits')
  expect(readFileSync(files.mapping, 'utf8').split('\n')[8]).toContain('amount:')
})

test.concurrent('a dry run is guarded too, and a gzipped file counts by its rows', async () => {
  const { sandbox, account, deals, files, run } = await firstNight()
  const text = readFileSync(files.csv)
  writeFileSync(files.csv, gzipSync(text))
  const like = await call([...run, '--dry-run', '--guard', '0%'], { env: towards(sandbox) })
  const fewer = writeDeals(
    stage.folder(),
    deals.slice(1).map(deal => ({ ...deal, account })),
  )
  writeFileSync(files.csv, gzipSync(readFileSync(fewer.csv)))
  const unlike = await call([...run, '--dry-run', '--guard', '0%'], { env: towards(sandbox) })

  expect(JSON.parse(like.stdout).outcomes).toMatchObject({ skipped: 10 })
  expect(unlike.code).toBe(2)
})

test.concurrent('standard input is read twice from a private copy, which is gone in the end', async () => {
  const { sandbox, files } = await firstNight()
  const temporary = join(stage.folder(), 'tmp')
  mkdirSync(temporary)
  const text = readFileSync(files.csv)
  const guarded = ['run', '-', '--mapping', files.mapping, '--json', '--guard', '0%']
  const env = { ...towards(sandbox), TMPDIR: temporary }

  const like = await call(guarded, { env, stdin: text })
  const packed = await call(guarded, { env, stdin: gzipSync(text) })
  const unlike = await call(guarded, { env, stdin: text.subarray(0, text.length / 2) })
  const empty = await call(guarded, { env, stdin: '' })

  expect(JSON.parse(like.stdout)).toMatchObject({ rows: 10, outcomes: { skipped: 10 } })
  expect(JSON.parse(packed.stdout)).toMatchObject({ rows: 10, outcomes: { skipped: 10 } })
  expect(unlike.code).toBe(2)
  expect(unlike.stderr).toContain('error: Standard input looks wrong')
  expect(empty.code).toBe(2)
  expect(readdirSync(temporary)).toEqual([])
})

test.concurrent.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while standard input still comes leaves no copy behind', async (signal, code) => {
  const { sandbox, files } = await firstNight()
  const temporary = join(stage.folder(), 'tmp')
  mkdirSync(temporary)
  const env = { ...towards(sandbox), TMPDIR: temporary }
  const running = start(['run', '-', '--mapping', files.mapping, '--guard', '0%'], { env, leavesStdinOpen: true })
  running.child.stdin?.write('ID,Name,Stage,Amount,Account\n')
  const copy = await copyIn(temporary)
  const mode = statSync(copy).mode & 0o777
  running.child.kill(signal)
  const ended = await running.ended

  expect(mode).toBe(0o600)
  expect(ended.code).toBe(code)
  expect(readdirSync(temporary)).toEqual([])
})

test.concurrent('a second signal, which ends the program at once, leaves none either', async () => {
  const { sandbox, account, files } = await firstNight()
  const temporary = join(stage.folder(), 'tmp')
  mkdirSync(temporary)
  const longer = writeDeals(
    stage.folder(),
    numberedDeals(12).map(deal => ({ ...deal, account })),
  )
  // What is under way is finished first, unless there is a second signal.
  sandbox.setFaults([{ kind: 'hang', match: { category: 'write' } }])
  const env = { ...towards(sandbox), TMPDIR: temporary }
  const running = start(['run', '-', '--mapping', files.mapping, '--guard', '0%'], {
    env,
    stdin: readFileSync(longer.csv),
  })
  await vi.waitUntil(() => (sandbox.state().requests.write.byStatus['none'] ?? 0) > 0, { timeout: 60_000 })
  const copies = readdirSync(temporary)
  running.child.kill('SIGINT')
  await saying(running.child, /Again to stop at once/)
  running.child.kill('SIGINT')
  const ended = await running.ended

  expect(copies).toHaveLength(1)
  expect(ended.code).toBe(130)
  expect(readdirSync(temporary)).toEqual([])
})

test.concurrent.each([
  ['10', 'It must be a percentage with its sign, such as 10%.'],
  ['ten%', 'It must be a percentage with its sign, such as 10%.'],
  ['-5%', 'It must be a percentage with its sign, such as 10%.'],
  ['101%', 'It must be at most 100%.'],
])('--guard %s is a wrong call', async (text, message) => {
  const ended = await call(['run', 'deals.csv', '--mapping', 'deals.yaml', `--guard=${text}`])

  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain(message)
})

/** The copy, as soon as it is there. */
function copyIn(folder: string): Promise<string> {
  return vi.waitFor(
    () => {
      const path = join(folder, readdirSync(folder)[0] ?? '', 'standard-input')
      expect(existsSync(path)).toBe(true)
      return path
    },
    { timeout: 60_000, interval: 20 },
  )
}
