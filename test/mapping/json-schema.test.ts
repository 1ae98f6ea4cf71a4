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
  ])('accepts %j', text => {
    expect(accepts(parse(text))).toBe(true)
  })

  test.each([
    'fields: { $name: Deal Name }',
    'object: x\nmode: merge',
    'object: x\nfield: {}',
    'object: x\nfields: { a: { colum: A } }',
    'object: x\nfields: { a: { city: { split: ";" } } }',
    'object: x\nrelationships: { a: { column: A, find: { object: account } } }',
  ])('marks %j', text => {
    expect(accepts(parse(text))).toBe(false)
  })
})
