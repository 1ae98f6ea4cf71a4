import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { compilePolicy } from '../../src/mapping/policy.ts'
import { outcomes } from '../../src/model/outcome.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/identity-and-matching.md', root), 'utf8')

/** The mappings of the page, each with the header of its CSV in the first line. */
const examples = [...page.matchAll(/```yaml\n(# (\S+)\.csv: (.*)\n[\s\S]*?)```/g)].map(
  ([, yaml = '', name = '', header = '']) => ({ name, yaml, columns: header.split(',') }),
)

test('every yaml block of the page is a mapping with a header', () => {
  expect(page.match(/```yaml/g)).toHaveLength(examples.length)
  expect(examples.length).toBeGreaterThan(3)
})

test.each(examples)('the mapping of $name fits its header, and nothing in it is amiss', ({ name, yaml, columns }) => {
  const mapping = parseMapping(yaml, `${name}.yaml`)
  const compiled = compileMapping(mapping, columns, null)

  expect(compiled.warnings).toEqual([])
  expect(compiled.unmappedColumns).toEqual([])
  expect(compilePolicy(mapping, null).mode).toBe(mapping.mode)
})

test('every code of the page is one that a row can have', () => {
  const sources = globSync('src/{import,mapping}/**/*.ts', { cwd: root }).map(file =>
    readFileSync(new URL(file, root), 'utf8'),
  )
  const [, table = ''] = page.split('## Rows that failed')
  const codes = [...table.matchAll(/^\| `(\w+)` \|/gm), ...page.matchAll(/\(`(\w+)`\)/g)].map(([, code = '']) => code)

  expect(codes.length).toBeGreaterThan(10)
  for (const code of codes) expect(sources.some(text => text.includes(`'${code}'`))).toBe(true)
})

test('the page tells of every state that a row can be in', () => {
  const [, table = ''] = /## What the ledger knows of a row\n\n([\s\S]*?)\n\n/.exec(page) ?? []
  const told = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) => cell.match(/\w+(?=`)/g) ?? [])
  // A row that was skipped or not reached stays what it was.
  const states = [...outcomes, 'sending'].filter(state => state !== 'skipped' && state !== 'pending')

  expect([...new Set(told)].toSorted()).toEqual(states.toSorted())
})
