import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import type { CompiledMapping } from '../../src/mapping/compiled.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import type { Judgement, RelationshipDraft } from '../../src/model/payload.ts'
import { accountDefinitions, opportunityDefinitions } from './definitions.ts'
import { problemsOf } from './problems.ts'

const columns = ['Name', 'Stage', 'A', 'B', 'C', 'D']
const related = new Map([['account', accountDefinitions]])

/** An opportunity whose account is found as the lines say; they begin in line 4 of the file. */
function compile(relationships: string, knows = true): CompiledMapping {
  const text = `object: opportunity
fields: { $name: Name, $stage: Stage }
relationships:
  ${relationships.replaceAll('\n', '\n  ')}
`
  return knows
    ? compileMapping(parseMapping(text, 'm.yaml'), columns, opportunityDefinitions, related)
    : compileMapping(parseMapping(text, 'm.yaml'), columns, null)
}

function judge(find: string, cells: readonly string[]): Judgement {
  return compile(`$account: ${find}`).judge(['Deal', 'Won', ...cells])
}

function accountOf(judgement: Judgement): Extract<RelationshipDraft, { kind: 'find' }> | undefined {
  const draft = judgement.kind === 'ready' ? judgement.draft.relationships.get('$account') : undefined
  return draft?.kind === 'find' ? draft : undefined
}

function problemOf(judgement: Judgement): unknown {
  return judgement.kind === 'invalid' ? judgement.problems : judgement
}

describe('what is looked up is read as the type of the field in the other object', () => {
  test.each<[string, string, string | number | boolean]>([
    ['{ column: A, find: { object: account, by: $name } }', ' Acme ', 'Acme'],
    ['{ column: A, find: { object: account, by: number } }', '1,234.50', 1234.5],
    ['{ column: A, find: { object: account, by: founded } }', '2026-10-20', '2026-10-20T00:00:00.000Z'],
    ['{ column: A, find: { object: account, by: isPartner } }', 'Ja', true],
    ['{ column: A, values: { p: true }, find: { object: account, by: isPartner } }', 'P', true],
    ['{ column: A, find: { object: account, by: tier } }', 'gold', 'opt_gold'],
    ['{ column: A, values: { g: Gold }, find: { object: account, by: tier } }', 'g', 'opt_gold'],
    ['{ column: A, default: Silver, find: { object: account, by: tier } }', '', 'opt_silver'],
    ['{ value: Silver, find: { object: account, by: tier } }', '', 'opt_silver'],
    ['{ column: A, find: { object: account, by: mail } }', 'Ada <ada@example.com>', 'ada@example.com'],
    ['{ column: A, find: { object: account, by: $website } }', 'acme.com', 'https://acme.com'],
    ['{ column: A, find: { object: account, by: hotline } }', '(212) 555-0123', '+12125550123'],
    ['{ find: { object: account, by: { hotline: { column: A, region: DE } } } }', '030 901820', '+4930901820'],
    ['{ find: { object: account, by: { number: { column: A, decimal: "," } } } }', '1.234', 1234],
    [
      '{ column: A, replace: { pattern: " Inc$", with: "" }, find: { object: account, by: $name } }',
      'Acme Inc',
      'Acme',
    ],
  ])('%s makes of %j: %j', (find, cell, expected) => {
    expect(accountOf(judge(find, [cell]))?.wanted).toEqual([{ values: [expected], fields: null }])
  })

  test('a name of two parts is one text', () => {
    const judged = compile('$account: A\n$owner: { column: B, find: { object: member, by: $name } }').judge([
      'Deal',
      'Won',
      'acc_1',
      'King, Ada',
    ])
    expect(judged.kind === 'ready' ? judged.draft.relationships.get('$owner') : judged).toMatchObject({
      lookUp: { object: 'member', by: [{ key: '$name', valueType: 'FULL_NAME' }] },
      wanted: [{ values: ['Ada King'], fields: null }],
    })
  })

  test('what cannot be read is a problem of the row', () => {
    expect(problemOf(judge('{ column: A, find: { object: account, by: number } }', ['many']))).toMatchObject([
      { code: 'not_a_number', column: 'A', param: '$account' },
    ])
    expect(problemOf(judge('{ column: A, find: { object: account, by: tier } }', ['Platinum']))).toMatchObject([
      { code: 'unknown_option', column: 'A', param: '$account', value: 'Platinum' },
    ])
  })

  test('one of several names that cannot be read spoils the cell', () => {
    const compiled = compile('$account: A\npartners: { column: B, split: ";", find: { object: account, by: number } }')
    expect(problemOf(compiled.judge(['Deal', 'Won', 'acc_1', '1; x']))).toMatchObject([{ code: 'not_a_number' }])
    const judged = compiled.judge(['Deal', 'Won', 'acc_1', '1; 2.00; 1.0'])
    expect(judged.kind === 'ready' ? judged.draft.relationships.get('partners') : judged).toMatchObject({
      wanted: [{ values: [1] }, { values: [2] }],
    })
  })

  test('nobody knows the types of fields without definitions: they are compared as texts', () => {
    const judged = compile('$account: { column: A, find: { object: account, by: number } }', false).judge([
      'Deal',
      'Won',
      '1,234',
    ])
    expect(accountOf(judged)).toMatchObject({
      lookUp: { by: [{ key: 'number', valueType: null }] },
      wanted: [{ values: ['1,234'] }],
    })
  })
})

