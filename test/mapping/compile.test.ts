import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import type { ObjectDefinitions } from '../../src/model/definitions.ts'
import { opportunityDefinitions } from './definitions.ts'
import { problemsOf } from './problems.ts'

const columns = [
  'Deal Name',
  'Stage',
  'Amount',
  'Company',
  'Partners',
  'Close Date',
  'Notes',
  '__proto__',
  'constructor',
]

/** A mapping that has what an opportunity needs; the lines are added from line 5 of the file, and from line 3 above. */
function deals(fieldLines: string, relationshipLines = '$account: Company', topLines = '#'): string {
  return `object: opportunity
${topLines}
fields:
  $name: Deal Name
  $stage: Stage
${indent(fieldLines)}
relationships:
${indent(relationshipLines)}
`
}

function indent(lines: string): string {
  return lines.replace(/^/gm, '  ')
}

function refused(text: string, definitions: ObjectDefinitions | null = opportunityDefinitions): string[] {
  return problemsOf(() => compileMapping(parseMapping(text, 'm.yaml'), columns, definitions))
}

describe('what does not fit the file or the workspace is refused at its line and column', () => {
  test.each([
    ['memo: Deal Nmae', '6:9 the file has no column "Deal Nmae"; nearest: "Deal Name"'],
    ['memo: Quux', /^6:9 the file has no column "Quux"; it has "Deal Name", "Stage", .*"constructor"$/],
    ['memo: { template: "{Company} {Stge}" }', '6:21 the file has no column "Stge"; nearest: "Stage"'],
    ['hq: { city: Town, street: Notes }', /^6:15 the file has no column "Town"; it has/],
    ['ammount: Amount', '6:3 opportunity has no field "ammount"; nearest: amount'],
    ['zzz: Amount', '6:3 opportunity has no field "zzz"; see "lightfield-import definitions opportunity"'],
    ['toString: Amount', /^6:3 opportunity has no field "toString"/],
    ['$owner: Company', '6:3 $owner is a relationship: move it to "relationships"'],
    ['$opportunityStatus: Stage', '6:3 $opportunityStatus is read-only: remove it'],
    ['summary: Notes', '6:3 summary is read-only: remove it'],
    ['memo: { column: Notes, decimal: "," }', '6:26 "decimal" is for NUMBER and CURRENCY fields; memo is TEXT'],
    ['seats: { column: Amount, format: yyyy }', '6:28 "format" is for DATETIME fields; seats is NUMBER'],
    ['memo: { column: Notes, zone: UTC }', '6:26 "zone" is for DATETIME fields; memo is TEXT'],
    ['memo: { column: Notes, region: DE }', '6:26 "region" is for TELEPHONE fields; memo is TEXT'],
    ['memo: { column: Notes, split: ";" }', '6:26 "split" is for fields with several values; memo takes one (TEXT)'],
    [
      'billingEmail: { column: Notes, split: ";" }',
      '6:34 "split" is for fields with several values; billingEmail takes one (EMAIL)',
    ],
    ['memo: { street: Notes }', '6:11 "street" is a part of ADDRESS fields; memo is TEXT'],
    ['hq: { firstName: Notes }', '6:9 "firstName" is a part of FULL_NAME fields; hq is ADDRESS'],
    ['hq: { city: { column: Notes, decimal: "," } }', '6:32 "decimal" is for latitude and longitude'],
    [
      'closeDate: { column: Close Date, zone: Mars/Olympus }',
      '6:42 not a time zone: expected an IANA name such as America/New_York',
    ],
    ['closeDate: { column: Close Date, format: MM/DD/YYYY }', '6:44 the date format has no meaning for "DD": use "dd"'],
    ['closeDate: { column: Close Date, locale: x_y }', /^6:44 not a language that is known/],
    ['closeDate: { column: Close Date, format: [iso, MM/DD/yyyy] }', /^6:50 the date format has no meaning for "DD"/],
    ['seats: { column: Amount, locale: de }', '6:28 "locale" is for DATETIME fields; seats is NUMBER'],
    ['memo: { column: Notes, round: true }', '6:26 "round" is for NUMBER and CURRENCY fields; memo is TEXT'],
    ['seats: { column: Amount, trim: false }', '6:28 "trim" is for TEXT and MARKDOWN and HTML fields; seats is NUMBER'],
    ['memo: { first_of: [Notes, Nots] }', '6:29 the file has no column "Nots"; nearest: "Notes"'],
    ['memo: { column: Notes, when: { column: Stge } }', '6:42 the file has no column "Stge"; nearest: "Stage"'],
    ['phones: { column: Notes, region: XX }', '6:36 not a country: expected two letters such as US or DE'],
    [
      'segments: { column: Notes, values: { ent: Enterprize } }',
      '6:45 not one of the 3 options of segments; nearest: Enterprise',
    ],
    [
      'segments: { value: [Enterprise, Nope] }',
      '6:22 not one of the 3 options of segments; map it through values, to Enterprise, Mid-market, Public sector',
    ],
    ['memo: { column: Notes, values: { "": none } }', '6:36 a blank cell is never looked up: use "default"'],
    [
      'pipelineStage: { column: Notes, default: Won }',
      /^6:44 the label of 2 options of pipelineStage: .*\(opt_new_won of pd_new, opt_renewal_won of pd_renewal\)$/,
    ],
    ['seats: { column: Amount, default: many }', '6:37 not a number: expected digits such as 1234.50'],
    ['seats: { value: 1.234 }', /^6:19 has more than 2 decimal places/],
    ['memo: { value: [a, b] }', '6:18 is a list, and the field takes one value'],
    ['memo: { value: " " }', '6:18 is empty: leave it out instead'],
  ])('%s', (lines, expected) => {
    const problems = refused(deals(lines))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(expected)
  })

  test.each([
    ['$account: Compny', '8:13 the file has no column "Compny"; nearest: "Company"'],
    ['$account: Company\n$task: Notes', '9:3 $task is read-only: remove it'],
    ['$account: Company\npartnes: Partners', '9:3 opportunity has no relationship "partnes"; nearest: partners'],
    ['$account: Company\namount: Amount', '9:3 amount is a field: move it to "fields"'],
    [
      '$account: { column: Company, find: { object: contact, by: $name } }',
      '8:48 $account points to a record of type account: look one up of that type',
    ],
    [
      '$account: { column: Company, split: "," }',
      '8:32 "split" is for relationships with several records; $account takes one',
    ],
    ['$account: { value: [acc_1, acc_2] }', '8:22 $account takes one record, not a list'],
  ])('%s', (lines, expected) => {
    expect(refused(deals('memo: Notes', lines))).toEqual([expected])
  })

  test.each([
    ['key: [Deal ID]', /^2:7 the file has no column "Deal ID"; /],
    ['key: [Stage, Stage]', '2:14 "Stage" stands twice in the key'],
  ])('%s', (line, expected) => {
    expect(refused(deals('memo: Notes', '$account: Company', line))[0]).toMatch(expected)
  })

  test('required keys that the mapping does not fill are refused, all at once', () => {
    expect(refused('object: opportunity\nfields:\n  $name: Deal Name\n')).toEqual([
      '1:1 opportunity needs the relationship $account: add it under "relationships"',
      '2:1 opportunity needs the field $stage: add it under "fields"',
    ])
  })

  test('a required field cannot be left out of some rows', () => {
    const text = `object: opportunity
fields:
  $name: { column: Deal Name, when: { column: Stage } }
  $stage: { column: Stage, on_error: omit }
relationships: { $account: Company }`
    expect(refused(text)).toEqual([
      '3:31 $name is required: it cannot be left out of some rows',
      '4:38 $stage is required: it cannot be left out; use fail or default',
    ])
  })

  test('definitions of another object are refused', () => {
    expect(refused('object: contact', opportunityDefinitions)).toEqual([
      '1:9 the definitions at hand are those of opportunity, not of contact',
    ])
  })
})

