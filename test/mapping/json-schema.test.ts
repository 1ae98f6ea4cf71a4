import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { InputError } from '../../src/errors.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { mappingJsonSchema } from '../../src/mapping/schema.ts'

const file = new URL('../../schema/mapping.schema.json', import.meta.url)

test('the published schema is what "node schema/generate.ts" writes now', async () => {
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(mappingJsonSchema())
})

describe('an editor that uses the schema', () => {
  let accepts: (mapping: unknown) => boolean

  beforeAll(async () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      JSON.parse(await readFile(file, 'utf8')),
    )
    accepts = mapping => validate(mapping)
  })

  test.each([
    'object: opportunity\nfields: { $name: Deal Name }',
    'object: x\nkey: a\nfields: { a: { column: A, values: { x: 1, y: null }, default: [a] }, b: { city: City } }',
    'object: x\nrelationships: { a: { column: A, find: { object: account, by: $name, missing: create } } }',
    'object: x\nrelationships: { a: { find: { object: x, by: { b: B }, missing: create, fold: case, fields: { c: C } } } }',
    'object: x\nrelationships: { a: { column: A, import: y, missing: omit, write: if_blank } }',
    'object: x\nmode: upsert\nmatch: { by: [$name], fold: [case] }\nambiguous: first_created\ngone: recreate',
    'object: x\nfields: { a: { first_of: [A, B], when: { column: C, in: [x, 1] }, on_error: omit, format: [iso, excel] } }',
    'object: x\nfields: { a: { column: A, trim: false, lower: true, replace: [{ pattern: a, with: b }], round: true } }',
  ])('accepts %j', text => {
    expect(accepts(parse(text))).toBe(true)
  })

  test.each([
    'fields: { $name: Deal Name }',
    'object: x\nmode: merge',
    'object: x\nfields: { a: { column: A, when: { is: x } } }',
    'object: x\nfields: { a: { column: A, on_error: skip } }',
    'object: x\nfields: { a: { column: A, replace: [{ pattern: a }] } }',
    'object: x\nfield: {}',
    'object: x\nfields: { a: { colum: A } }',
    'object: x\nfields: { a: { city: { split: ";" } } }',
    'object: x\nrelationships: { a: { column: A, find: { object: account } } }',
    'object: x\nrelationships: { a: { find: { object: account, by: { b: { split: ";" } } } } }',
    'object: x\nmatch: { fold: case }',
    'object: x\ngone: create',
  ])('marks %j', text => {
    expect(accepts(parse(text))).toBe(false)
  })
})

test('every key has a title, a description and an example to show', () => {
  const bare = [...keysOf(mappingJsonSchema(), '')].filter(({ schema }) => {
    return !('title' in schema && 'description' in schema && 'examples' in schema)
  })
  expect(bare.map(({ path }) => path)).toEqual([])
})

test('every example is right by the schema of its key', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  const wrong = [...keysOf(mappingJsonSchema(), '')].flatMap(({ path, schema }) => {
    const { examples = [] } = schema as { examples?: readonly unknown[] }
    return examples.filter(example => !ajv.validate(schema, example)).map(example => [path, example])
  })
  expect(wrong).toEqual([])
})

test('what the program takes, the schema takes; and what it refuses beyond the schema are keys that do not go together', () => {
  const accepts = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(mappingJsonSchema() as object)
  fc.assert(
    fc.property(mappings, mapping => {
      const problems = problemsOf(JSON.stringify(mapping))
      if (problems.length === 0) expect(accepts(mapping)).toBe(true)
      else if (accepts(mapping)) expect(problems[0]).toMatch(beyondTheSchema)
    }),
    { numRuns: 2_000 },
  )
})

const beyondTheSchema =
  /exclude each other|needs a "default"|has no default|does not say where|cannot be empty|names no column|a "[{}]|available yet|not an encoding|RE2|missing: create|finds nothing|the map is empty/

function problemsOf(text: string): readonly string[] {
  try {
    parseMapping(text, 'm.yaml')
    return []
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.problems.map(({ message }) => message)
  }
}

const word = fc.constantFrom('A', '', ' ', ';', '.', 'iso', 'UTC', 'omit', '{A}', '(', '__proto__')
const scalar = fc.oneof(word, fc.integer({ min: -1, max: 3 }), fc.boolean(), fc.constant(null))
const condition = fc.dictionary(fc.constantFrom('column', 'is', 'in', 'blank', 'matches', 'pattern', 'with'), scalar)
const find = fc.dictionary(
  fc.constantFrom('object', 'by', 'missing', 'fold', 'fields'),
  fc.oneof(fc.constantFrom('A', 'create', 'case'), fc.dictionary(fc.constantFrom('$name', 'b'), word, { maxKeys: 2 })),
)
const someValue = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), condition, find)
const ruleKeys = (
  'column first_of value template values default trim lower replace when on_error split decimal round format ' +
  'zone region clear street country firstName find import missing write colum'
).split(' ')
const rule = fc.dictionary(fc.constantFrom(...ruleKeys), someValue, { maxKeys: 3, noNullPrototype: true })
const section = fc.dictionary(fc.constantFrom('$name', 'amount', '__proto__'), fc.oneof(word, rule), {
  maxKeys: 2,
  noNullPrototype: true,
})
const mappings = fc.record(
  {
    object: fc.constantFrom('invoice', 'invoice', 'invoice', '', 7),
    key: someValue,
    ignore: someValue,
    clear: scalar,
    match: someValue,
    csv: fc.dictionary(fc.constantFrom('delimiter', 'encoding', 'skip_lines', 'columns', 'x'), someValue, {
      maxKeys: 2,
    }),
    fields: fc.oneof(section, someValue),
    relationships: fc.oneof(section, someValue),
  },
  { requiredKeys: ['object'], noNullPrototype: true },
)

/** Every key that the schema knows, however deep. */
function* keysOf(schema: unknown, path: string): Generator<{ path: string; schema: object }> {
  if (typeof schema !== 'object' || schema === null) return
  for (const [name, inner] of Object.entries(schema)) {
    if (name === 'examples') continue
    if (name === 'properties') {
      for (const [key, value] of Object.entries(inner)) {
        if (typeof value === 'object' && value !== null) yield { path: `${path}/${key}`, schema: value }
      }
    }
    yield* keysOf(inner, `${path}/${name}`)
  }
}
