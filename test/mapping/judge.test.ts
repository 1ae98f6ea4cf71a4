import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import type { ObjectDefinitions } from '../../src/model/definitions.ts'
import type { Judgement } from '../../src/model/payload.ts'
import { opportunityDefinitions } from './definitions.ts'

const rest = ['Name', 'Stage', 'Company']

/** Judges a row of an opportunity that is right but for the cells given, which stand in columns A, B and so on. */
function judge(lines: string, cells: readonly string[], relationshipLines = '', clear = ''): Judgement {
  const text = `object: opportunity
${clear}
fields:
  $name: Name
  $stage: Stage
${lines.replace(/^/gm, '  ')}
relationships:
  $account: Company
${relationshipLines.replace(/^/gm, '  ')}
`
  const columns = [...rest, ...cells.map((_, index) => 'ABCDEFGH'.charAt(index))]
  const compiled = compileMapping(parseMapping(text, 'm.yaml'), columns, opportunityDefinitions)
  return compiled.judge(['Deal', 'Won', 'acc_1', ...cells])
}

function fieldOf(judgement: Judgement, key: string): unknown {
  return judgement.kind === 'ready' ? judgement.draft.fields.get(key) : judgement.problems
}

function codesOf(judgement: Judgement): string[] {
  return judgement.kind === 'ready' ? [] : judgement.problems.map(problem => problem.code)
}

test('a row becomes the fields and relationships that are sent, in the order of the mapping', () => {
  const judgement = judge('amount: A\ncloseDate: B', ['€1,234.50', '2026-10-20'])
  expect(judgement).toEqual({
    kind: 'ready',
    draft: {
      fields: new Map<string, unknown>([
        ['$name', 'Deal'],
        ['$stage', 'opt_won'],
        ['amount', 1234.5],
        ['closeDate', '2026-10-20T00:00:00.000Z'],
      ]),
      relationships: new Map([['$account', { kind: 'ids', ids: ['acc_1'], many: false }]]),
    },
  })
})

