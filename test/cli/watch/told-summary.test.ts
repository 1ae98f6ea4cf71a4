import { expect, test } from 'vitest'
import { toldError, toldSummary } from '../../../src/cli/watch/told-summary.ts'
import { InputError, RunStopped } from '../../../src/errors.ts'
import type { OutcomeCounts } from '../../../src/model/outcome.ts'
import { outcomes } from '../../../src/model/outcome.ts'
import type { JsonRun } from '../../../src/report/json-summary.ts'
import { cellMark } from '../refusal.ts'

const none = { write: 0, read: 0, search: 0 }
const stopped = { code: 'key_refused', number: 'LFI0000', message: 'The key.', hint: `It says: "${cellMark}".` }

/** A run that has a cell's value wherever one may be. */
const run: JsonRun = {
  ...{ import: 'deals', object: 'opportunity', run_id: 'r', state: 'stopped', stopped, rows: 1, ledger: 'ledger.db' },
  outcomes: Object.fromEntries(outcomes.map(outcome => [outcome, 0])) as unknown as OutcomeCounts,
  ...{ requests: none, retries: 0, throttled: 0, seconds: 1, rate: 1, errors: [], settled: 0, left_in_doubt: 0 },
  ...{ limit_used: null, paused_seconds: 0, outage_seconds: 0, recreated: 0, parents_created: {}, look_ups: [] },
  waiting_for: [{ code: 'parent_failed', param: '$account', parent: cellMark, count: 1, example_row: 1 }],
  plan: { requests: none, settled_first: 0, expected_seconds: 0, samples: {} },
  verification: {
    ...{ rows: 1, checked: 1, same: 0, different: 1, missing: 0, unread: 0, left: 0, by_key: [] },
    differences: [
      {
        ...{ result: 'different', row: 1, line: 2, key: cellMark, object: 'opportunity', record_id: 'opp_1' },
        ...{ http_link: null, keys: ['$name'] },
      },
    ],
    ...{ stopped, seconds: 0, earlier_rows: 0 },
  },
}

test('no value of a cell is left in what others are told, nor in that of a migration', () => {
  const told = toldSummary(run)
  const { outcomes, requests } = run
  const migrated = toldSummary({
    ...{ run_id: 'r', state: 'stopped', stopped, rows: 1, outcomes, requests, retries: 0, throttled: 0, seconds: 1 },
    ...{ rate: 1, ledger: 'ledger.db', imports: [run], not_reached: [], second_pass: null, waiting: 0 },
    ...{ limit_used: null, paused_seconds: 0, outage_seconds: 0, links: [], next: null },
    files: { ledger: 'ledger.db', results: null, failed: null },
  })

  expect(JSON.stringify(run)).toContain(cellMark)
  expect(JSON.stringify([told, migrated])).not.toContain(cellMark)
  expect(told).toMatchObject({
    ...{ import: 'deals', rows: 1, stopped: { code: 'key_refused', message: 'The key.' } },
    verification: { different: 1, differences: [{ row: 1, record_id: 'opp_1', keys: ['$name'] }] },
  })
})

test('an error is told with its number and advice; keys are struck out, and of a bug nothing is told', () => {
  const input = new InputError('mapping_invalid', 'No file sk_lf_abc.', {
    problems: [{ file: 'a.yaml', line: 3, column: 5, message: 'not known' }],
  })
  expect(toldError(input)).toMatchObject({
    number: expect.stringMatching(/^LFI/),
    message: expect.not.stringContaining('sk_lf_abc'),
    problems: ['a.yaml:3:5: not known'],
  })
  const refused = new RunStopped('key_refused', 'Refused.', { hint: `It says: "${cellMark}".` })
  expect(toldError(refused)).toMatchObject({ message: 'Refused.', hint: expect.not.stringContaining(cellMark) })
  expect(JSON.stringify(toldError(new Error(cellMark)))).not.toContain(cellMark)
})
