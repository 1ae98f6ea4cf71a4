import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts'
import { requestsOf } from '../../import/api.ts'
import { makeAccount, numberedDeals, writeDeals } from '../deals.ts'
import { HeldAnswers } from '../held-answers.ts'
import { call, start, towards } from '../program.ts'
import { expectRefusal } from '../refusal.ts'
import { openStage } from '../stage.ts'
import { parsePrometheus } from './prometheus.ts'

const stage = openStage()
const prefix = 'lightfield_import_'

async function deals(count = 3, options: Partial<SandboxOptions> = {}) {
  const sandbox = await stage.sandbox(options)
  const account = await makeAccount(sandbox)
  const folder = stage.folder()
  const files = writeDeals(
    folder,
    numberedDeals(count).map(deal => ({ ...deal, account })),
  )
  const metrics = join(folder, 'deals.prom')
  const run = ['run', files.csv, '--mapping', files.mapping, '--metrics', metrics]
  return { ...files, sandbox, folder, metrics, run, env: towards(sandbox) }
}

/** Value of a sample, by its name without the prefix and its labels beside `task`. */
function reader(file: string) {
  const samples = parsePrometheus(readFileSync(file, 'utf8'))
  return (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
    samples.find(
      sample =>
        sample.name === prefix + name &&
        Object.entries(labels).every(([label, value]) => sample.labels.get(label) === value),
    )?.value
}

test.concurrent('the file is what a collector reads: rows, requests, times, exit code', async () => {
  const { run, env, metrics, folder } = await deals()

  const ended = await call(run, { env })
  const value = reader(metrics)

  expect(ended.code, ended.stderr).toBe(0)
  expect(value('rows', { import: 'deals', outcome: 'created' })).toBe(3)
  expect(value('rows', { import: 'deals', outcome: 'failed' })).toBe(0)
  expect(value('requests_total', { category: 'write' })).toBe(3)
  expect([value('in_progress'), value('exit_code'), value('outage'), value('info')]).toEqual([0, 0, 0, 1])
  expect(value('rate_limit')).toBeGreaterThan(0)
  const [began, succeeded, lasted] = [
    'last_run_timestamp_seconds',
    'last_success_timestamp_seconds',
    'duration_seconds',
  ].map(name => value(name) ?? Number.NaN) as [number, number, number]
  expect(Math.abs(began + lasted - succeeded)).toBeLessThan(0.01)
  expect(Math.abs(Date.now() / 1000 - succeeded)).toBeLessThan(60)
  expect(parsePrometheus(readFileSync(metrics, 'utf8')).every(({ labels }) => labels.get('task') === 'deals')).toBe(
    true,
  )
  expect(readdirSync(folder).filter(name => name.includes('.tmp'))).toEqual([])
})

test.concurrent('totals go on, and the last success is kept, when a run fails', async () => {
  const { run, env, metrics, csv } = await deals()
  await call(run, { env })
  const first = reader(metrics)
  writeFileSync(csv, readFileSync(csv, 'utf8').replaceAll('Deal', 'Changed'))
  await call(run, { env })
  const second = reader(metrics)

  const ended = await call(run, { env: { ...env, LIGHTFIELD_API_KEY: 'sk_lf_revoked' } })
  const third = reader(metrics)

  expect(ended.code).toBe(3)
  expect(first('requests_total', { category: 'write' })).toBe(3)
  expect(second('requests_total', { category: 'write' })).toBe(6)
  expect(third('requests_total', { category: 'write' })).toBe(6)
  expect([second('exit_code'), third('exit_code'), third('in_progress')]).toEqual([0, 3, 0])
  expect(third('last_success_timestamp_seconds')).toBe(second('last_success_timestamp_seconds'))
  expect(third('last_success_timestamp_seconds')).toBeGreaterThan(first('last_success_timestamp_seconds') ?? 0)
  expect(third('last_run_timestamp_seconds')).toBeGreaterThan(second('last_run_timestamp_seconds') ?? 0)
  expect(third('rows', { outcome: 'created' })).toBeUndefined()
})

test.concurrent('while a run goes on the file says so, also after it was killed', async () => {
  const answers = new HeldAnswers()
  const { run, env, metrics, sandbox } = await deals(60, answers.options)
  const { child, ended } = start(run, { env })
  while (requestsOf(sandbox).write < 5) await new Promise(resolve => setTimeout(resolve, 20))
  answers.hold()
  while (!existsSync(metrics) || reader(metrics)('rate_limit') === undefined) {
    await new Promise(resolve => setTimeout(resolve, 20))
  }

  child.kill('SIGKILL')
  await ended
  answers.release()

  expect(reader(metrics)('in_progress')).toBe(1)
  expect(reader(metrics)('exit_code')).toBeUndefined()
  expect((await call(run, { env })).code).toBe(0)
  expect(reader(metrics)('in_progress')).toBe(0)
})

test.concurrent('names of imports are escaped', async () => {
  const { run, env, metrics, mapping } = await deals()
  writeFileSync(mapping, readFileSync(mapping, 'utf8').replace('import: deals', 'import: "a \\"b\\" \\\\ c é"'))

  expect(await call(run, { env })).toMatchObject({ code: 0 })
  expect(reader(metrics)('rows', { import: 'a "b" \\ c é', outcome: 'created' })).toBe(3)
})

test
  .skipIf(process.platform === 'win32')
  .concurrent('the collector may read it, whatever the umask is; a mode that was set stays', async () => {
    const { run, env, metrics } = await deals()
    const under = ['sh', '-c', 'umask 077; exec "$@"', 'sh'] as const

    await call(run, { env, under })
    expect(statSync(metrics).mode & 0o777).toBe(0o644)
    chmodSync(metrics, 0o640)
    await call(run, { env, under })
    expect(statSync(metrics).mode & 0o777).toBe(0o640)
  })

test.concurrent('a dry run leaves the file alone, and says so', async () => {
  const { run, env, metrics } = await deals()

  const ended = await call([...run, '--dry-run'], { env })

  expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('the file of --metrics is left as it is') })
  expect(existsSync(metrics)).toBe(false)
})

test.concurrent('a file that holds something else, a link and a device are left as they are', async () => {
  const { csv, mapping, folder, env, sandbox } = await deals()
  const other = join(folder, 'other.prom')
  writeFileSync(other, 'node_load1 0.5\n')
  const link = join(folder, 'link.prom')
  symlinkSync(join(folder, 'nowhere'), link)
  const run = (path: string) => call(['run', csv, '--mapping', mapping, '--metrics', path], { env })

  expectRefusal(await run(other), 2, [`${other} is not a file of metrics`])
  expectRefusal(await run(link), 2, ['symbolic link'])
  expectRefusal(await run('/dev/null'), 2, ['not a file'])
  expectRefusal(await run(join(folder, 'nowhere', 'a.prom')), 2, ['there is no such file or folder'])
  expect(readFileSync(other, 'utf8')).toBe('node_load1 0.5\n')
  expect(sandbox.state().requests.write.total).toBe(1)
})
