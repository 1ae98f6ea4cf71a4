import { expect, test } from 'vitest'
import { rowJudge } from '../../src/import/judge-rows.ts'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'

const columns = ['First', 'Mail']

function verdicts(fields: string, rows: readonly (readonly string[])[]): readonly string[] {
  const mapping = parseMapping(`object: contact\nfields: ${fields}`, 'm.yaml')
  const judge = rowJudge(columns, compileMapping(mapping, columns, null))
  return rows.map((cells, index) => {
    const { verdict } = judge({ kind: 'cells', row: index + 1, line: index + 2, cells })
    return verdict.kind === 'invalid' ? verdict.errors.map(({ code }) => code).join(' ') : verdict.kind
  })
}

test('a row of blank cells is no record without any value', () => {
  expect(
    verdicts('{ $name: { firstName: First }, $email: Mail }', [
      ['Ada', ''],
      ['', ' '],
      ['', ''],
    ]),
  ).toEqual(['ready', 'nothing_to_send', 'nothing_to_send'])
})

test('a row whose only value is left out has nothing to send', () => {
  expect(verdicts('{ $email: { column: Mail, on_error: omit } }', [['', 'nobody']])).toEqual(['nothing_to_send'])
})

test('a row that clears a field has something to send', () => {
  expect(verdicts('{ $email: { column: Mail, clear: "NULL" } }', [['', 'NULL']])).toEqual(['ready'])
})
