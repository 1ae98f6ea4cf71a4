import { expect, test } from 'vitest'
import type { ErrorGroup } from '../../src/import/error-groups.ts'
import { messageOf } from '../../src/messages/catalogue.ts'
import { errorLines, remedyOf } from '../../src/report/error-lines.ts'
import { plainLook } from '../../src/report/style.ts'

function group(more: Partial<ErrorGroup> = {}): ErrorGroup {
  return {
    code: 'not_a_number',
    param: 'amount',
    count: 1_200,
    exampleRow: 1_004,
    exampleLine: 1_006,
    exampleMessage: 'not a number',
    parents: [],
    ...more,
  }
}

test('each kind tells its count, its number, a row, what that was told, and what to do', () => {
  const { number, remedy } = messageOf('not_a_number') ?? { number: '', remedy: '' }
  const [title, head, message, ...todo] = errorLines([group()], plainLook)
  expect([title, head, message]).toEqual([
    'Problems',
    `  1,200 rows: not_a_number amount (${number}), first row 1,004 (line 1,006)`,
    '    not a number',
  ])
  expect(todo.map(line => line.trim()).join(' ')).toBe(`→ ${remedy}`)
})

test('a reason of the API that is not known here has no number, and a general way out', () => {
  const lines = errorLines([group({ code: 'quota_of_moons', param: null, count: 1 })], plainLook)
  expect(lines.slice(1)).toEqual([
    '  1 row: quota_of_moons, first row 1,004 (line 1,006)',
    '    not a number',
    '    → Change what the API names, in the rows or in the mapping, and run them again.',
  ])
})

test('a message that says what to do itself is not told twice', () => {
  const exampleMessage = `Not a number. ${remedyOf({ code: 'not_a_number' })}`
  expect(errorLines([group({ exampleMessage })], plainLook).join('\n')).not.toContain('→')
})

test('where the row was told what to do, only what there is to add follows', () => {
  const exampleMessage = "is in another currency than the field's: convert it in the source"
  const said = errorLines([group({ code: 'other_currency', exampleMessage })], plainLook)
  expect(said.slice(2)).toEqual([`    ${exampleMessage}`])
  const unknown = errorLines([group({ code: 'unknown_option', exampleMessage: 'not one of the 8 options' })], plainLook)
  expect(unknown.slice(3)).toEqual([
    '    → Each word gets a line under `values` in the rule; or add the option in Lightfield.',
  ])
})

test('rows that wait for one record are counted, and one that waits alone is not told of', () => {
  const parents = [
    { parent: 'what row 4 (line 5) names', count: 25, exampleRow: 4 },
    { parent: 'what row 9 (line 10) names', count: 1, exampleRow: 9 },
  ]
  const lines = errorLines([group({ code: 'look_up_not_found', parents })], plainLook)
  expect(lines.slice(4)).toEqual(['    25 rows wait for what row 4 (line 5) names'])
})

test('a row that failed is told with the rows that wait for it', () => {
  const parents = [{ parent: 'row 12 (line 13) of crm-accounts', count: 1, exampleRow: 7 }]
  const lines = errorLines([group({ code: 'parent_failed', parents })], plainLook)
  expect(lines.slice(4)).toEqual(['    row 7 waits for row 12 (line 13) of crm-accounts'])
})

test('at 40 columns no line is longer, and a message of a book is cut', () => {
  const exampleMessage = 'tale '.repeat(2_000)
  const lines = errorLines([group({ exampleMessage })], { ...plainLook, columns: 40 })
  expect(lines.filter(line => line.length > 42)).toEqual([])
  expect(lines.filter(line => line.includes('tale'))).toHaveLength(6)
})

test('ten kinds are told, and how many more there are; nothing of them steers the terminal', () => {
  const many = Array.from({ length: 12 }, (_, at) => group({ code: `kind_${at}\u001b[2J`, exampleMessage: 'x\u202ey' }))
  const text = errorLines(many, plainLook).join('\n')
  expect(text).toContain('and 2 more kinds')
  expect(text).toContain('kind_9\\u001b[2J')
  for (const absent of ['\u001b', '\u202e', 'kind_10']) expect(text).not.toContain(absent)
})
