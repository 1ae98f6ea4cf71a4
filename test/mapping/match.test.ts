import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { compilePolicy } from '../../src/mapping/policy.ts'
import { createsParents, importsNamed, relatedObjects } from '../../src/mapping/references.ts'
import { accountDefinitions } from './definitions.ts'
import { problemsOf } from './problems.ts'

const columns = ['Name', 'Region', 'Site', 'Number']

function mappingOf(lines: string, fields = '$name: Name, region: Region, number: Number') {
  return parseMapping(`object: account\n${lines}\nfields: { ${fields} }`, 'm.yaml')
}

function compile(lines: string, fields?: string) {
  return compileMapping(mappingOf(lines, fields), columns, accountDefinitions)
}

describe('what a row is matched by', () => {
  test.each([
    ['mode: upsert', '2:7 mode upsert needs "match": the field that an existing record is looked up by, such as $name'],
    ['mode: find-or-create', /^2:7 mode find-or-create needs "match"/],
    [
      'mode: upsert\nmatch: $website',
      /^3:8 the mapping fills no field "\$website" to match by; add it under "fields"$/,
    ],
    ['mode: upsert\nmatch: regoin', '3:8 the mapping fills no field "regoin" to match by; nearest: region'],
    ['mode: upsert\nmatch: [$name, regoin]', /^3:16 the mapping fills no field "regoin"/],
    ['mode: upsert\nmatch: { by: [$name, regoin] }', /^3:22 the mapping fills no field "regoin"/],
    ['mode: upsert\nmatch: { by: regoin }', /^3:14 the mapping fills no field "regoin"/],
    ['mode: upsert\nmatch: [$name, $name]', '3:16 $name stands twice in "match"'],
  ])('is refused at its place: %s', (lines, expected) => {
    for (const action of [() => compile(lines), () => compilePolicy(mappingOf(lines), accountDefinitions)]) {
      const problems = problemsOf(action)
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatch(expected)
    }
  })

  test('is a field that lists can be filtered by', () => {
    expect(problemsOf(() => compile('mode: upsert\nmatch: $industry', '$name: Name, $industry: Region'))[0]).toMatch(
      /^3:8 \$industry is MULTI_SELECT, which the API cannot search by/,
    )
  })

  test('is no relationship', () => {
    const text =
      'object: account\nmode: upsert\nmatch: $owner\nfields: { $name: Name }\nrelationships: { $owner: Region }'
    expect(problemsOf(() => compilePolicy(parseMapping(text, 'm.yaml'), null))).toEqual([
      '3:8 $owner is a relationship: records are matched by fields',
    ])
  })

  test('meets no record in mode create, which is told', () => {
    expect(compile('match: $name').warnings).toMatchObject([
      { line: 2, message: expect.stringMatching(/meets no existing record/) },
    ])
  })

  test('is asked for where the mode comes from elsewhere than the mapping', () => {
    const mapping = { ...mappingOf('key: Name'), mode: 'upsert' as const }
    expect(problemsOf(() => compileMapping(mapping, columns, accountDefinitions))[0]).toMatch(
      /mode upsert needs "match"/,
    )
    expect(problemsOf(() => compilePolicy(mapping, null))[0]).toMatch(/mode upsert needs "match"/)
  })
})

describe('a row whose match field is blank', () => {
  const upsert = compile('mode: upsert\nclear: "-"\nmatch: [$name, region]')

  test.each([
    [['', 'EMEA'], [{ code: 'blank_match', column: 'Name', param: '$name' }]],
    [['Acme', ' '], [{ code: 'blank_match', column: 'Region', param: 'region' }]],
    [['Acme', '-'], [{ code: 'blank_match', column: 'Region', param: 'region' }]],
    [
      ['', ''],
      [{ param: '$name' }, { param: 'region' }],
    ],
  ])('is invalid: %j', (cells, expected) => {
    const judged = upsert.judge(cells)
    expect(judged.kind === 'invalid' ? judged.problems : judged).toMatchObject(expected)
  })

  test('is not blank where it cannot be read', () => {
    const judged = compile('mode: upsert\nmatch: number').judge(['Acme', '', '', 'x'])
    expect(judged.kind === 'invalid' ? judged.problems.map(({ code }) => code) : judged).toEqual(['not_a_number'])
  })

  test('is fine in mode create', () => {
    expect(compile('match: region').judge(['Acme', '']).kind).toBe('ready')
  })
})