test.each<[string, string[], string, unknown]>([
  ['memo: A', ['  0042 '], 'memo', '0042'],
  ['memo: A', ['   '], 'memo', undefined],
  ['memo: { column: A, default: none }', [''], 'memo', 'none'],
  ['memo: { column: A, values: { x: Ex, Y: Why } }', ['x'], 'memo', 'Ex'],
  ['memo: { column: A, values: { x: Ex, Y: Why } }', ['y'], 'memo', 'Why'],
  ['memo: { column: A, values: { x: Ex } }', ['z'], 'memo', 'z'],
  ['memo: { column: A, values: { n/a: null } }', ['N/A'], 'memo', undefined],
  ['memo: { column: A, values: { n/a: null }, default: none }', ['n/a'], 'memo', 'none'],
  ['memo: { column: A, values: { NA: null, na: Namibia } }', ['NA'], 'memo', undefined],
  ['memo: { value: fixed }', [], 'memo', 'fixed'],
  ['memo: { template: "{{{A}}} - {B}" }', ['a', 'b'], 'memo', '{a} - b'],
  ['memo: { template: "{A} - {B}" }', ['', 'b'], 'memo', '- b'],
  ['memo: { template: "{A} - {B}" }', ['', ' '], 'memo', undefined],
  ['memo: { column: A, clear: "NULL" }', ['NULL'], 'memo', null],
  ['seats: { value: 3 }', [], 'seats', 3],
  ['amount: { column: A, decimal: ",", default: 2.5 }', [''], 'amount', 2.5],
  ['amount: { column: A, decimal: "," }', ['1.234,50 EUR'], 'amount', 1234.5],
  ['seats: { column: A, values: { few: 3 } }', ['few'], 'seats', 3],
  ['isKey: A', ['Ja'], 'isKey', true],
  ['isKey: { column: A, values: { gold: true } }', ['gold'], 'isKey', true],
  ['segments: A', ['Enterprise'], 'segments', ['opt_enterprise']],
  [
    'segments: { column: A, split: ";" }',
    ['enterprise; Mid-Market;;ENTERPRISE'],
    'segments',
    ['opt_enterprise', 'opt_mid-market'],
  ],
  ['segments: { column: A, split: ";" }', [' ; '], 'segments', undefined],
  [
    'segments: { column: A, split: ";", values: { ent: Enterprise, "-": null } }',
    ['ent;-'],
    'segments',
    ['opt_enterprise'],
  ],
  ['segments: { value: [Enterprise, opt_public_sector] }', [], 'segments', ['opt_enterprise', 'opt_public_sector']],
  [
    'segments: { column: A, split: ";", default: "Enterprise;Public sector" }',
    [''],
    'segments',
    ['opt_enterprise', 'opt_public_sector'],
  ],
  ['billingEmail: A', ['a@example.com'], 'billingEmail', 'a@example.com'],
  ['emails: A', ['a@example.com'], 'emails', ['a@example.com']],
  ['emails: { column: A, split: "," }', ['a@example.com, b@example.com'], 'emails', ['a@example.com', 'b@example.com']],
  ['sites: A', ['example.com'], 'sites', ['https://example.com']],
  ['phones: { column: A, region: DE }', ['030 901820'], 'phones', ['+4930901820']],
  ['x: A', ['@acme'], 'x', 'https://x.com/acme'],
  ['hq: A', ['1 Main St'], 'hq', { street: '1 Main St' }],
  [
    'hq: { street: A, city: B, country: C }',
    ['1 Main St', '', 'germany'],
    'hq',
    { street: '1 Main St', country: 'DE' },
  ],
  [
    'hq: { city: A, latitude: { column: B, decimal: "," } }',
    ['Berlin', '52,5200'],
    'hq',
    { city: 'Berlin', latitude: 52.52 },
  ],
  [
    'hq: { street: A, country: { column: B, values: { Deutschland: DE }, default: US } }',
    ['x', 'Deutschland'],
    'hq',
    { street: 'x', country: 'DE' },
  ],
  ['hq: { street: A, country: { value: US } }', ['x'], 'hq', { street: 'x', country: 'US' }],
  ['hq: { street: A, city: B }', ['', ''], 'hq', undefined],
  ['sponsor: A', ['King, Ada'], 'sponsor', { firstName: 'Ada', lastName: 'King' }],
  ['sponsor: { firstName: A, lastName: B }', ['Ada', 'King'], 'sponsor', { firstName: 'Ada', lastName: 'King' }],
  ['__proto__: A', ['x'], '__proto__', 'x'],
  ['memo: { first_of: [A, B] }', ['', 'b'], 'memo', 'b'],
  ['memo: { first_of: [B, A] }', ['a', 'b'], 'memo', 'b'],
  ['memo: { first_of: [A, B], default: none }', [' ', ''], 'memo', 'none'],
  ['memo: { column: A, trim: false }', ['  0042 '], 'memo', '  0042 '],
  ['memo: { column: A, trim: false }', ['   '], 'memo', undefined],
  ['memo: { column: A, trim: false, clear: "-" }', [' - '], 'memo', null],
  ['memo: { column: A, trim: false, values: { x: Ex } }', [' x'], 'memo', 'Ex'],
  ['emails: { column: A, lower: true }', ['ADA@Example.com'], 'emails', ['ada@example.com']],
  ['memo: { column: A, upper: true }', ['abc'], 'memo', 'ABC'],
  ['memo: { column: A, replace: { pattern: "^0+", with: "" } }', ['00420'], 'memo', '420'],
  [
    'memo: { column: A, replace: [{ pattern: "([A-Za-z]+), ([A-Za-z]+)", with: "$2 $1" }] }',
    ['King, Ada'],
    'memo',
    'Ada King',
  ],
  [
    'memo: { column: A, replace: [{ pattern: "a", with: "b" }, { pattern: "b+", with: "<$&$$>" }] }',
    ['aab'],
    'memo',
    '<bbb$>',
  ],
  ['memo: { column: A, replace: { pattern: "(?i)^n/a$", with: "" }, default: none }', ['N/A'], 'memo', 'none'],
  ['memo: { column: A, replace: { pattern: "x", with: "" }, values: { ab: AB } }', ['axb'], 'memo', 'AB'],
  ['memo: { column: A, when: { column: B, is: "YES" } }', ['a', ' yes '], 'memo', 'a'],
  ['memo: { column: A, when: { column: B, is: yes } }', ['a', 'no'], 'memo', undefined],
  ['memo: { column: A, when: { column: B, is: 1 } }', ['a', '1'], 'memo', 'a'],
  ['memo: { column: A, when: { column: B, in: [x, y] } }', ['a', 'Y'], 'memo', 'a'],
  ['memo: { column: A, when: { column: B, not_in: [x, y] } }', ['a', 'z'], 'memo', 'a'],
  ['memo: { column: A, when: { column: B, not_in: [x, y] } }', ['a', 'x'], 'memo', undefined],
  ['memo: { column: A, when: { column: B, blank: true } }', ['a', ' '], 'memo', 'a'],
  ['memo: { column: A, when: { column: B, blank: false } }', ['a', ' '], 'memo', undefined],
  ['memo: { column: A, when: { column: B } }', ['a', 'b'], 'memo', 'a'],
  ['memo: { column: A, when: { column: B, matches: "^EU-" } }', ['a', 'EU-7'], 'memo', 'a'],
  ['memo: { column: A, when: { column: B, matches: "^EU-" } }', ['a', 'US-7'], 'memo', undefined],
  ['memo: { value: fixed, when: { column: A } }', [''], 'memo', undefined],
  ['seats: { column: A }', ['45%'], 'seats', 45],
  ['seats: { column: A, round: true, decimal: "." }', ['1.005'], 'seats', 1.01],
  ['closeDate: { column: A, format: [excel, MM/dd/yyyy] }', ['45950'], 'closeDate', '2025-10-20T00:00:00.000Z'],
  [
    'closeDate: { column: A, format: d. MMMM yyyy, locale: de }',
    ['1. März 2026'],
    'closeDate',
    '2026-03-01T00:00:00.000Z',
  ],
  [
    'hq: { city: { first_of: [A, B] }, state: { column: C, upper: true } }',
    ['', 'Bonn', 'nw'],
    'hq',
    { city: 'Bonn', state: 'NW' },
  ],
  ['hq: { city: A, when: { column: B } }', ['Bonn', ''], 'hq', undefined],
])('%s makes of %j for %s: %j', (lines, cells, key, expected) => {
  expect(fieldOf(judge(lines, cells), key)).toEqual(expected)
})

