import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { rowPackages, rowVersions } from '../../src/library/row-packages.ts'
import { version } from '../../src/library/version.ts'
import { temporaryFolder } from '../temporary.ts'

test('tells the versions of what is installed here', () => {
  const stated = rowPackages.map(() => expect.stringMatching(/^\d+\.\d+\.\d+/))
  expect(rowVersions(import.meta.url)).toEqual([version, ...stated])
})

test('tells another version where another is installed', () => {
  const folder = temporaryFolder()
  for (const name of rowPackages) install(folder, name, '{ "version": "1.0.0" }')
  expect(rowVersions(moduleIn(folder))).toEqual([version, '1.0.0', '1.0.0', '1.0.0', '1.0.0'])
  install(folder, 'luxon', '{ "version": "1.0.1" }')
  expect(rowVersions(moduleIn(folder))).toEqual([version, '1.0.0', '1.0.0', '1.0.1', '1.0.0'])
})

test.each([
  ['is not to be found', null],
  ['states no version', '{}'],
  ['cannot be read', '{'],
])('tells none where one of the packages %s', (_, manifest) => {
  const folder = temporaryFolder()
  for (const name of rowPackages.slice(1)) install(folder, name, '{ "version": "1.0.0" }')
  if (manifest !== null) install(folder, rowPackages[0], manifest)
  expect(rowVersions(moduleIn(folder))).toBeNull()
})

/** The module of an installed program, which need not be there itself. */
function moduleIn(folder: string): string {
  return pathToFileURL(join(folder, 'node_modules', 'lightfield-import', 'dist', 'cli', 'main.js')).href
}

function install(folder: string, name: string, manifest: string): void {
  const file = join(folder, 'node_modules', name, 'package.json')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, manifest)
}
