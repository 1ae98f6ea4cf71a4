import { expect, test } from 'vitest'
import { figure, median, megabytes, percent, spread } from '../../bench/statistics.ts'
import { findingsText, markdownTable } from '../../bench/tables.ts'

test.each([
  { values: [3], middle: 3 },
  { values: [9, 1, 5], middle: 5 },
  { values: [4, 1, 3, 2], middle: 2.5 },
  { values: [10, 9, 100], middle: 10 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle)
})

test('the median of nothing is no number', () => {
  expect(median([])).toBeNaN()
})

test('figures are written as people read them', () => {
  expect(figure(1_234_567.8)).toBe('1,234,568')
  expect(figure(24.968, 2)).toBe('24.97')
  expect(percent(0.98714)).toBe('98.7%')
  expect(spread([3, 1.5, 2], 1)).toBe('1.5–3.0')
  expect(megabytes(250_000_000)).toBe(250)
})

const table = { columns: ['work', 'ms'], rows: [['a', '1']] }

test('a table has its words at the left and its figures at the right', () => {
  expect(markdownTable(table)).toBe('| work | ms |\n| --- | ---: |\n| a | 1 |')
})

test('findings are tables with their captions, and then what was aimed at', () => {
  const text = findingsText({
    tables: [table, { ...table, caption: 'Others.' }],
    verdicts: [
      { aim: 'at most 2 ms', isMet: true, found: '1 ms' },
      { aim: 'at most 0.5 ms', isMet: false, found: '1 ms' },
    ],
  })
  const rows = markdownTable(table)
  expect(text).toBe(
    `${rows}\n\nOthers.\n\n${rows}\n\n- at most 2 ms: **met** (1 ms)\n- at most 0.5 ms: **missed** (1 ms)`,
  )
})