test.each([
  [['NULL', ''], null],
  [['NULL', 'NULL'], null],
  [['NULL', 'Berlin'], { city: 'Berlin' }],
  [['', ''], undefined],
])('the parts %j of an address make %j of it where NULL clears', (cells, expected) => {
  const judgement = judge('hq: { street: A, city: B }', cells, '', 'clear: "NULL"')
  expect(judgement.kind === 'ready' && judgement.draft.fields.get('hq')).toEqual(expected)
})

test('the word that clears fields holds for all, and stands for no related record', () => {
  const judgement = judge('memo: A', ['NULL', 'NULL'], '$owner: B', 'clear: "NULL"')
  expect(fieldOf(judgement, 'memo')).toBeNull()
  expect(judgement.kind === 'ready' && judgement.draft.relationships.has('$owner')).toBe(false)
})

describe('a row that cannot be sent', () => {
  test('names every problem at once, with its column and key', () => {
    const judgement = judge('amount: A\ncloseDate: B\nhq: { latitude: C, country: D }', [
      '1,234',
      '03/04/2026',
      '91',
      'Nowhere',
    ])
    expect(judgement.kind === 'invalid' ? judgement.problems : judgement).toMatchObject([
      { code: 'ambiguous_number', column: 'A', param: 'amount' },
      { code: 'ambiguous_date', column: 'B', param: 'closeDate' },
      { code: 'unknown_country', column: 'D', param: 'hq' },
      { code: 'not_a_coordinate', column: 'C', param: 'hq' },
    ])
  })

  test('lacks a required field or relationship', () => {
    const text =
      'object: opportunity\nclear: "-"\nfields: { $name: Name, $stage: Stage }\nrelationships: { $account: Company }'
    const compiled = compileMapping(parseMapping(text, 'm.yaml'), rest, opportunityDefinitions)
    const judgement = compiled.judge([' ', '-', ''])
    expect(judgement.kind === 'invalid' ? judgement.problems : judgement).toMatchObject([
      { code: 'required_blank', column: 'Name', param: '$name' },
      { code: 'required_blank', column: 'Stage', param: '$stage' },
      { code: 'required_blank', column: 'Company', param: '$account' },
    ])
  })

  test('says one thing of a required field that cannot be read', () => {
    const text = 'object: opportunity\nfields: { $name: Name, $stage: Stage }\nrelationships: { $account: Company }'
    const compiled = compileMapping(parseMapping(text, 'm.yaml'), rest, opportunityDefinitions)
    expect(codesOf(compiled.judge(['Deal', 'Wonn', 'acc_1']))).toEqual(['unknown_option'])
  })

  test('one bad value among several spoils its cell', () => {
    expect(codesOf(judge('emails: { column: A, split: ";" }', ['a@example.com; nobody']))).toEqual(['not_an_email'])
  })

  test.each([
    'amount',
    'seats',
    'closeDate',
    'isKey',
    'segments',
    'billingEmail',
    'sites',
    'phones',
    'x',
    'pipelineStage',
  ])('never repeats the cell of %s in its message', key => {
    const secret = 'Xq7 secret cell'
    const judgement = judge(`${key}: A`, [secret])
    const messages = judgement.kind === 'invalid' ? judgement.problems.map(problem => problem.message) : []
    expect(messages).toHaveLength(1)
    expect(messages.join()).not.toContain(secret)
  })
})

