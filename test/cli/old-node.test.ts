import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'

const bin = new URL('../../bin/lightfield-import.cjs', import.meta.url).pathname

/** Nodes on the PATH that are older than what the program runs on. */
const oldNodes = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map(folder => join(folder, 'node'))
  .filter(path => existsSync(path) && Number(/^v(\d+)/.exec(versionOf(path))?.[1]) < 22)
  .slice(0, 1)

test.each(['0.10.48', '14.21.3', '22.18.0'])('Node %s is told in one line that it is too old', version => {
  const preload = join(temporaryFolder(), 'old.cjs')
  writeFileSync(preload, `Object.defineProperty(process.versions, 'node', { value: '${version}' })`)

  expectTooOld(process.execPath, ['--require', preload, bin, '--version'], version)
})

test.skipIf(oldNodes.length === 0)('a real older Node on the PATH says so too', () => {
  for (const node of oldNodes) expectTooOld(node, [bin, 'run', 'deals.csv'], versionOf(node).slice(1))
})

function expectTooOld(node: string, args: readonly string[], version: string): void {
  const ended = spawnSync(node, args, { encoding: 'utf8' })

  expect(ended).toMatchObject({ status: 2, stdout: '' })
  expect(ended.stderr).toMatch(/^lightfield-import needs Node\.js 22\.19 or newer, this is .*\n$/)
  expect(ended.stderr).toContain(`this is ${version}.`)
  expect(ended.stderr).toContain('https://nodejs.org')
}

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
}
