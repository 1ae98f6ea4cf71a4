import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import { loadMigration } from '../../src/migrate/load-migration.ts'
import { orderImports } from '../../src/migrate/order-imports.ts'
import { temporaryFolder } from '../temporary.ts'

/** The examples of the page, each named in its first line; mappings tell the header of their CSV in the second one. */
const page = readFileSync(new URL('../../docs/migrations.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/```yaml\n# (?<name>\S+)\n(?:# (?<csv>\S+\.csv): (?<header>.*)\n)?[\s\S]*?```/g)]

let folder: string

beforeEach(() => {
  folder = temporaryFolder()
  for (const { 0: block, groups } of examples) {
    writeFileSync(join(folder, groups?.['name'] ?? ''), block.replace(/^```yaml\n|```$/g, ''))
    if (groups?.['csv'] !== undefined) writeFileSync(join(folder, groups['csv']), `${groups['header']}\n`)
  }
})

test.each([
  ['migration.yaml', ['accounts', 'contacts', 'deals', 'tasks']],
  ['short.yaml', ['accounts', 'contacts']],
  ['circle.yaml', ['companies, then parentAccount and $contact', 'people']],
])('%s is a migration of mappings that fit their CSVs, in the order that the page tells', async (name, order) => {
  const { imports } = await loadMigration(join(folder, name))
  for (const { csv, mapping } of imports) {
    const columns = readFileSync(csv, 'utf8').trim().split(',')
    expect(compileMapping(mapping, columns, null).warnings).toEqual([])
  }
  const stages = orderImports(imports)
  const told = stages.map(({ index, deferred }) => [imports[index]?.mapping.importName, ...deferred])
  expect(told.map(([first, ...deferred]) => [first, deferred.join(' and ')].filter(Boolean).join(', then '))).toEqual(
    order,
  )
})

test('every yaml block of the page is one of these examples', () => {
  expect(page.match(/```yaml/g)).toHaveLength(examples.length)
})