describe('a value that cannot be read', () => {
  const bad = ['x', 'many']

  test.each<[string, unknown, unknown]>([
    ['seats: { column: B, on_error: omit }', undefined, { code: 'not_a_number', column: 'B', param: 'seats' }],
    ['seats: { column: B, on_error: default, default: 7 }', 7, { code: 'not_a_number', column: 'B', param: 'seats' }],
    ['seats: { first_of: [B, A], on_error: omit }', undefined, { column: 'B' }],
    ['hq: { city: A, country: B, on_error: omit }', undefined, { code: 'unknown_country', param: 'hq' }],
    ['hq: { city: A, country: { column: B, on_error: omit } }', { city: 'x' }, { code: 'unknown_country' }],
  ])('leaves the row alone and is told: %s', (line, expected, note) => {
    const judgement = judge(line, bad)
    expect(fieldOf(judgement, line.slice(0, line.indexOf(':')))).toEqual(expected)
    expect(judgement.kind === 'ready' ? judgement.notes : judgement).toMatchObject([note])
  })

  test('fails the row unless the mapping says otherwise', () => {
    expect(codesOf(judge('seats: { column: B, on_error: fail, default: 7 }', bad))).toEqual(['not_a_number'])
  })

  test('is blank, and not in error, where there is nothing to read', () => {
    expect(judge('seats: { column: A, on_error: omit }', [''])).not.toHaveProperty('notes')
  })

  test('of a select is told apart from the message, for counting', () => {
    const judgement = judge('segments: { column: A, split: ";" }', ['Enterprise; Enterprize'])
    expect(judgement.kind === 'invalid' ? judgement.problems : judgement).toMatchObject([
      { code: 'unknown_option', value: 'Enterprize', message: expect.stringMatching(/nearest: Enterprise$/) },
    ])
  })
})

test('what was rounded, or counted in another currency, is told though the row is sent', () => {
  const judgement = judge('amount: { column: A, round: true }\nseats: { column: B, round: true }', ['$5', '0.125'])
  expect(judgement.kind === 'ready' ? judgement.notes : judgement).toMatchObject([
    { code: 'other_currency_sign', column: 'A', param: 'amount' },
    { code: 'rounded', column: 'B', param: 'seats' },
  ])
})

test('a text that is too long for patterns is refused', () => {
  const judgement = judge('memo: { column: A, replace: { pattern: x, with: y } }', ['x'.repeat(40_000)])
  expect(codesOf(judgement)).toEqual(['too_long_to_replace'])
})

describe('a select that depends on another one', () => {
  const both = 'reason: { column: B }\noutcome: { column: A, default: Won }'

  test.each<[string[], string]>([
    [['Won', 'Price'], 'opt_won_price'],
    [['Lost', 'Price'], 'opt_lost_price'],
    [['', 'price'], 'opt_won_price'],
    [['Lost', 'Delay'], 'opt_lost_delay'],
    [['Won', 'Other'], 'opt_other'],
    [['Won', 'opt_won_price'], 'opt_won_price'],
  ])('takes the option of what its parent has: %j', (cells, expected) => {
    expect(fieldOf(judge(both, cells), 'reason')).toBe(expected)
  })

  test('refuses an option of another parent, with those that fit', () => {
    const judgement = judge(both, ['Won', 'Delay'])
    expect(judgement.kind === 'invalid' ? judgement.problems : judgement).toMatchObject([
      {
        code: 'option_of_other_parent',
        column: 'B',
        param: 'reason',
        value: 'Delay',
        message: expect.stringMatching(/expected Price, Other$/),
      },
    ])
  })

  test('refuses an option whose parent the row leaves blank', () => {
    expect(codesOf(judge('outcome: A\nreason: B', ['', 'Price']))).toEqual(['parent_blank'])
  })

  test('says one thing of a row whose parent cannot be read', () => {
    expect(codesOf(judge('outcome: A\nreason: B', ['Wonn', 'Price']))).toEqual(['unknown_option'])
  })

  test('without its parent in the mapping, takes a label that only one option has', () => {
    expect(fieldOf(judge('reason: A', ['Delay']), 'reason')).toBe('opt_lost_delay')
    expect(codesOf(judge('reason: A', ['Price']))).toEqual(['ambiguous_option'])
  })
})

