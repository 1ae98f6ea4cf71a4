import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { faultMessage, type RowFault } from '../../src/csv/fault.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { knownKeys } from '../../src/mapping/schema.ts'

const page = await readFile(new URL('../../docs/reading.md', import.meta.url), 'utf8')

test('the example of the page is a mapping that says everything that can be said', () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  expect(Object.values(parseMapping(example, 'docs.yaml').csv)).not.toContain(null)
  for (const key of knownKeys(['csv'])) expect(example).toContain(`  ${key}: `)
})

test('every code of the page is one that a row can have, with a message of its own', () => {
  const codes = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code as RowFault)
  expect(codes).toHaveLength(9)
  expect(new Set(codes.map(code => faultMessage(code)))).not.toContain(undefined)
})