describe('several fields together', () => {
  const find = '{ find: { object: account, by: { $name: A, region: { column: B, upper: true } }, fold: case } }'

  test('are one look-up, in their order', () => {
    expect(accountOf(judge(find, ['Acme', 'emea']))).toEqual({
      kind: 'find',
      lookUp: {
        object: 'account',
        by: [
          { key: '$name', valueType: 'TEXT' },
          { key: 'region', valueType: 'TEXT' },
        ],
        fold: ['case'],
      },
      wanted: [{ values: ['Acme', 'EMEA'], fields: null }],
      many: false,
      missing: 'fail',
      ambiguous: 'fail',
      column: 'A',
    })
  })

  test('must all be there', () => {
    expect(problemOf(judge(find, ['Acme', ' ']))).toMatchObject([
      {
        code: 'look_up_incomplete',
        column: 'B',
        param: '$account',
        message: expect.stringMatching(/\$name and region/),
      },
    ])
  })

  test('name no record where all are blank, whatever the mapping itself adds', () => {
    const compiled = compile(
      '$account: C\npartners: { find: { object: account, by: { $name: A, region: { column: B, default: EMEA }, tier: { value: Gold } } } }',
    )
    const partners = (cells: readonly string[]) => {
      const judged = compiled.judge(['Deal', 'Won', ...cells])
      return judged.kind === 'ready' ? judged.draft.relationships.get('partners') : judged
    }
    expect(partners(['', '', 'acc_1'])).toBeUndefined()
    expect(partners(['Acme', '', 'acc_1'])).toMatchObject({ wanted: [{ values: ['Acme', 'EMEA', 'opt_gold'] }] })
  })

  test('may all be constants', () => {
    const constant = '{ find: { object: account, by: { $name: { value: Acme }, tier: { value: Gold } } } }'
    expect(accountOf(judge(constant, []))?.wanted).toEqual([{ values: ['Acme', 'opt_gold'], fields: null }])
  })

  test('count as blank where a required relationship names none', () => {
    expect(problemOf(judge(find, ['', '']))).toMatchObject([{ code: 'required_blank', column: 'A', param: '$account' }])
  })
})