describe('relationships', () => {
  test.each<[string, string, unknown]>([
    ['$owner: A', 'mem_1', { kind: 'ids', ids: ['mem_1'], many: false }],
    ['$owner: A', ' ', undefined],
    ['$owner: { column: A, default: mem_9 }', '', { kind: 'ids', ids: ['mem_9'], many: false }],
    ['$owner: { column: A, values: { Ada: mem_2 } }', 'ada', { kind: 'ids', ids: ['mem_2'], many: false }],
    ['$owner: { value: mem_3 }', '', { kind: 'ids', ids: ['mem_3'], many: false }],
    ['$owner: { first_of: [Company, A] }', 'mem_1', { kind: 'ids', ids: ['acc_1'], many: false }],
    ['$owner: { template: "mem_{A}" }', '7', { kind: 'ids', ids: ['mem_7'], many: false }],
    ['$owner: { column: A, lower: true }', 'MEM_1', { kind: 'ids', ids: ['mem_1'], many: false }],
    ['$owner: { column: A, when: { column: Name, is: other } }', 'mem_1', undefined],
    ['$owner: { value: mem_3, when: { column: A } }', '', undefined],
    ['partners: { value: [acc_2, acc_3] }', '', { kind: 'ids', ids: ['acc_2', 'acc_3'], many: true }],
    ['partners: A', 'acc_2', { kind: 'ids', ids: ['acc_2'], many: true }],
    [
      'partners: { column: A, split: "," }',
      'acc_2, acc_3,,acc_2',
      { kind: 'ids', ids: ['acc_2', 'acc_3'], many: true },
    ],
    [
      '$owner: { column: A, import: staff }',
      '0042',
      { kind: 'import', importName: 'staff', keys: ['0042'], many: false, missing: 'fail', column: 'A' },
    ],
    [
      'partners: { column: A, split: ";", values: { none: null }, import: accounts, missing: omit }',
      '7; none;8; 7',
      { kind: 'import', importName: 'accounts', keys: ['7', '8'], many: true, missing: 'omit', column: 'A' },
    ],
    [
      '$owner: { template: "{Name} / {A}", import: staff }',
      '7',
      { kind: 'import', importName: 'staff', keys: ['Deal / 7'], many: false, missing: 'fail', column: 'Name' },
    ],
    ['$owner: { column: A, import: staff }', ' ', undefined],
    [
      '$owner: { column: A, find: { object: member, by: $email, missing: omit } }',
      'ada@example.com',
      {
        kind: 'find',
        lookUp: { object: 'member', by: [{ key: '$email', valueType: 'EMAIL' }], fold: [] },
        wanted: [{ values: ['ada@example.com'], fields: null }],
        many: false,
        missing: 'omit',
        ambiguous: 'fail',
        column: 'A',
      },
    ],
    [
      'partners: { column: A, split: ";", find: { object: account, by: $name } }',
      'Acme; Globex',
      {
        kind: 'find',
        lookUp: { object: 'account', by: [{ key: '$name', valueType: 'TEXT' }], fold: [] },
        wanted: [
          { values: ['Acme'], fields: null },
          { values: ['Globex'], fields: null },
        ],
        many: true,
        missing: 'fail',
        ambiguous: 'fail',
        column: 'A',
      },
    ],
  ])('%s makes of %j: %j', (line, cell, expected) => {
    const judgement = judge('memo: A', [cell], line)
    const key = line.slice(0, line.indexOf(':'))
    expect(judgement.kind === 'ready' ? judgement.draft.relationships.get(key) : judgement).toEqual(expected)
  })

  test('may be more than one request takes', () => {
    const ids = Array.from({ length: 60 }, (_, index) => `acc_${index}`)
    const judgement = judge('memo: A', ['', ids.join(',')], 'partners: { column: B, split: "," }')
    const partners = judgement.kind === 'ready' ? judgement.draft.relationships.get('partners') : judgement
    expect(partners).toEqual({ kind: 'ids', ids, many: true })
  })

  test('a name that is too long for patterns is refused', () => {
    const judgement = judge(
      'memo: A',
      ['', 'x'.repeat(40_000)],
      '$owner: { column: B, replace: { pattern: x, with: y } }',
    )
    expect(codesOf(judgement)).toEqual(['too_long_to_replace'])
  })
})

