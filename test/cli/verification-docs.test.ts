import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { buildProgram } from '../../src/cli/program.ts'
import { runVerificationJson } from '../../src/report/verification-json.ts'

const page = readFileSync(new URL('../../docs/verification.md', import.meta.url), 'utf8')
const calls = [...page.matchAll(/^lightfield-import (.+)$/gm)].map(([, words = '']) => words)

test('the page shows both commands', () => {
  expect(calls.map(line => line.split(' ')[0])).toEqual(['run', 'verify', 'verify', 'verify', 'verify'])
})

test.each(calls)('the program knows: %s', async line => {
  const launched: unknown[] = []
  const program = buildProgram(async (_, options) => void launched.push(options))
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined })
  await program.exitOverride().parseAsync(line.split(' '), { from: 'user' })
  expect(launched).toHaveLength(1)
})

test('the JSON of the page is what a run prints', () => {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? []
  const printed = runVerificationJson({
    rows: 200,
    counts: { same: 199, different: 1, missing: 0, unread: 0 },
    left: 0,
    byKey: new Map([['$name', 1]]),
    differences: [
      {
        result: 'different',
        identity: 'a1',
        row: 5,
        line: 6,
        key: 'D-5',
        object: 'opportunity',
        recordId: 'opp_1',
        httpLink: null,
        keys: ['$name'],
      },
    ],
    reason: null,
    lastedMs: 1234,
    earlierRows: 0,
  })
  expect(JSON.parse(json)).toEqual({ verification: printed })
})
