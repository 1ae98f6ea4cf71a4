import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('no statement numbers its parameters: Node 22 takes ?1 for a name, and finds no value for it', () => {
  const files = globSync('src/ledger/**/*.ts', { cwd: root })
  const code = files.map(file => readFileSync(join(root, file), 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, ''))

  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((_, index) => /\?\d/.test(code[index] ?? ''))).toEqual([])
})
