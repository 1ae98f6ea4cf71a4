import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { migrationJsonSchema } from '../../src/migrate/schema.ts'

const file = new URL('../../schema/migration.schema.json', import.meta.url)

test('the published schema is what "node schema/generate.ts" writes now', async () => {
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(migrationJsonSchema())
})

describe('an editor that uses the schema', () => {
  let accepts: (migration: unknown) => boolean

  beforeAll(async () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      JSON.parse(await readFile(file, 'utf8')),
    )
    accepts = migration => validate(migration)
  })

  test.each([
    'imports: [{ csv: a.csv, mapping: a.yaml }]',
    'ledger: all.db\nimports: [{ csv: a.csv.gz, mapping: a.json, mode: upsert }, { csv: b.csv, mapping: b.yaml }]',
    '- { csv: a.csv, mapping: a.yaml }',
  ])('accepts %j', text => {
    expect(accepts(parse(text))).toBe(true)
  })

  test.each([
    'imports: []',
    '[]',
    'ledger: all.db',
    'imports: { csv: a.csv, mapping: a.yaml }',
    'imports: [{ csv: a.csv }]',
    'imports: [{ csv: a.csv, mapping: a.yaml, mode: merge }]',
    'import: [{ csv: a.csv, mapping: a.yaml }]',
    '- { csv: a.csv, mapping: a.yaml, ledger: a.db }',
  ])('marks %j', text => {
    expect(accepts(parse(text))).toBe(false)
  })
})
