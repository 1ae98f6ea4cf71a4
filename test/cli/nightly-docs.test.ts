import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { buildProgram } from '../../src/cli/program.ts'

const page = readFileSync(new URL('../../docs/nightly-loads.md', import.meta.url), 'utf8')

function blocks(language: string): readonly string[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text)
}

/** What containers call the program with; calls on a line of their own are looked at on every page (test/docs). */
const calls: readonly (readonly string[])[] = blocks('yaml').flatMap(text => containersOf(text).map(({ args }) => args))

test('the page has an example for each way to start it', () => {
  expect(calls.map(([command]) => command)).toEqual(['run'])
  expect(blocks('yaml')).toHaveLength(2)
  expect(blocks('ini')).toHaveLength(2)
})

test.each(calls.map(words => ({ line: words.join(' '), words })))('the program knows: $line', async ({ words }) => {
  const launched: unknown[] = []
  const program = buildProgram(async (_, options) => void launched.push(options))
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined })

  await program.exitOverride().parseAsync(words, { from: 'user' })

  expect(launched).toHaveLength(1)
})

test.each(blocks('sh'))('example %# is a script that a shell can read', text => {
  expect(execFileSync('sh', ['-n'], { input: text, encoding: 'utf8' })).toBe('')
})

test('every exit code of the contract is in the table', () => {
  const [, table = ''] = page.split('## Exit codes in scripts')
  expect([...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, codes = '']) => codes.split(', '))).toEqual([
    '0',
    '1',
    '2',
    '3',
    '130',
    '143',
  ])
})

interface Container {
  readonly args: readonly string[]
}

function containersOf(text: string): readonly Container[] {
  const containers: Container[] = []
  for (const document of parseAllDocuments(text)) {
    const spec = document.getIn(['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers'])
    if (spec !== undefined)
      containers.push(...(document.toJS() as CronJob).spec.jobTemplate.spec.template.spec.containers)
  }
  return containers
}

interface CronJob {
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } }
    }
  }
}