describe('without definitions', () => {
  function judgeAlone(text: string, cells: readonly string[], definitions: ObjectDefinitions | null = null) {
    const columns = cells.map((_, index) => 'ABCDEFGH'.charAt(index))
    return compileMapping(parseMapping(text, 'm.yaml'), columns, definitions).judge(cells)
  }

  test.each<[string, string, string[], string, unknown]>([
    ['an option tells the type: decimal', '{ column: A, decimal: "," }', ['1,5'], 'a', 1.5],
    [
      'an option tells the type: format',
      '{ column: A, format: dd.MM.yyyy }',
      ['20.10.2026'],
      'a',
      '2026-10-20T00:00:00.000Z',
    ],
    ['an option tells the type: split', '{ column: A, split: ";" }', ['x; y'], 'a', ['x', 'y']],
    ['an option tells the type: region', '{ column: A, region: DE }', ['030 901820'], 'a', '+4930901820'],
    ['parts tell the type: address', '{ city: A }', ['Berlin'], 'a', { city: 'Berlin' }],
    ['parts tell the type: name', '{ firstName: A }', ['Ada'], 'a', { firstName: 'Ada' }],
    ['a constant tells the type', '{ value: 3 }', [], 'a', 3],
    ['anything else is text', 'A', ['1,234'], 'a', '1,234'],
  ])('%s', (_, rule, cells, key, expected) => {
    expect(fieldOf(judgeAlone(`object: invoice\nfields: { a: ${rule} }`, cells), key)).toEqual(expected)
  })

  test('system fields have the types of the documentation', () => {
    const account = 'object: account\nfields: { $name: A, $website: B, $industry: C, $linkedIn: D }'
    const judgement = judgeAlone(account, ['Acme', 'acme.com', 'Retail', 'linkedin.com/company/acme'])
    expect(judgement.kind === 'ready' ? Object.fromEntries(judgement.draft.fields) : judgement).toEqual({
      $name: 'Acme',
      $website: ['https://acme.com'],
      $industry: ['Retail'],
      $linkedIn: 'https://linkedin.com/company/acme',
    })
    const contact = 'object: contact\nfields: { $name: A, $email: B, $profilePhotoUrl: C }'
    expect(fieldOf(judgeAlone(contact, ['Ada King', 'ada@example.com', 'a.com/p.png']), '$email')).toEqual([
      'ada@example.com',
    ])
    expect(fieldOf(judgeAlone(contact, ['Ada King', '', 'a.com/p.png']), '$profilePhotoUrl')).toBe(
      'https://a.com/p.png',
    )
  })

  test.each([
    ['TODO', 'TODO'],
    ['In progress', 'IN_PROGRESS'],
    ['complete', 'COMPLETE'],
  ])('the status of a task may be written %s', (cell, expected) => {
    const task = 'object: task\nfields: { $title: A, $status: B }\nrelationships: { $assignedTo: { value: mem_1 } }'
    expect(fieldOf(judgeAlone(task, ['Call', cell]), '$status')).toBe(expected)
  })
})

test('whatever the cells, and however many, a row is judged without an exception', () => {
  const text = `object: opportunity
fields:
  $name: A
  $stage: B
  amount: { column: C, decimal: "," }
  closeDate: { column: D, format: MM/dd/yyyy, zone: America/New_York }
  phones: { column: E, split: ";" }
  hq: { street: A, country: F, latitude: G }
  memo: { template: "{A}{B}", replace: { pattern: "(a|b)+c*$", with: "$1" }, lower: true }
  outcome: B
  reason: { column: A, when: { column: B, matches: "." }, on_error: omit }
  sponsor: C
relationships:
  $account: { column: H, find: { object: account, by: $name } }
  partners: { column: H, split: ",", find: { object: account, by: $name, missing: create, fields: { $website: A } } }
  $owner: { find: { object: member, by: { $name: C, $email: { column: A, default: x@example.com } } } }`
  const compiled = compileMapping(parseMapping(text, 'm.yaml'), [...'ABCDEFGH'], opportunityDefinitions)
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 12 }), cells => {
      expect(() => compiled.judge(cells)).not.toThrow()
    }),
  )
})
