import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { call } from './program.ts'
import { expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()

function write(mapping: string, csv: string): readonly string[] {
  const folder = stage.folder()
  const paths = [join(folder, 'rows.csv'), join(folder, 'rows.yaml')] as const
  writeFileSync(paths[0], csv)
  writeFileSync(paths[1], mapping)
  return ['check', paths[0], '--mapping', paths[1], '--offline']
}

function numbered(count: number, text: (index: number) => string, between: string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(between)
}

/** How many lines of the text match. */
function linesWith(text: string, pattern: RegExp): number {
  return text.split('\n').filter(line => pattern.test(line)).length
}

test.concurrent('of the problems of a header the first hundred are told, and how many more there are', async () => {
  const ended = await call(write('object: account\nfields: { $name: a }\n', `a${',a'.repeat(350)}\n1\n`))

  expectRefusal(ended, 2, ['350 column names cannot be used', /^ {2}and 250 more$/m])
  expect(linesWith(ended.stderr, /stands twice/)).toBe(100)
})

test.concurrent('so it is with those of a mapping, which has its own words for the rest', async () => {
  const fields = numbered(250, index => `f${index}: { column: c${index} }`, ', ')
  const ended = await call(write(`object: account\nfields: { $name: a, ${fields} }\n`, 'a\n1\n'))

  expectRefusal(ended, 2, ['has 250 problems', 'These are the first 100'])
  expect(linesWith(ended.stderr, /has no column/)).toBe(100)
})

test.concurrent('of columns that a check finds fault with, and of those not imported, a hundred are named', async () => {
  const fields = numbered(150, index => `f${index}: { column: c${index}, format: yyyy-MM-dd }`, ', ')
  const columns = `a,${numbered(150, index => `c${index}`, ',')},${numbered(150, index => `other${index}`, ',')}`
  const mapping = `object: account\nfields: { $name: a, ${fields} }\n`
  const ended = await call(write(mapping, `${columns}\n1${',x'.repeat(300)}\n`))

  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr).toMatch(/other99, and 50 more/)
  expect(ended.stderr).toMatch(/^and 50 columns more$/m)
})

test.concurrent.each([
  ['a column that stands twice', 'object: account\nfields: { $name: a }\n', (name: string) => `${name},${name}\n1,2\n`],
  ['a column that is missing', 'object: account\nfields: { $name: a }\n', (name: string) => `${name}\n1\n`],
  ['a column that is not imported', 'object: account\nfields: { $name: a }\n', (name: string) => `a,${name}\n1,2\n`],
])('the name of %s is told in short', async (_, mapping, csv) => {
  const ended = await call(write(mapping, csv('x'.repeat(100_000))))

  expect(ended.stderr).toContain(`${'x'.repeat(200)}…`)
  expect(ended.stderr.length).toBeLessThan(2_000)
})
