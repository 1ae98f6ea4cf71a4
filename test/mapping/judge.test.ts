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
  const judgement = judge('amount: A\ncloseDate: B', ['$1,234.50', '2026-10-20'])
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
])('%s makes of %j for %s: %j', (lines, cells, key, expected) => {
  expect(fieldOf(judge(lines, cells), key)).toEqual(expected)
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
    expect(judgement.kind).toBe('invalid')
    expect(JSON.stringify(judgement)).not.toContain(secret)
  })

  test('names more related records than one request takes', () => {
    const ids = Array.from({ length: 25 }, (_, index) => `acc_${index}`)
    expect(codesOf(judge('memo: A', ['', ids.join(',')], 'partners: { column: B, split: "," }'))).toEqual([
      'relationship_write_limit_exceeded',
    ])
    expect(codesOf(judge('memo: A', ['', ids.slice(1).join(',')], 'partners: { column: B, split: "," }'))).toEqual([])
  })
})

describe('relationships', () => {
  test.each<[string, string, unknown]>([
    ['$owner: A', 'mem_1', { kind: 'ids', ids: ['mem_1'], many: false }],
    ['$owner: A', ' ', undefined],
    ['$owner: { column: A, default: mem_9 }', '', { kind: 'ids', ids: ['mem_9'], many: false }],
    ['$owner: { column: A, values: { Ada: mem_2 } }', 'ada', { kind: 'ids', ids: ['mem_2'], many: false }],
    ['$owner: { value: mem_3 }', '', { kind: 'ids', ids: ['mem_3'], many: false }],
    ['partners: A', 'acc_2', { kind: 'ids', ids: ['acc_2'], many: true }],
    [
      'partners: { column: A, split: "," }',
      'acc_2, acc_3,,acc_2',
      { kind: 'ids', ids: ['acc_2', 'acc_3'], many: true },
    ],
    [
      '$owner: { column: A, find: { object: member, by: $email, missing: omit } }',
      'ada@example.com',
      {
        kind: 'find',
        object: 'member',
        by: '$email',
        values: ['ada@example.com'],
        many: false,
        missing: 'omit',
        column: 'A',
      },
    ],
    [
      'partners: { column: A, split: ";", find: { object: account, by: $name } }',
      'Acme; Globex',
      {
        kind: 'find',
        object: 'account',
        by: '$name',
        values: ['Acme', 'Globex'],
        many: true,
        missing: 'fail',
        column: 'A',
      },
    ],
  ])('%s makes of %j: %j', (line, cell, expected) => {
    const judgement = judge('memo: A', [cell], line)
    const key = line.slice(0, line.indexOf(':'))
    expect(judgement.kind === 'ready' ? judgement.draft.relationships.get(key) : judgement).toEqual(expected)
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
  memo: { template: "{A}{B}" }
relationships:
  $account: { column: H, find: { object: account, by: $name } }
  partners: { column: H, split: "," }`
  const compiled = compileMapping(parseMapping(text, 'm.yaml'), [...'ABCDEFGH'], opportunityDefinitions)
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 12 }), cells => {
      expect(() => compiled.judge(cells)).not.toThrow()
    }),
  )
})
