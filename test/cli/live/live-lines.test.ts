import { describe, expect, test } from 'vitest'
import { liveLines } from '../../../src/cli/live/live-lines.ts'
import type { LiveState } from '../../../src/cli/live/live-state.ts'
import { logLine } from '../../../src/cli/live/live-words.ts'
import { type Paint, paint, shown } from '../../../src/cli/paint.ts'
import { displayWidth } from '../../../src/report/display-width.ts'

const plain: Paint = { bold: same, dim: same, red: same, yellow: same, green: same }

function same(text: string): string {
  return text
}

const state: LiveState = {
  title: 'deals → opportunity',
  noun: 'row',
  done: 12_400,
  total: { rows: 100_000, isEstimate: true },
  paces: [
    { unit: 'writes', perSecond: 24.93, limit: 25 },
    { unit: 'searches', perSecond: 3, limit: 25 },
  ],
  outcomes: { created: 12_300, updated: 80, unchanged: 0, failed: 20 },
  elapsedMs: 496_900,
  left: 'about 59 min left',
  wait: 'Rate limit: waiting until 12:01:09',
  failures: [
    {
      row: 812,
      line: 813,
      error: { code: 'odd', param: null, column: null, message: 'Several accounts are called so.' },
    },
  ],
}

function linesAt(columns: number, changes: Partial<LiveState> = {}, rows = 20): readonly string[] {
  return liveLines({ ...state, ...changes }, { columns, rows }, plain)
}

test('80 columns hold it on a handful of lines', () => {
  expect(linesAt(80)).toEqual([
    'deals → opportunity',
    '━━━━────────────────────────────────────  12%  12,400 of about 100,000 rows',
    '24.9 of 25 writes/s · 3.0 of 25 searches/s · 8 min 16 s · about 59 min left',
    '12,300 created · 80 updated · 20 failed',
    'Rate limit: waiting until 12:01:09',
    'row 812 (line 813): Several accounts are called so.',
  ])
})

test('what is said of a cell is said with its column', () => {
  const failure = (message: string) =>
    linesAt(80, { failures: [{ row: 4, line: 5, error: { code: 'odd', param: '$account', column: 'Firm', message } }] })
  expect(failure('is blank').at(-1)).toBe('row 4 (line 5): Firm: is blank')
  expect(failure('No account is called so.').at(-1)).toBe('row 4 (line 5): No account is called so.')
})

test('40 columns break lines between their parts, and cut what is one part', () => {
  expect(linesAt(40)).toEqual([
    'deals → opportunity',
    '━━━━──────────────────────────────  12%',
    '12,400 of about 100,000 rows',
    '24.9 of 25 writes/s',
    '3.0 of 25 searches/s · 8 min 16 s',
    'about 59 min left',
    '12,300 created · 80 updated · 20 failed',
    'Rate limit: waiting until 12:01:09',
    'row 812: Several accounts are called s…',
  ])
})

describe.each([80, 40, 20, 5, 1])('at %i columns', columns => {
  test.each([
    ['a long name', 'x'.repeat(300)],
    ['Chinese characters', '客户'.repeat(50)],
    ['emoji', '👩‍👩‍👧‍👦🇫🇷👍🏽'.repeat(20)],
    ['marks of direction', 'deals\u202egnp.\u2066exe'],
    ['what steers a terminal', 'deals\u001b[2J\u0007\r\n\tand more'],
    ['marks that pile up', `z${'\u0301'.repeat(80)}algo`],
  ])('no line is wider with %s', (_, name) => {
    const lines = linesAt(columns, {
      title: `${name} → account`,
      wait: `The API does not answer (${name}) since 12:01:07`,
      failures: [{ row: 1, line: 2, error: { code: 'x', param: null, column: null, message: name } }],
    })

    for (const line of lines) {
      expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(columns - 1, 1))
      expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
    }
  })
})

test('without colours the same can be read', () => {
  const inColours = liveLines(state, { columns: 80, rows: 20 }, paint).map(line => shown(line, null))

  expect(inColours).toEqual(linesAt(80))
})

test('where there are fewer rows, the last lines are left out', () => {
  expect(linesAt(80, {}, 3)).toEqual(linesAt(80).slice(0, 3))
})

test('without a total there is neither bar nor percentage', () => {
  expect(linesAt(80, { total: null })[1]).toBe('12,400 rows')
})

test('an error that has a number in the list of errors is shown with it', () => {
  const error = { code: 'not_a_number', param: null, column: null, message: 'Not a number.' }

  expect(linesAt(80, { failures: [{ row: 4, line: 5, error }] }).at(-1)).toMatch(
    /^row 4 \(line 5\): LFI0701 Not a number\.$/,
  )
})

test('a log gets all of it on one line', () => {
  expect(logLine({ ...state, wait: null })).toBe(
    'deals → opportunity: 12,400 of about 100,000 rows (12%) · 24.9 of 25 writes/s · 3.0 of 25 searches/s · 8 min 16 s' +
      ' · about 59 min left · 12,300 created, 80 updated, 20 failed',
  )
})
