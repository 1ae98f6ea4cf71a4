import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defuseCell, restoreCell } from '../../src/model/defused-cell.ts'

test.each([
  '=1+1',
  '=HYPERLINK("http://evil.example";"Invoice")',
  "=cmd|' /C calc'!A0",
  '+cmd|x',
  '@SUM(A1)',
  '-2+3',
  '+1-415-555',
  '-1(2)',
  '-A1',
  '--5',
  '-',
  '-$5',
  '+3%=1',
  '\t=1',
  '\tplain',
  '\rplain',
  '\nplain',
  ' =1+1',
  '\u00a0@x',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
])('%j would be run as a formula, and gets an apostrophe', cell => {
  expect(defuseCell(cell)).toBe(`'${cell}`)
  expect(restoreCell(`'${cell}`)).toBe(cell)
})

test.each([
  '',
  'Acme',
  "O'Neill",
  "'t Hart",
  'a=b',
  '5-3',
  '-5',
  '-.5',
  '-1,234.50',
  '-1.234,50',
  '+3%',
  '-3 %',
  '- 5',
  ' -5',
  '+1e-5',
  '+1 415 555 0100',
  '-12\u00a0345,67',
  '2026-05-01',
])('%j is nothing that runs, and stays as it is', cell => {
  expect(defuseCell(cell)).toBe(cell)
  expect(restoreCell(cell)).toBe(cell)
})

test.each([
  ["'=1", "''=1"],
  ["''=1", "'''=1"],
  ["'-5", "''-5"],
  ["'\tx", "''\tx"],
])('%j has an apostrophe of its own, which it keeps', (cell, defused) => {
  expect(defuseCell(cell)).toBe(defused)
  expect(restoreCell(defused)).toBe(cell)
})

test('a cell that was mended is read alike whether the apostrophe was left or dropped', () => {
  expect(["'-5", '-5'].map(restoreCell)).toEqual(['-5', '-5'])
  expect(["'=2", '=2'].map(restoreCell)).toEqual(['=2', '=2'])
})

/** Texts made mostly of what the rules look at. */
const cells = fc.string({
  unit: fc.oneof(fc.constantFrom(...`'''=+-@\t\r\n ＝－15.,%e\u00a0`), fc.string({ maxLength: 1 })),
})

test('every cell comes back to the letter, and what is shown never begins as a formula does', () => {
  fc.assert(
    fc.property(cells, cell => {
      const defused = defuseCell(cell)
      expect(restoreCell(defused)).toBe(cell)
      if (defused === cell) expect(cell).not.toMatch(/^\s*[=@＝＠]|^[\t\r\n]|^[+-].*[a-df-z(+|!]/i)
      else expect(defused).toBe(`'${cell}`)
    }),
    { numRuns: 5_000 },
  )
})
