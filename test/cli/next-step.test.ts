import { expect, test } from 'vitest'
import { realCall, sameCall } from '../../src/cli/call-words.ts'
import { type EndedRun, stepAfterCheck, stepAfterRun } from '../../src/cli/next-step.ts'
import { RunStopped } from '../../src/errors.ts'
import { type OutcomeCounts, outcomes } from '../../src/model/outcome.ts'

const none = Object.fromEntries(outcomes.map(outcome => [outcome, 0])) as OutcomeCounts
const call = ['run', 'my deals.csv', '--mapping', 'deals.yaml', '--rate=10', '--base-url', 'http://127.0.0.1:9']
const asked = "lightfield-import run 'my deals.csv' --mapping deals.yaml --rate=10 --base-url http://127.0.0.1:9"

function after(counts: Partial<OutcomeCounts>, more: Partial<EndedRun & EndedRun['summary']> = {}): string {
  const { end = 'finished', reason = null, leftInDoubt = 0, ...facts } = more
  const summary = { end, reason, leftInDoubt, outcomes: { ...none, ...counts } }
  const about = { mapping: 'deals.yaml' }
  return stepAfterRun({ call, about, isDry: false, failedFile: null, verification: null, ...facts, summary }).command
}

const failedFile = { path: 'failed rows.csv', rows: 2 }
const connection = '--base-url http://127.0.0.1:9'

test.each<[string, string, string]>([
  ['all done', after({ created: 2 }), `lightfield-import verify --mapping deals.yaml ${connection}`],
  ['nothing to do', after({ skipped: 2 }), 'lightfield-import report --mapping deals.yaml'],
  [
    'rows failed',
    after({ created: 1, invalid: 1, failed: 2, in_doubt: 1 }),
    'lightfield-import results --mapping deals.yaml --status invalid,failed,in_doubt',
  ],
  [
    'rows failed, and are in a file',
    after({ failed: 2 }, { failedFile, call: [...call, '--mode', 'upsert', '--failed', 'failed rows.csv'] }),
    `lightfield-import run 'failed rows.csv' --mapping deals.yaml --mode upsert ${connection}`,
  ],
  [
    'rows are in doubt, which no mending helps',
    after({ in_doubt: 2 }, { failedFile }),
    'lightfield-import results --mapping deals.yaml --status in_doubt',
  ],
  [
    'rows of earlier runs are in doubt',
    after({ created: 2 }, { leftInDoubt: 1 }),
    'lightfield-import results --mapping deals.yaml --status in_doubt',
  ],
  ['it was interrupted', after({ created: 2, pending: 1 }, { end: 'interrupted' }), asked],
  [
    'it was stopped',
    after({ created: 2, failed: 1, pending: 1 }, { end: 'stopped', reason: new RunStopped('key_refused', 'No.') }),
    asked,
  ],
  [
    'too many rows failed',
    after({ failed: 50, pending: 1 }, { end: 'stopped', reason: new RunStopped('same_refusal', 'No.') }),
    'lightfield-import results --mapping deals.yaml --status failed',
  ],
  [
    'a dry run',
    after({ created: 2, invalid: 1 }, { isDry: true, call: [...call.slice(0, 2), '--dry-run', ...call.slice(2)] }),
    asked,
  ],
  [
    'records are not as they were sent',
    after({ created: 2 }, { verification: { rows: 2, counts: { same: 1, different: 1, missing: 0, unread: 0 } } }),
    `lightfield-import verify --mapping deals.yaml --out differences.csv ${connection}`,
  ],
])('after a run, %s: one command', (_, command, expected) => {
  expect(command).toBe(expected)
})

test('after a check, the file is mended or the run is tried', () => {
  const about = { mapping: 'deals.yaml', csv: 'deals.csv' }
  const words = ['check', 'deals.csv', '--mapping', 'deals.yaml']
  expect(
    [{ pending: 2 }, { pending: 1, invalid: 1 }].map(
      counts => stepAfterCheck(words, about, { outcomes: { ...none, ...counts } }).command,
    ),
  ).toEqual([
    'lightfield-import run deals.csv --mapping deals.yaml --dry-run',
    'lightfield-import check deals.csv --mapping deals.yaml',
  ])
})

test('a call is told again without what may be secret: the address that it posts to, and anything like a key', () => {
  const words = [
    'run',
    "it's.csv",
    '--on-finish',
    'https://hook.example/secret',
    '--dry-run',
    '--api-key-file',
    'sk_lf_x',
  ]
  expect(sameCall(words)).toBe("lightfield-import run 'it'\\''s.csv' --dry-run --api-key-file sk_lf_…")
  expect(realCall(['run', 'a.csv', '--on-finish=https://hook.example/secret', '--dry-run'])).toBe(
    'lightfield-import run a.csv',
  )
})
