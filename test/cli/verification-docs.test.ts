import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runVerificationJson } from '../../src/report/verification-json.ts'

const page = readFileSync(new URL('../../docs/verification.md', import.meta.url), 'utf8')
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