describe('the policy of a mapping', () => {
  test('looks a record up in its own object, by the types of the fields', () => {
    const lines =
      'mode: upsert\nmatch: { by: [$name, number], fold: [case, space] }\nambiguous: first_created\ngone: recreate'
    expect(compilePolicy(mappingOf(lines), accountDefinitions)).toMatchObject({
      mode: 'upsert',
      match: {
        object: 'account',
        by: [
          { key: '$name', valueType: 'TEXT' },
          { key: 'number', valueType: 'NUMBER' },
        ],
        fold: ['case', 'space'],
      },
      ambiguous: 'first_created',
      gone: 'recreate',
    })
  })

  test('matches nothing in mode create', () => {
    expect(compilePolicy(mappingOf('match: $name'), null)).toMatchObject({
      mode: 'create',
      match: null,
      ambiguous: 'fail',
      gone: 'fail',
    })
  })

  test('knows when each key is written, but for those that always are', () => {
    const text = `object: account
fields: { $name: Name, region: { column: Region, write: if_blank }, hq: { city: Site, write: on_create } }
relationships: { $owner: { column: Number, write: on_create }, parent: Number }`
    expect(compilePolicy(parseMapping(text, 'm.yaml'), null).write).toEqual(
      new Map([
        ['region', 'if_blank'],
        ['hq', 'on_create'],
        ['$owner', 'on_create'],
      ]),
    )
  })

  test('knows the types and options of the mapped fields from the definitions', () => {
    const fields = '$name: Name, tier: Region, number: { column: Number, decimal: "," }'
    const { valueTypes, options, readOnly } = compilePolicy(mappingOf('key: Name', fields), accountDefinitions)
    expect(valueTypes).toEqual(
      new Map([
        ['$name', 'TEXT'],
        ['tier', 'SINGLE_SELECT'],
        ['number', 'NUMBER'],
      ]),
    )
    expect([...options].map(([key, choices]) => [key, choices.map(({ id }) => id)])).toEqual([
      ['tier', ['opt_gold', 'opt_silver']],
    ])
    expect(readOnly).toEqual(new Set(['$howTheyMakeMoney', '$accountStatus']))
  })

  test('knows without definitions what the documentation fixes, and guesses nothing', () => {
    const fields = '$name: Name, $website: Site, number: { column: Number, decimal: "," }'
    const { valueTypes, options } = compilePolicy(mappingOf('key: Name', fields), null)
    expect([...valueTypes]).toEqual([
      ['$name', 'TEXT'],
      ['$website', 'URL'],
    ])
    expect(options.size).toBe(0)
    const task = parseMapping('object: task\nfields: { $title: A, $status: B }', 'm.yaml')
    expect(
      compilePolicy(task, null)
        .options.get('$status')
        ?.map(({ id }) => id),
    ).toContain('IN_PROGRESS')
  })
})

test('a mapping says what it refers to, each name once and its own object not among them', () => {
  const mapping = parseMapping(
    `object: account
import: accounts
fields: { $name: Name }
relationships:
  parent: { column: A, find: { object: account, by: $name, missing: create } }
  $owner: { column: B, find: { object: member, by: $email } }
  a: { column: A, find: { object: contact, by: $email, missing: create } }
  b: { column: A, find: { object: contact, by: $name } }
  c: { column: A, find: { object: site, by: code } }
  d: { column: A, import: accounts }
  e: { column: A, import: sites }
  f: { column: B, import: sites }`,
    'm.yaml',
  )
  expect(relatedObjects(mapping)).toEqual(['contact', 'site'])
  expect(createsParents(mapping)).toEqual(['account', 'contact'])
  expect(importsNamed(mapping)).toEqual(['accounts', 'sites'])
})