describe('missing: create', () => {
  const find =
    '{ column: A, find: { object: account, by: $name, missing: create, fields: { $website: B, $industry: C } } }'

  test('carries what a new record gets, what it is looked up by among it', () => {
    expect(accountOf(judge(find, ['Acme', 'acme.com', 'retail']))).toMatchObject({
      missing: 'create',
      wanted: [
        {
          values: ['Acme'],
          fields: new Map<string, unknown>([
            ['$name', 'Acme'],
            ['$website', ['https://acme.com']],
            ['$industry', ['opt_retail']],
          ]),
        },
      ],
    })
  })

  test('leaves blank and cleared fields out', () => {
    const cleared =
      '{ column: A, find: { object: account, by: $name, missing: create, fields: { region: { column: B, clear: "-" } } } }'
    const only = [{ values: ['Acme'], fields: new Map([['$name', 'Acme']]) }]
    expect(accountOf(judge(cleared, ['Acme', '-']))?.wanted).toEqual(only)
    expect(accountOf(judge(cleared, ['Acme', ' ']))?.wanted).toEqual(only)
  })

  test.each<[string, string, unknown, unknown]>([
    ['mail', 'Ada <ada@example.com>', 'ada@example.com', ['ada@example.com']],
    ['hotline', '(212) 555-0123', '+12125550123', ['+12125550123']],
    ['number', '7', 7, 7],
  ])('fills %s as a write takes it', (key, cell, value, written) => {
    const judged = judge(
      `{ column: A, find: { object: account, by: ${key}, missing: create, fields: { $name: B } } }`,
      [cell, 'Acme'],
    )
    expect(accountOf(judged)?.wanted).toEqual([
      {
        values: [value],
        fields: new Map<string, unknown>([
          [key, written],
          ['$name', 'Acme'],
        ]),
      },
    ])
  })

  test('a field of the look-up that stands among the fields too is taken from there', () => {
    const contact = `object: account
fields: { $name: Name }
relationships:
  $contact:
    { template: "{A} {B}", find: { object: contact, by: $name, missing: create, fields: { $name: { firstName: A, lastName: B } } } }`
    const judged = compileMapping(parseMapping(contact, 'm.yaml'), columns, null).judge([
      'Acme',
      '',
      'Anna Maria',
      'de Boer X',
    ])
    expect(judged.kind === 'ready' ? judged.draft.relationships.get('$contact') : judged).toMatchObject({
      wanted: [
        {
          values: ['Anna Maria de Boer X'],
          fields: new Map<string, unknown>([['$name', { firstName: 'Anna Maria', lastName: 'de Boer X' }]]),
        },
      ],
    })
  })

  test('each of several names in a cell is a record of its own, with the same fields', () => {
    const judged = compile(
      '$account: A\npartners: { column: B, split: ";", find: { object: account, by: $name, missing: create, fields: { region: C } } }',
    ).judge(['Deal', 'Won', 'acc_1', 'Acme; Globex', 'EMEA'])
    expect(judged.kind === 'ready' ? judged.draft.relationships.get('partners') : judged).toMatchObject({
      many: true,
      wanted: ['Acme', 'Globex'].map(name => ({
        values: [name],
        fields: new Map([
          ['$name', name],
          ['region', 'EMEA'],
        ]),
      })),
    })
  })

  test('a cell of the fields that cannot be read is a problem of the row, at the relationship', () => {
    expect(problemOf(judge(find, ['Acme', 'not a site', 'retail']))).toMatchObject([
      { code: 'not_a_url', column: 'B', param: '$account' },
    ])
  })

  test('the fields are not even read where the row names no record', () => {
    const compiled = compile(
      '$account: A\npartners: { column: B, find: { object: account, by: $name, missing: create, fields: { $website: C } } }',
    )
    expect(compiled.judge(['Deal', 'Won', 'acc_1', '', 'not a site']).kind).toBe('ready')
  })

  test('a field that new records need may not be blank', () => {
    const byMail = '{ column: A, find: { object: account, by: mail, missing: create, fields: { $name: B } } }'
    expect(problemOf(judge(byMail, ['ada@example.com', '']))).toMatchObject([
      {
        code: 'required_blank',
        column: 'B',
        param: '$account',
        message: expect.stringMatching(/a new account needs \$name/),
      },
    ])
  })

  test('what is left out of the fields is told at the relationship', () => {
    const omitting =
      '{ column: A, find: { object: account, by: $name, missing: create, fields: { number: { column: B, on_error: omit } } } }'
    const judged = judge(omitting, ['Acme', 'x'])
    expect(judged.kind === 'ready' ? judged.notes : judged).toMatchObject([
      { code: 'not_a_number', column: 'B', param: '$account' },
    ])
  })
})

describe('the word that clears', () => {
  test('stands for no record, even where a default stands in for a blank cell', () => {
    const text = `object: opportunity
clear: "-"
fields: { $name: Name, $stage: Stage }
relationships:
  $account: Name
  $owner: { column: A, default: mem_1 }
  partners: { column: B, split: ";", default: acc_9, find: { object: account, by: $name } }`
    const compiled = compileMapping(parseMapping(text, 'm.yaml'), columns, opportunityDefinitions, related)
    const keys = (cells: readonly string[]) => {
      const judged = compiled.judge(['acc_1', 'Won', ...cells])
      return judged.kind === 'ready' ? [...judged.draft.relationships.keys()] : judged
    }
    expect(keys(['-', '-'])).toEqual(['$account'])
    expect(keys(['', ''])).toEqual(['$account', '$owner', 'partners'])
    expect(keys(['', '-; '])).toEqual(['$account', '$owner'])
  })
})

