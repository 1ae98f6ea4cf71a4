import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadMapping, parseMapping } from '../../src/mapping/parse.ts'
import { problemsOf } from './problems.ts'

const complete = `object: opportunity
import: hubspot-deals
mode: create
key: [Deal ID]
match: $name
csv: { delimiter: ";", encoding: windows-1252 }
ignore: [Internal notes]
fields:
  $name: Deal Name
  $stage:
    column: Stage
    values: { closedwon: Won, closedlost: Lost }
  amount: { column: Amount, decimal: "," }
  closeDate: { column: Close Date, format: MM/dd/yyyy, zone: America/New_York }
  segments: { column: Segments, split: ";" }
  hqAddress: { street: Street, city: City, country: { column: Country, values: { UK: GB } } }
  source: { value: HubSpot }
  title: { template: "{Company} - {Product}" }
  priority: { column: Priority, default: 3 }
relationships:
  $account: { column: Company, find: { object: account, by: $name, missing: fail } }
  $owner: { column: Owner Email, find: { object: member, by: $email } }
  partners: { column: Partner IDs, split: "," }
`

describe('a mapping that is right', () => {
  const mapping = parseMapping(complete, 'maps/deals.yaml')

  test('says what it imports and how', () => {
    expect(mapping).toMatchObject({
      file: 'maps/deals.yaml',
      object: 'opportunity',
      importName: 'hubspot-deals',
      mode: 'create',
      key: ['Deal ID'],
      match: { by: ['$name'], fold: [] },
      ambiguous: 'fail',
      gone: 'fail',
      csv: { delimiter: ';', quote: null, escape: null, encoding: 'windows-1252', skipLines: null },
      ignore: ['Internal notes'],
    })
  })

  test('writes the short forms out', () => {
    expect(mapping.fields.get('$name')).toMatchObject({
      kind: 'value',
      source: { kind: 'column', column: 'Deal Name' },
      decimal: null,
    })
  })

  test('keeps values, options, constants and defaults', () => {
    expect(mapping.fields.get('$stage')).toMatchObject({
      values: new Map([
        ['closedwon', 'Won'],
        ['closedlost', 'Lost'],
      ]),
    })
    expect(mapping.fields.get('closeDate')).toMatchObject({ format: ['MM/dd/yyyy'], zone: 'America/New_York' })
    expect(mapping.fields.get('source')).toMatchObject({ source: { kind: 'constant', value: 'HubSpot' } })
    expect(mapping.fields.get('priority')).toMatchObject({ fallback: 3 })
  })

  test('keeps the parts of an address in one rule', () => {
    const rule = mapping.fields.get('hqAddress')
    expect(rule?.kind === 'parts' ? [...rule.parts.keys()] : rule).toEqual(['street', 'city', 'country'])
  })

  test('finds related records, failing where there is none unless it says otherwise', () => {
    expect(mapping.relationships.get('$owner')?.find).toEqual({
      object: 'member',
      by: [{ key: '$email', rule: null }],
      fold: [],
      missing: 'fail',
      ambiguous: 'fail',
      fields: new Map(),
    })
    expect(mapping.relationships.get('partners')).toMatchObject({ find: null, value: { split: ',' } })
  })

  test('points at its own lines for later messages', () => {
    expect(mapping.problemAt(['fields', 'amount', 'decimal'], 'why')).toEqual({
      file: 'maps/deals.yaml',
      line: 13,
      column: 38,
      message: 'why',
    })
    expect(mapping.problemAt(['fields', '$name', 'column'], 'why')).toMatchObject({ line: 9, column: 10 })
    expect(mapping.problemAt(['relationships', '$owner'], 'why', 'key')).toMatchObject({ line: 22, column: 3 })
  })
})

test.each([
  ['deals.yaml', 'deals'],
  ['maps/deals.v2.json', 'deals.v2'],
  ['maps/deals', 'deals'],
])('the import of %s is named %s by default', (file, name) => {
  expect(parseMapping('object: note\nfields: { $title: Title }', file).importName).toBe(name)
})

