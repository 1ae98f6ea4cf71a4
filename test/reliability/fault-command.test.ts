import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from '../cli/deals.ts'
import { call, type Ended, sandboxFor, sandboxKey, towards } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'
import { timeoutFor } from './faulty-import.ts'
import { kinds, mixedFaults } from './mixed-faults.ts'

const rowCount = 200
const longestWaitMs = 10_000

/** Answers that come, if they are no good: what never comes takes the command a minute to give up, a 429 one second. */
const answered = kinds.filter(
  fault => timeoutFor(fault) >= longestWaitMs && !('status' in fault && fault.status === 429),
)
const throttled: Fault = { kind: 'status', status: 429, retryAfter: 1, times: 3, match: { nth: { every: 100 } } }
const indiscreet: readonly Fault[] = [
  { kind: 'echo-key', status: 500 },
  { kind: 'echo-key', status: 404 },
]

/** Waits a hundredth as long, between attempts as elsewhere. */
const hurry = { NODE_OPTIONS: `--import=${new URL('./hurry.ts', import.meta.url).pathname}` }

test('the command ends with every row sent once, though three requests in ten go wrong', {
  timeout: 120_000,
}, async () => {
  const sandbox = await sandboxFor()
  await makeAccount(sandbox)
  const folder = temporaryFolder()
  const deals = numberedDeals(rowCount)
  const files = writeDeals(folder, deals)
  sandbox.setFaults([throttled, ...mixedFaults(0.3, [...answered, ...indiscreet.slice(0, 1)])])
  const log = ['--log-file', join(folder, 'log.jsonl'), '--log-level', 'debug']
  const args = ['run', files.csv, '--mapping', files.mapping, '--json', '--rate', '1000', ...log]

  const ended: Ended[] = []
  while (ended.length < 6 && ended.at(-1)?.code !== 0)
    ended.push(await call(args, { env: { ...towards(sandbox), ...hurry } }))

  for (const { code, stdout, stderr } of ended) {
    const { rows, outcomes } = JSON.parse(stdout)
    const { pending, created, skipped } = outcomes
    expect(Object.values<number>(outcomes).reduce((sum, count) => sum + count, 0)).toBe(rows)
    expect(code).toBe(created + skipped === rowCount ? 0 : pending > 0 ? 3 : 1)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stdout + stderr).not.toContain(sandboxKey)
  }
  expect(ended.at(-1)?.code).toBe(0)
  expect(recordsBySource(sandbox)).toEqual(new Map(deals.map(({ id }) => [id, 1])))
  const results = await call(['results', '--mapping', files.mapping, '--format', 'jsonl'])
  expect(
    results.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).outcome),
  ).toEqual(deals.map(() => 'created'))
  expect(filesWith(folder, sandboxKey)).toEqual([])
})

test.each(indiscreet)('a server that repeats the key gets it into nothing (%j)', async fault => {
  const sandbox = await sandboxFor()
  await makeAccount(sandbox)
  const folder = temporaryFolder()
  const files = writeDeals(folder, numberedDeals(3))
  sandbox.setFaults([{ ...fault, match: { category: 'write', nth: { at: 2 } } }])
  const paths = [
    '--log-file',
    join(folder, 'log.jsonl'),
    '--log-level',
    'debug',
    '--failed',
    join(folder, 'failed.csv'),
  ]
  const more = ['--results', join(folder, 'results.csv')]
  const args = ['run', files.csv, '--mapping', files.mapping, '--json', ...paths, ...more]

  const { stdout, stderr } = await call(args, { env: { ...towards(sandbox), ...hurry } })

  expect(JSON.parse(stdout).rows).toBe(3)
  expect(stdout + stderr).not.toContain(sandboxKey)
  expect(filesWith(folder, sandboxKey)).toEqual([])
})

/** Files of a folder that hold a text anywhere in their bytes. */
function filesWith(folder: string, text: string): readonly string[] {
  const names = readdirSync(folder)
  expect(names.length).toBeGreaterThan(3)
  return names.filter(name => readFileSync(join(folder, name)).includes(text))
}
