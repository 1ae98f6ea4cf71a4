import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeAccount, writeDeals } from '../deals.ts'
import { call, towards } from '../program.ts'
import { openStage } from '../stage.ts'

const stage = openStage()

const linesOf = (file: string): readonly Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

test.concurrent('each line of a log has what a collector sorts by: time, level, run, import, and a message of few', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const files = writeDeals(stage.folder(), [
    { id: '1', account },
    { id: '2', account, amount: 'much' },
  ])
  const log = join(stage.folder(), 'run.log')

  const run = ['run', files.csv, '--mapping', files.mapping, '--log-file', log, '--log-level', 'debug', '--json']
  const { run_id } = JSON.parse((await call(run, { env: towards(sandbox) })).stdout)
  const lines = linesOf(log)

  expect(lines.map(({ msg }) => msg).toSorted()).toEqual(['row ended', 'row failed', 'run begins', 'run ended'])
  for (const line of lines) {
    expect(line).toMatchObject({ run: run_id, import: 'deals', time: expect.any(Number), level: expect.any(Number) })
  }
  expect(readFileSync(log, 'utf8')).not.toMatch(/"run":.*"run":|"import":.*"import":/)
})

test.concurrent('in a migration each line says which of its imports it is about', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  for (const name of ['firms', 'clients']) {
    writeFileSync(join(folder, `${name}.csv`), `Name\n${name}\n`)
    writeFileSync(join(folder, `${name}.yaml`), `object: account\nimport: ${name}\nfields: { $name: Name }\n`)
  }
  const file = join(folder, 'all.yaml')
  const entries = ['firms', 'clients'].map(name => `  - { csv: ${name}.csv, mapping: ${name}.yaml }\n`)
  writeFileSync(file, `imports:\n${entries.join('')}`)
  const log = join(folder, 'run.log')

  const ended = await call(['migrate', file, '--log-file', log, '--log-level', 'debug'], { env: towards(sandbox) })

  expect(ended.code, ended.stderr).toBe(0)
  const lines = linesOf(log)
  expect(new Set(lines.map(({ run }) => run)).size).toBe(1)
  expect(lines.filter(({ msg }) => msg === 'row ended').map(line => line['import'])).toEqual(['firms', 'clients'])
})