describe('without definitions', () => {
  test.each([
    [
      'object: task\nfields: { $title: Notes, $status: Stage, extra: Notes }\nrelationships: { $assignedTo: Company }',
      /^2:42 task has no field "extra"/,
    ],
    ['object: note\nfields: { $titel: Notes, $title: Notes }', '2:11 note has no field "$titel"; nearest: $title'],
    [
      'object: account\nfields: { $name: Company, $accountStatus: Stage }',
      '2:27 $accountStatus is read-only: remove it',
    ],
    [
      'object: account\nfields: { $name: { column: Company, decimal: "," } }',
      '2:37 "decimal" is for NUMBER and CURRENCY fields; $name is TEXT',
    ],
    [
      'object: invoice\nfields: { a: { column: Amount, decimal: ",", zone: UTC } }',
      '2:46 "zone" is for DATETIME fields; a is NUMBER',
    ],
    [
      'object: task\nfields: { $title: Notes, $status: { value: DONE } }\nrelationships: { $assignedTo: Company }',
      /^2:44 not one of the 4 options of \$status/,
    ],
  ])('what the documentation fixes is still checked: %s', (text, expected) => {
    const problems = refused(text, null)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(expected)
  })

  test('an object that is nearly a standard one is a warning, since it may be a custom one', () => {
    const { warnings } = compileMapping(
      parseMapping('object: oportunity\nfields: { a: Notes }', 'm.yaml'),
      columns,
      null,
    )
    expect(warnings).toMatchObject([
      { line: 1, column: 9, message: expect.stringMatching(/nearest standard object: opportunity$/) },
    ])
  })
})

