import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
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
