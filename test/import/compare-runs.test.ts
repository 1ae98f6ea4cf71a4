import { expect, test } from 'vitest'
import { compareRuns, type RunDifference, type RunInput } from '../../src/import/compare-runs.ts'

const before: RunInput = {
  facts: {
    columns: ['ID', 'Name', 'Amount'],
    definitions: new Map([
      ['$name', 'a'],
      ['amount', 'b'],
    ]),
  },
  rows: 1000,
}
const tolerance = { fewerRowsPercent: 10, mappedKeys: new Set(['$name', 'amount']) }

const same: readonly (readonly [string, Partial<RunInput['facts']> & { rows?: number }])[] = [
  ['the same', {}],
  ['the columns in another order', { columns: ['Amount', 'Name', 'ID'] }],
  ['more rows', { rows: 5000 }],
  ['as many rows fewer as may be', { rows: 900 }],
  [
    'one more mapped key',
    {
      definitions: new Map([
        ['$name', 'a'],
        ['amount', 'b'],
        ['region', 'c'],
      ]),
    },
  ],
]

test.each(same)('%s is no difference', (_, now) => {
  expect(compareRuns(before, inputOf(now), tolerance)).toEqual([])
})

const different: readonly (readonly [string, Partial<RunInput['facts']> & { rows?: number }, RunDifference])[] = [
  ['a column that is gone', { columns: ['ID', 'Amount'] }, { kind: 'column_gone', column: 'Name' }],
  ['a new column', { columns: ['ID', 'Name', 'Amount', 'X'] }, { kind: 'column_new', column: 'X' }],
  ['one row too few', { rows: 899 }, { kind: 'rows_fewer', before: 1000, now: 899, least: 900 }],
  [
    'a changed definition',
    {
      definitions: new Map([
        ['$name', 'a'],
        ['amount', 'x'],
      ]),
    },
    { kind: 'definition_changed', key: 'amount', changes: [{ kind: 'unknown' }] },
  ],
  ['a definition that is gone', { definitions: new Map([['amount', 'b']]) }, { kind: 'definition_gone', key: '$name' }],
]

test.each(different)('%s is one', (_, now, difference) => {
  expect(compareRuns(before, inputOf(now), tolerance)).toEqual([difference])
})

test('a renamed column is one that is gone and one that is new; differences come all at once', () => {
  const now = inputOf({ columns: ['ID', 'Title', 'Amount'], rows: 1, definitions: new Map() })

  expect(compareRuns(before, now, tolerance).map(({ kind }) => kind)).toEqual([
    'column_gone',
    'column_new',
    'rows_fewer',
    'definition_gone',
    'definition_gone',
  ])
})

test('what the mapping does not fill any more has no definition to miss', () => {
  const now = inputOf({ definitions: new Map([['$name', 'a']]) })

  expect(compareRuns(before, now, { ...tolerance, mappedKeys: new Set(['$name']) })).toEqual([])
})

test.each([
  [0, 1000, 1000],
  [0, 1, 1],
  [100, 1000, 0],
  [29, 100, 71],
  [0.1, 1000, 999],
  [12.5, 1000, 875],
  [58, 100, 42],
  [10, 9, 9],
  [50, 0, 0],
])('with %s%% of %s rows, %s will still do', (fewerRowsPercent, rows, least) => {
  const kinds = (now: number) =>
    compareRuns({ ...before, rows }, inputOf({ rows: now }), { ...tolerance, fewerRowsPercent }).map(({ kind }) => kind)

  expect(kinds(least)).toEqual([])
  expect(kinds(least - 1)).toEqual(['rows_fewer'])
})

function inputOf({ columns, definitions, rows }: Partial<RunInput['facts']> & { rows?: number }): RunInput {
  const { facts } = before
  return {
    facts: { columns: columns ?? facts.columns, definitions: definitions ?? facts.definitions },
    rows: rows ?? before.rows,
  }
}