describe('a mapping that fits', () => {
  const text = deals(
    'amount: { column: Amount, decimal: "," }\nmemo: { template: "{Company} - {Deal Name}" }\nisKey: { value: true }\n__proto__: __proto__',
    '$account: { column: Company, find: { object: account, by: $name } }\npartners: { column: Partners, split: "," }',
    'key: [Deal Name, constructor]\nignore: [Notes, Nots]',
  )
  const compiled = compileMapping(parseMapping(text, 'm.yaml'), columns, opportunityDefinitions)

  test('knows the columns of the key', () => {
    expect(compiled.keyColumns).toEqual([0, 8])
  })

  test('knows the columns that a row is made of, which are none that is only left out', () => {
    expect(compiled.sourceColumns).toEqual([0, 1, 2, 3, 4, 7, 8])
  })

  test('reads no other column', () => {
    const cells = columns.map((name, column) => (name === 'Amount' ? '12,5' : `text ${column}`))
    const others = cells.map((cell, column) => (compiled.sourceColumns.includes(column) ? cell : 'something else'))
    expect(compiled.judge(others)).toEqual(compiled.judge(cells))
  })

  test('is made of every column without a key, but of those that --failed added', () => {
    const mended = [...columns, '_outcome', '_error_code', '_error_param', '_error_message', '_line']
    const keyless = parseMapping(deals('memo: Notes'), 'm.yaml')
    const { sourceColumns } = compileMapping(keyless, mended, opportunityDefinitions)
    expect(sourceColumns).toEqual([...columns.keys()])
  })

  test('names the columns that nothing reads', () => {
    expect(compiled.unmappedColumns).toEqual(['Close Date'])
  })

  test('is refused where it fills nothing', () => {
    expect(() => compileMapping(parseMapping('object: thing', 'm.yaml'), columns, null)).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ message: expect.stringMatching(/fills nothing/) })],
      }),
    )
  })

  test('says nothing of the columns that --failed added to a file', () => {
    const mended = [...columns, '_outcome', '_error_code', '_error_param', '_error_message', '_line']
    const { unmappedColumns } = compileMapping(parseMapping(text, 'm.yaml'), mended, opportunityDefinitions)
    expect(unmappedColumns).toEqual(['Close Date'])
  })

  test('warns of a column to be ignored that is not there', () => {
    expect(compiled.warnings).toMatchObject([{ line: 3, message: 'the file has no column "Nots"; nearest: "Notes"' }])
  })

  test('tells how each column is mapped', () => {
    expect(compiled.bindings).toEqual([
      { kind: 'field', key: '$name', columns: ['Deal Name'], valueType: 'TEXT', option: null },
      { kind: 'field', key: '$stage', columns: ['Stage'], valueType: 'SINGLE_SELECT', option: null },
      { kind: 'field', key: 'amount', columns: ['Amount'], valueType: 'CURRENCY', option: 'decimal ","' },
      { kind: 'field', key: 'memo', columns: ['Company', 'Deal Name'], valueType: 'TEXT', option: 'template' },
      { kind: 'field', key: 'isKey', columns: [], valueType: 'CHECKBOX', option: 'constant' },
      { kind: 'field', key: '__proto__', columns: ['__proto__'], valueType: 'TEXT', option: null },
      {
        kind: 'relationship',
        key: '$account',
        columns: ['Company'],
        valueType: 'account',
        option: 'find account by $name, missing: fail',
      },
      { kind: 'relationship', key: 'partners', columns: ['Partners'], valueType: 'account', option: 'split ","' },
    ])
  })

  test('warns of a select whose parent the mapping does not fill', () => {
    const alone = compileMapping(parseMapping(deals('reason: Notes'), 'm.yaml'), columns, opportunityDefinitions)
    expect(alone.warnings).toMatchObject([{ line: 6, message: expect.stringMatching(/^reason depends on outcome/) }])
  })

  test('without a key, the identity is the whole row', () => {
    const unkeyed = compileMapping(parseMapping(deals('memo: Notes'), 'm.yaml'), columns, opportunityDefinitions)
    expect(unkeyed.keyColumns).toBeNull()
  })
})
