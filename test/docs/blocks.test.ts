import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { buildProgram } from '../../src/cli/program.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { type Block, parsePage } from './page.ts'

interface Shown extends Block {
  readonly place: string
}

/** Written from the program, which has its own tests for them. */
const generated: ReadonlySet<string> = new Set(['docs/commands.md', 'docs/errors.md', 'docs/dependencies.md'])

const root = fileURLToPath(new URL('../..', import.meta.url))
const texts = ['README.md', ...globSync('docs/*.md', { cwd: root })]
  .filter(name => !generated.has(name))
  .map(name => [name, readFileSync(join(root, name), 'utf8')] as const)

const blocks: readonly Shown[] = texts.flatMap(([name, text]) =>
  parsePage(text).blocks.map(block => ({ ...block, place: `${name}:${block.line}` })),
)
const yaml = blocks.filter(({ language }) => language === 'yaml')
const mappings = yaml.filter(({ text }) => /^object: /m.test(text))

test('every block says what it is', () => {
  const nameless = blocks.filter(({ language }) => language === '')
  expect(nameless.map(({ place }) => place)).toEqual([])
})

test.each(yaml)('the YAML at $place can be read', ({ text }) => {
  for (const document of parseAllDocuments(text)) expect([...document.errors, ...document.warnings]).toEqual([])
})

test.each(mappings)('the mapping at $place is one', ({ text, place }) => {
  expect(parseMapping(text, place).object).toMatch(/\w/)
})

test('the pages show mappings', () => {
  expect(mappings.length).toBeGreaterThan(40)
})

/** Of the commands that do the work: what only prints has tests of its own. */
const commands = 'init|check|run|retry|status|results|undo|report|verify|doctor|definitions|migrate|sandbox'

const calls = [
  ...new Map(
    texts.flatMap(([name, text]) =>
      callsIn(text).map(words => [words.join(' '), { name, words, line: words.join(' ') }]),
    ),
  ).values(),
]

test.each(calls)('the program knows: $line ($name)', async ({ words }) => {
  const launched: unknown[] = []
  const program = buildProgram(async (_, options) => void launched.push(options))
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined })
  await program.exitOverride().parseAsync(words, { from: 'user' })
  expect(launched).toHaveLength(1)
})

test('the pages show many calls', () => {
  expect(calls.length).toBeGreaterThan(30)
})

/** What a page calls the program with, in whatever block or sentence, up to where the shell's own signs begin. */
function callsIn(text: string): readonly (readonly string[])[] {
  const call = new RegExp(`lightfield-import((?: (?:${commands})\\b)(?: [^\\n\`#|<>&;(]*)?)(?=[\\n\`#|<>&;(])`, 'g')
  const inOneLine = text.replaceAll(' -->', '').replace(/ \\\n +|"\n +"/g, ' ')
  return [...inOneLine.matchAll(call)]
    .map(([, words = '']) =>
      wordsOf(
        words
          .trim()
          .replace(/["']?[,)].*$/, '')
          .replaceAll('%%', '%'),
      ),
    )
    .filter(words => !words.some(word => /^(?:N|DURATION|…|\[.*)$/.test(word)))
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|[^\s'"]+/g)].map(([word, single, double]) => single ?? double ?? word)
}
