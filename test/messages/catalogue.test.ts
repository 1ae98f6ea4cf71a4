import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorsPage } from '../../messages/errors-page.ts'
import { currentNumbers, readGivenNumbers } from '../../messages/given-numbers.ts'
import { apiMessages } from '../../src/messages/api.ts'
import { subjects } from '../../src/messages/catalogue.ts'

const root = new URL('../../', import.meta.url)
const current = currentNumbers()
const given = readGivenNumbers()

/** All sources but the catalogue and the simulator, which speaks as the API does, without comments. */
const sources = globSync('src/**/*.ts', { cwd: root, exclude: ['src/messages/**', 'src/sandbox/**'] })
  .map(path => readFileSync(new URL(path, root), 'utf8').replace(/^\s*\/\*\*.*?\*\/|^\s*\/\/[^\n]*$/gms, ''))
  .join('\n')

test('docs/errors.md says what the catalogue says', () => {
  const page = readFileSync(new URL('docs/errors.md', root), 'utf8')
  expect(page, 'npm run errors brings it up to date').toBe(errorsPage())
  expect(page.match(/^### LFI\d{4}$/gm)).toHaveLength(current.length)
})

test('a number that was given once stays with its code', () => {
  const codes = new Map(current)
  const changed = [...given].filter(([number, code]) => codes.has(number) && codes.get(number) !== code)
  expect(changed).toEqual([])
  const numbers = new Map(current.map(([number, code]) => [code, number]))
  const moved = [...given].filter(([number, code]) => numbers.has(code) && numbers.get(code) !== number)
  expect(moved).toEqual([])
})

test('every number is noted as given', () => {
  const unnoted = current.filter(([number]) => !given.has(number))
  expect(unnoted, 'npm run errors notes them').toEqual([])
})

test.each(subjects.map(subject => [subject.title, subject] as const))(
  'the numbers of "%s" are in its hundred, one after the other',
  (_, { from, messages }) => {
    const numbers = Object.values(messages).map(({ number }) => number)
    const retired = new Set([...given.keys()].filter(number => !current.some(([each]) => each === number)))
    let next = Object.values(messages)[0]?.number === lfi(from) ? from : from + 1
    for (const number of numbers) {
      while (retired.has(lfi(next))) next += 1
      expect(number).toBe(lfi(next))
      next += 1
    }
    expect(next).toBeLessThanOrEqual(from + 100)
  },
)

test('no number and no code is there twice', () => {
  expect(new Set(current.map(([number]) => number)).size).toBe(current.length)
  expect(new Set(current.map(([, code]) => code)).size).toBe(current.length)
})

test('every entry is plain sentences, with what is to be typed in pairs of backticks', () => {
  for (const { messages } of subjects) {
    for (const [code, { meaning, why, remedy, besides = '' }] of Object.entries(messages)) {
      for (const text of [meaning, why ?? meaning, remedy, besides || remedy]) {
        expect(text, code).toMatch(/^["`]?[-A-Za-z0-9"].{10,}[.`]$/)
        expect(text.split('`').length % 2, code).toBe(1)
      }
      expect(meaning, code).not.toMatch(/[.!?] [A-Z]/)
    }
  }
})

test('every code in the sources has an entry', () => {
  const codes = new Set(current.map(([, code]) => code))
  const said = [
    ...sources.matchAll(/(?:new (?:InputError|RunStopped)\(\s*|(?<![.\w])(?:refusal|note)\(\s*|\bcode: )'([a-z_]+)'/g),
  ]
  const used = said.map(found => found[1] ?? '').filter(code => code !== zodsOwn)
  expect(new Set(used).size).toBeGreaterThan(100)
  expect(used.filter(code => !codes.has(code))).toEqual([])
})

test('no entry is there for an error that cannot happen', () => {
  const quoted = new Set([...sources.matchAll(/'([a-z_]+)'/g)].map(found => found[1]))
  const composed = ['mapping', 'migration'].flatMap(kind =>
    [...sources.matchAll(/`\$\{kind\}(_[a-z]+)`/g)].map(found => `${kind}${found[1]}`),
  )
  // Those of the API pass through as they come.
  const own = current.map(([, code]) => code).filter(code => !Object.hasOwn(apiMessages, code))
  expect(own.filter(code => !quoted.has(code) && !composed.includes(code))).toEqual([])
})

/** What zod calls an issue that a check of ours has found. */
const zodsOwn = 'custom'

function lfi(number: number): string {
  return `LFI${String(number).padStart(4, '0')}`
}