describe('a look-up that cannot work is refused at its line and column', () => {
  test.each([
    ['{ column: A, find: { object: account, by: $nmae } }', '4:55 account has no field "$nmae"; nearest: $name'],
    ['{ column: A, find: { object: account, by: $owner } }', '4:55 $owner is a relationship: name a field'],
    [
      '{ column: A, find: { object: account, by: $industry } }',
      /^4:55 \$industry is MULTI_SELECT, which the API cannot search by; it can by ADDRESS, CHECKBOX,/,
    ],
    ['{ column: A, find: { object: account, by: notes } }', /^4:55 notes is MARKDOWN, which the API cannot search by/],
    [
      '{ find: { object: account, by: { $name: A, regoin: B } } }',
      '4:56 account has no field "regoin"; nearest: region',
    ],
    ['{ find: { object: account, by: { $name: E } } }', /^4:53 the file has no column "E"/],
    [
      '{ find: { object: account, by: { region: { column: A, decimal: "," } } } }',
      '4:67 "decimal" is for NUMBER and CURRENCY fields; region is TEXT',
    ],
    [
      '{ column: A, values: { x: Platinum }, find: { object: account, by: tier } }',
      /^4:39 not one of the 2 options of tier/,
    ],
    ['{ column: A, default: many, find: { object: account, by: number } }', /^4:35 not a number/],
    ['{ value: many, find: { object: account, by: number } }', /^4:22 not a number/],
    [
      '{ column: A, find: { object: account, by: $name, missing: create, fields: { $websit: B } } }',
      '4:89 account has no field "$websit"; nearest: $website',
    ],
    [
      '{ column: A, find: { object: account, by: $name, missing: create, fields: { $accountStatus: B } } }',
      '4:89 $accountStatus is read-only: remove it',
    ],
    [
      '{ column: A, find: { object: account, by: $name, missing: create, fields: { $owner: B } } }',
      '4:89 $owner is a relationship: only fields can be given here',
    ],
    [
      '{ column: A, find: { object: account, by: $name, missing: create, fields: { $website: E } } }',
      /^4:99 the file has no column "E"/,
    ],
    [
      '{ column: A, find: { object: account, by: $name, missing: create, fields: { region: { column: B, write: if_blank } } } }',
      '4:110 these fields are written on create only: remove it',
    ],
    [
      '{ column: A, find: { object: account, by: mail, missing: create } }',
      '4:32 account needs the field $name: add it under "fields"',
    ],
    [
      '{ column: A, find: { object: account, by: mail, missing: create, fields: { region: B } } }',
      '4:78 account needs the field $name: add it under "fields"',
    ],
    [
      '{ column: A, find: { object: account, by: $accountStatus, missing: create, fields: { $name: B } } }',
      '4:55 $accountStatus is read-only: no account can be created with it',
    ],
    [
      '{ column: A, find: { object: account, by: mail, missing: create, fields: { $name: { column: B, when: { column: C } } } } }',
      '4:108 $name is required: it cannot be left out of some rows',
    ],
  ])('$account: %s', (find, expected) => {
    const problems = problemsOf(() => compile(`$account: ${find}`))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(expected)
  })

  test.each([
    [
      '$owner: { column: B, find: { object: member, by: $email, missing: create } }',
      '5:69 members cannot be created through the API: use fail or omit',
    ],
    ['$owner: { column: B, find: { object: member, by: $mail } }', '5:52 member has no field "$mail"; nearest: $email'],
    [
      'partners: { column: B, split: ";", find: { object: account, by: $name, missing: create, fields: { $name: C } } }',
      '5:101 $name has a value for each record already: remove it',
    ],
  ])('%s', (line, expected) => {
    expect(problemsOf(() => compile(`$account: A\n${line}`))).toEqual([expected])
  })

  test('an object that needs related records of its own cannot be created on the way', () => {
    const task = `object: task
fields: { $title: Name, $status: Stage }
relationships:
  $assignedTo: A
  $opportunity: { column: B, find: { object: opportunity, by: $name, missing: create } }`
    expect(problemsOf(() => compileMapping(parseMapping(task, 'm.yaml'), columns, null))).toEqual([
      '5:79 a new opportunity needs the relationship $account, which nothing here fills: use fail or omit, and import them first',
    ])
  })
})

test("a look-up in the mapping's own object goes by its own definitions", () => {
  const text = `object: account
fields: { $name: Name }
relationships:
  parent: { column: A, find: { object: account, by: tier } }
  $owner: { column: B, import: staff }`
  const { judge, bindings } = compileMapping(parseMapping(text, 'm.yaml'), columns, accountDefinitions)
  const judged = judge(['Acme', '', 'gold'])
  expect(judged.kind === 'ready' ? judged.draft.relationships.get('parent') : judged).toMatchObject({
    wanted: [{ values: ['opt_gold'] }],
  })
  expect(bindings.map(({ option }) => option)).toEqual([
    null,
    'find account by tier, missing: fail',
    'import staff, missing: fail',
  ])
})

test('how a record is looked up is told in a few words, with every column it takes', () => {
  const { bindings, unmappedColumns } = compile(
    '$account: { find: { object: account, by: { $name: A, region: B }, fold: [case, space], missing: create, ambiguous: first_created, fields: { $website: C } }, write: if_blank }',
  )
  expect(bindings.at(-1)).toEqual({
    kind: 'relationship',
    key: '$account',
    columns: ['A', 'B', 'C'],
    valueType: 'account',
    option:
      'find account by $name and region, fold: case and space, missing: create, fields: $website, ambiguous: first_created, write if_blank',
  })
  expect(unmappedColumns).toEqual(['D'])
})
