import { expect, test } from 'vitest'
import { Findings } from '../../src/import/findings.ts'
import type { RowProblem } from '../../src/model/payload.ts'

const problem = (difference: Partial<RowProblem> = {}): RowProblem => ({
  code: 'unknown_option',
  message: 'm',
  column: 'Stage',
  param: '$stage',
  ...difference,
})

test('problems are gathered by column and kind, with the first lines and every unknown word', () => {
  const findings = new Findings()
  for (let line = 2; line < 20; line++) findings.add(problem({ value: line % 3 === 0 ? 'won' : 'open' }), line, false)
  findings.add(problem({ column: 'Other' }), 4, false)

  expect(findings.list()).toEqual([
    {
      column: 'Stage',
      param: '$stage',
      code: 'unknown_option',
      message: 'm',
      count: 18,
      lines: [2, 3, 4, 5, 6],
      values: [
        { value: 'open', count: 12 },
        { value: 'won', count: 6 },
      ],
      isNote: false,
    },
    expect.objectContaining({ column: 'Other', count: 1, values: [] }),
  ])
})

test('what does not keep a row from being sent comes last', () => {
  const findings = new Findings()
  for (let line = 2; line < 9; line++) findings.add(problem({ code: 'rounded' }), line, true)
  findings.add(problem(), 3, false)

  expect(findings.list().map(({ code, isNote }) => [code, isNote])).toEqual([
    ['unknown_option', false],
    ['rounded', true],
  ])
})

test('a column of free text that is taken for a select does not fill the memory', () => {
  const findings = new Findings()
  for (let line = 0; line < 5_000; line++) findings.add(problem({ value: `word ${line}` }), line, false)
  expect(findings.list()[0]).toMatchObject({ count: 5_000 })
  expect(findings.list()[0]?.values.length).toBe(1_000)
})

test('columns named like parts of JavaScript are columns', () => {
  const findings = new Findings()
  for (const column of ['__proto__', 'constructor', '__proto__'])
    findings.add(problem({ column, value: '__proto__' }), 2, false)
  expect(findings.list().map(({ column, count }) => [column, count])).toEqual([
    ['__proto__', 2],
    ['constructor', 1],
  ])
})