test('JSON is read like YAML, tabs and escapes included', () => {
  const mapping = parseMapping(
    '{\n\t"object": "note",\n\t"fields": {\n\t\t"$title": "\\u00dcber \\/ \\ud83d\\ude00"\n\t}\n}',
    'm.json',
  )
  expect(mapping.fields.get('$title')).toMatchObject({ source: { column: 'Über / 😀' } })
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  '%s is an ordinary key, column and word',
  word => {
    const mapping = parseMapping(
      `object: invoice
key: ${word}
ignore: [${word}]
fields: { ${word}: { column: ${word}, values: { ${word}: ${word} } } }
relationships: { ${word}: ${word} }`,
      'm.yaml',
    )
    expect(mapping.key).toEqual([word])
    expect(mapping.fields.get(word)).toMatchObject({
      source: { kind: 'column', column: word },
      values: new Map([[word, word]]),
    })
    expect([...mapping.relationships.keys()]).toEqual([word])
  },
)

test('words keep the way they are written, where YAML would make numbers and truths of them', () => {
  const rule = parseMapping(
    'object: invoice\nfields: { a: { column: A, values: { 007: x, yes: y, 1.0: z } } }',
    'm',
  ).fields.get('a')
  expect(rule?.kind === 'value' ? [...(rule.values?.keys() ?? [])] : rule).toEqual(['007', 'yes', '1.0'])
})

test.each([
  ['match: $name', { by: ['$name'], fold: [], path: ['match'] }],
  ['match: [$name, region]', { by: ['$name', 'region'], fold: [], path: ['match'] }],
  ['match: { by: $name }', { by: ['$name'], fold: [], path: ['match', 'by'] }],
  ['match: { by: [$name, region], fold: case }', { by: ['$name', 'region'], fold: ['case'], path: ['match', 'by'] }],
  [
    'match: { by: $name, fold: [space, case, space] }',
    { by: ['$name'], fold: ['space', 'case'], path: ['match', 'by'] },
  ],
])('the forms of match are one: %s', (line, expected) => {
  expect(parseMapping(`object: note\n${line}`, 'm').match).toEqual(expected)
})

test('a mapping says what becomes of rows that meet several records, of records that are gone, and of old values', () => {
  const mapping = parseMapping(
    `object: note
ambiguous: first_created
gone: recreate
fields: { $title: { column: A, write: if_blank }, b: { city: C, write: on_create }, c: C }
relationships: { $account: { column: A, write: if_blank } }`,
    'm',
  )
  expect(mapping).toMatchObject({ ambiguous: 'first_created', gone: 'recreate' })
  expect([...mapping.fields.values()].map(({ write }) => write)).toEqual(['if_blank', 'on_create', 'always'])
  expect(mapping.relationships.get('$account')?.write).toBe('if_blank')
})

test('a find by several fields keeps their rules, and those of what it creates', () => {
  const { relationships } = parseMapping(
    `object: invoice
clear: "-"
relationships:
  a:
    find:
      object: account
      by: { $name: Company, region: { column: Region, upper: true } }
      fold: [case, space]
      missing: create
      ambiguous: first_created
      fields: { $website: Website, hq: { city: City } }
  b: { column: B, import: customers, missing: omit }`,
    'm',
  )
  expect(relationships.get('a')).toMatchObject({
    value: null,
    fromImport: null,
    find: {
      by: [
        { key: '$name', rule: { source: { kind: 'column', column: 'Company' }, clear: '-' } },
        { key: 'region', rule: { text: { letters: 'upper' } } },
      ],
      fold: ['case', 'space'],
      missing: 'create',
      ambiguous: 'first_created',
    },
  })
  expect([...(relationships.get('a')?.find?.fields.keys() ?? [])]).toEqual(['$website', 'hq'])
  expect(relationships.get('b')).toMatchObject({ find: null, fromImport: { name: 'customers', missing: 'omit' } })
})

test.each([
  ['tab', '\t'],
  ['"\\t"', '\t'],
  ["'\\t'", '\t'],
  ['"|"', '|'],
])('the delimiter %s is understood', (written, meant) => {
  expect(parseMapping(`object: note\ncsv: { delimiter: ${written} }`, 'm').csv.delimiter).toBe(meant)
})

test('a word that clears every field gives way to one of its own', () => {
  const { fields } = parseMapping('object: x\nclear: "NULL"\nfields: { a: A, b: { column: B, clear: "-" } }', 'm')
  expect(fields.get('a')).toMatchObject({ clear: 'NULL' })
  expect(fields.get('b')).toMatchObject({ clear: '-' })
})

describe('a mapping that is wrong', () => {
  test('is refused with every problem at once, in the order of the file', () => {
    const text = `objct: opportunity
mode: upser
csv: { delimter: ";", encoding: klingon }
fields:
  $name: 7
  amount: { colum: Amount }
  close: { column: Close, value: 3 }
  hq: { city: { colum: X }, split: ";" }
relationships:
  $account: { column: Company, find: { objct: account, by: $name } }
  $owner: [Owner]
`
    expect(problemsOf(() => parseMapping(text, 'm.yaml'))).toEqual([
      '1:1 "object" is missing: expected an object type, such as opportunity',
      '1:1 unknown key "objct"; nearest: object',
      '2:7 expected create, find-or-create or upsert; nearest: upsert',
      '3:8 unknown key "delimter"; nearest: delimiter',
      '3:23 not an encoding that is known: expected a name such as utf-8, utf-16le or windows-1252',
      '5:10 expected a column, or a map such as { column: Stage, values: … }: put quotes around it',
      '6:13 unknown key "colum"; nearest: column',
      '7:27 "column" and "value" exclude each other here: remove one of them',
      '8:17 unknown key "colum"; nearest: column',
      '8:29 "city" and "split" exclude each other here: remove one of them',
      '10:38 "object" is missing: expected the object type to search, such as account',
      '10:40 unknown key "objct"; nearest: object',
      '11:11 expected a column of ids, or a map such as { column: Company, find: { object: account, by: $name } }',
    ])
  })

  test.each([
    ['', '1:1 the mapping is empty: it needs at least "object" and "fields"'],
    ['# only a comment', '1:1 the mapping is empty: it needs at least "object" and "fields"'],
    ['- a', '1:1 expected a map with "object" and "fields"'],
    ['object: x\nobject: y', '2:1 this key stands twice in the same map: remove one of them'],
    ['object: !secret x', '1:9 tags (words with "!") have no meaning in a mapping: remove it'],
    ['object: x\n---\nobject: y', '2:1 a mapping is one YAML document: remove what follows the second "---"'],
    ['object: x\n__proto__: 1', /^2:1 unknown key "__proto__"; known here: object, /],
    ['object: x\nfields: { a: {} }', /^2:11 the rule does not say where the value comes from/],
    ['object: x\nfields: { a: { template: "no column" } }', /^2:16 the template names no column/],
    ['object: x\nfields: { a: { template: "{A" } }', /^2:16 a "\{" is not closed/],
    ['object: x\nfields: { a: { column: A, decimal: ";" } }', '2:36 expected "." or ","'],
    ['object: x\nfields: { a: { column: A, values: { x: [1] } } }', /^2:40 expected text, a number, true or false/],
    ['object: x\nfields: { a: { value: [] } }', '2:23 the list is empty'],
    ['object: x\nrelationships: { a: {} }', /^2:18 the rule does not say where the related record comes from/],
    ['object: opportunities', '1:9 unknown object "opportunities"; nearest: opportunity'],
    ['object: x\nfields: { a: { column: A, trim: 1 } }', '2:33 expected true or false'],
    ['object: x\nfields: { a: { column: A, lower: true, upper: true } }', /^2:40 "lower" and "upper" exclude/],
    ['object: x\nfields: { a: { value: 1, on_error: omit } }', /^2:26 "value" and "on_error" exclude/],
    ['object: x\nfields: { a: { column: A, on_error: default } }', '2:27 "on_error: default" needs a "default"'],
    ['object: x\nfields: { a: { city: A, on_error: default } }', /a field made of parts has no default/],
    ['object: x\nfields: { a: { column: A, on_error: skip } }', '2:37 expected fail, omit or default'],
    ['object: x\nfields: { a: { column: A, first_of: [B] } }', /"column" and "first_of" exclude each other/],
    ['object: x\nfields: { a: { column: A, replace: [{ pattern: "(", with: "" }] } }', /not a pattern of RE2's syntax/],
    ['object: x\nfields: { a: { column: A, replace: { pattern: "(?=a)", with: "" } } }', /not a pattern of RE2's/],
    ['object: x\nfields: { a: { column: A, replace: { pattern: ".{1000}", with: "" } } }', /the pattern is too large/],
    [
      'object: x\nfields: { a: { column: A, replace: { pattern: "(a)", with: "$2" } } }',
      /\$2 is no group of the pattern/,
    ],
    [
      'object: x\nfields: { a: { column: A, replace: { pattern: a, with: b, whit: c } } }',
      '2:59 unknown key "whit"; known here: pattern, with',
    ],
    [
      'object: x\nfields: { a: { column: A, when: { column: B, equals: x } } }',
      /unknown key "equals"; known here: column, is/,
    ],
    ['object: x\nfields: { a: { column: A, when: { column: B, is: x, blank: true } } }', /"is" and "blank" exclude/],
    ['object: x\nfields: { a: { column: A, when: { is: x } } }', /"column" is missing/],
    ['object: x\nclear: NULL', '2:8 expected the word that clears a field: put quotes around it'],
    ['object: Contact', '1:9 unknown object "Contact"; nearest: contact'],
    ['object: member', '1:9 members cannot be created through the API'],
  ])('%j: %s', (text, expected) => {
    const problems = problemsOf(() => parseMapping(text, 'm.yaml'))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(expected)
  })

  test.each([
    ['match: { by: $name, fold: case, folds: space }', '2:33 unknown key "folds"; nearest: fold'],
    ['match: { fold: case }', '2:8 "by" is missing: expected the key of a field, such as $name, or a list of them'],
    ['match: []', '2:8 the list is empty'],
    ['match: { by: $name, fold: letters }', '2:27 expected case or space'],
    ['match: 7', /^2:8 expected the key of a field, such as \$name, a list of them, or a map/],
    ['ambiguous: first', '2:12 expected fail or first_created; nearest: first_created'],
    ['gone: create', '2:7 expected fail or recreate; nearest: recreate'],
    ['fields: { a: { column: A, write: once } }', /^2:34 expected always, if_blank or on_create/],
    ['fields: { a: { city: { column: A, write: always } } }', /^2:35 unknown key "write"; known here: column/],
    ['relationships: { a: { column: A, write: blank } }', /^2:41 expected always, if_blank or on_create/],
    ['relationships: { a: { column: A, import: other, missing: create } }', '2:58 expected fail or omit'],
    [
      'relationships: { a: { column: A, import: other, find: { object: x, by: y } } }',
      '2:34 "find" and "import" exclude each other here: remove one of them',
    ],
    [
      'relationships: { a: { column: A, missing: omit } }',
      '2:34 "missing" says what to do when a look-up finds nothing: it goes with "find" or "import"',
    ],
    [
      'relationships: { a: { column: A, missing: omit, find: { object: x, by: y } } }',
      '2:34 "missing" says what to do when a look-up finds nothing: move it into "find"',
    ],
    [
      'relationships: { a: { column: A, find: { object: x, by: y, fields: { b: B } } } }',
      '2:60 "fields" are those of a record to be created: say missing: create, or remove them',
    ],
    [
      'relationships: { a: { column: A, find: { object: x, by: { y: B } } } }',
      '2:23 "column" has no place beside a find by several fields, which have rules of their own: remove it',
    ],
    [
      'relationships: { a: { split: ";", find: { object: x, by: { y: B } } } }',
      '2:23 "split" has no place beside a find by several fields, which have rules of their own: remove it',
    ],
    ['relationships: { a: { find: { object: x, by: y } } }', /^2:18 the rule does not say where the related record/],
    ['relationships: { a: { find: { object: x, by: {} } } }', '2:46 the map is empty'],
    [
      'relationships: { a: { find: { object: x, by: { y: { colum: B } } } } }',
      '2:53 unknown key "colum"; nearest: column',
    ],
    [
      'relationships: { a: { find: { object: x, by: { y: { column: B, split: ";" } } } } }',
      /^2:64 unknown key "split"; known here: column, first_of/,
    ],
    [
      'relationships: { a: { find: { object: x, by: { y: { column: B, replace: [{ patern: b, with: "" }] } } } } }',
      [/"pattern" is missing/, '2:76 unknown key "patern"; nearest: pattern'],
    ],
    [
      'relationships: { a: { column: A, find: { object: x, by: y, missing: create, fields: { when: { colum: B } } } } }',
      '2:95 unknown key "colum"; nearest: column',
    ],
    [
      'relationships: { a: { column: A, find: { object: x, by: y, missing: create, fields: { b: { city: { colum: B } } } } } }',
      '2:100 unknown key "colum"; nearest: column',
    ],
    [
      'relationships: { a: { column: A, find: { object: x, by: y, missing: make } } }',
      /^2:69 expected fail, create or omit/,
    ],
    [
      'relationships: { a: { column: A, find: { object: x, by: y, ambigous: fail } } }',
      '2:60 unknown key "ambigous"; nearest: ambiguous',
    ],
    [
      'relationships: { a: { column: A, find: { object: accounts, by: y } } }',
      '2:50 unknown object "accounts"; nearest: account',
    ],
    [
      'relationships: { a: { column: A, find: { object: members, by: $email } } }',
      '2:50 unknown object "members"; nearest: member',
    ],
  ])('what a look-up cannot mean is refused: %s', (line, expected) => {
    const problems = problemsOf(() => parseMapping(`object: invoice\n${line}`, 'm.yaml'))
    expect(problems).toHaveLength([expected].flat().length)
    for (const [position, problem] of [expected].flat().entries()) expect(problems[position]).toMatch(problem)
  })

  test.each(['meeting', 'list'])('the object %s is to come, and refused plainly', object => {
    expect(problemsOf(() => parseMapping(`object: ${object}`, 'm.yaml'))).toEqual([
      `1:9 importing ${object}s is not available yet`,
    ])
  })
})

describe('hostile text', () => {
  test('more than 1 MiB is refused as a whole', () => {
    expect(() => parseMapping(`object: "${'x'.repeat(1024 * 1024)}"`, 'm.yaml')).toThrow(/larger than 1 MiB/)
  })

  test('an alias that saves repetition is fine', () => {
    const mapping = parseMapping('object: x\nfields:\n  a: &r { column: A, split: ";" }\n  b: *r', 'm.yaml')
    expect(mapping.fields.get('b')).toEqual(mapping.fields.get('a'))
  })

  test('of countless problems the first hundred are told, in a time that does not grow with their square', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `word${index}: x`)
    const startedAt = performance.now()
    const problems = problemsOf(() => parseMapping(['object: x', ...lines].join('\n'), 'm.yaml'))
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    expect(problems).toHaveLength(100)
    expect(problems[0]).toMatch(/^2:1 unknown key "word0"/)
  })

  test('a name that every object of JavaScript has is a name like any other', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
    const rules = names.map(name => `${name}: { column: ${name}, values: { ${name}: ${name} } }`)
    const mapping = parseMapping(`object: x\nkey: [__proto__]\nfields: { ${rules.join(', ')} }`, 'm.yaml')
    expect([...mapping.fields.keys()]).toEqual(names)
    expect(mapping.key).toEqual(['__proto__'])
  })

  test.each([
    '../accounts',
    'accounts/definitions',
    'custom%2Fx',
    '..',
    '.',
    'a?b',
    'a#b',
    'a b',
    'x\\y',
    'x\0',
    'é'.repeat(201),
  ])('%j is not the name of an object', name => {
    const object = JSON.stringify(name)
    const find = `{ column: A, find: { object: ${object}, by: $name } }`
    expect(problemsOf(() => parseMapping(`object: ${object}`, 'm.yaml'))).toEqual([
      expect.stringMatching(/^1:9 this cannot be the name of an object/),
    ])
    expect(problemsOf(() => parseMapping(`object: x\nrelationships: { a: ${find} }`, 'm.yaml'))).toEqual([
      expect.stringMatching(/^2:50 this cannot be the name of an object/),
    ])
  })

  test.each(['__proto__', 'constructor', 'my-object_2', 'größe'])('%s may be a slug', name => {
    expect(parseMapping(`object: ${name}`, 'm.yaml').object).toBe(name)
  })
})

describe('loading from disk', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mapping-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  test('reads a file, with or without a byte order mark', async () => {
    const file = join(folder, 'notes.yaml')
    await writeFile(file, '\ufeffobject: note\nfields: { $title: Titel }')
    expect(await loadMapping(file)).toMatchObject({ object: 'note', importName: 'notes' })
  })

  test('says that there is no such file, or that it is a directory', async () => {
    await expect(loadMapping(join(folder, 'none.yaml'))).rejects.toThrow(
      /none\.yaml cannot be read: there is no such file/,
    )
    await expect(loadMapping(folder)).rejects.toThrow(/it is a directory/)
  })

  test('says that a file is not text', async () => {
    const file = join(folder, 'binary.yaml')
    await writeFile(file, Buffer.from([0xff, 0xfe, 0x00]))
    await expect(loadMapping(file)).rejects.toThrow(/is not UTF-8 text/)
  })
})
