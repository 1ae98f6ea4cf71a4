import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Block, consoleText, parsePage, type Step, stepsOf } from './page.ts'
import { runPage, shellBlocks } from './run-page.ts'
import { steadyText } from './steady-text.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = ['README.md', ...globSync('docs/*.md', { cwd: root })].map(
  name => [name, parsePage(readFileSync(join(root, name), 'utf8'))] as const,
)

describe('what a page tells to type does what it shows', () => {
  const run = pages.filter(([, page]) => shellBlocks(page).some(({ notRun }) => notRun === null))

  test.concurrent.each(run)('%s', { timeout: 240_000 }, async (name, page) => {
    const ran = await runPage(page)
    for (const { block, steps, exits } of ran) {
      const place = `${name}:${block.line}`
      const expected = exits.map((_, at) => (at === exits.length - 1 ? block.exit : 0))
      expect({ place, exits, output: steps.at(-1)?.output }).toMatchObject({ place, exits: expected })
      if (block.language === 'console') expect(shown(steps), place).toEqual(shown(stepsOf(block.text)))
    }
    expect(ran.length).toBeGreaterThan(0)
  })
})

test('blocks that are not run say why', () => {
  const reasons = pages.flatMap(([, page]) => shellBlocks(page).map(({ notRun }) => notRun))
  expect(reasons.filter(reason => reason !== null && reason.length < 10)).toEqual([])
  expect(reasons.filter(reason => reason === null).length).toBeGreaterThan(reasons.length / 2)
})

test('the pages are enough to try', () => {
  expect(pages.flatMap(([, page]) => shellBlocks(page)).length).toBeGreaterThan(10)
})

test('a page is read with its commands, what they print, and what is said of them', () => {
  const text = [
    '<!-- files: fixtures/tutorial -->',
    '<!-- sandbox: {"latencyMs": 5} -->',
    '<!-- file: a.yaml -->',
    '```yaml',
    'object: account',
    '```',
    '<!-- first: touch a -->',
    '<!-- first: touch b -->',
    '<!-- exit: 1 -->',
    '```console',
    '$ one --with \\',
    '    more',
    'out',
    '',
    '$ two',
    '```',
    '<!-- not run: it installs -->',
    '   ```sh',
    '   install',
    '   ```',
  ].join('\n')
  const { blocks, files, sandbox } = parsePage(text)
  const none: Omit<Block, 'language' | 'text' | 'at' | 'line'> = { exit: 0, first: [], file: null, notRun: null }
  const session = '$ one --with \\\n    more\nout\n\n$ two\n'
  expect(files).toEqual(['fixtures/tutorial'])
  expect(sandbox).toEqual({ latencyMs: 5 })
  expect(blocks).toEqual([
    { ...none, language: 'yaml', text: 'object: account\n', at: text.indexOf('object'), line: 4, file: 'a.yaml' },
    {
      ...none,
      language: 'console',
      text: session,
      at: text.indexOf('$ one'),
      line: 10,
      exit: 1,
      first: ['touch a', 'touch b'],
    },
    { ...none, language: 'sh', text: 'install\n', at: text.indexOf('   install'), line: 18, notRun: 'it installs' },
  ])
  expect(stepsOf(session)).toEqual([
    { command: 'one --with \\\n    more', output: 'out' },
    { command: 'two', output: '' },
  ])
  expect(consoleText(stepsOf(session))).toBe(session)
})

test('what differs from run to run is no difference, everything else is', () => {
  const before = 'run 20261121-101500-3f9a: 12 rows in 0.4 s, 24.9 writes a second  http://127.0.0.1:4000/opp_0a1b2c3d'
  const after = 'run 20261122-111111-aaaa: 12 rows in 3 min 1 s, 1 writes a second http://127.0.0.1:1/opp_zzzzzz9'
  expect(steadyText(before)).toBe(steadyText(after))
  expect(steadyText(before)).not.toBe(steadyText(before.replace('12 rows', '13 rows')))
})

function shown(steps: readonly Step[]): readonly Step[] {
  return steps.map(({ command, output }) => ({ command, output: steadyText(output) }))
}
