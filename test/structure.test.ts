import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { rowPackages } from '../src/library/row-packages.ts'

/**
 * Keeps the sources in the order that docs/architecture.md describes, by what they import. Read with a simple pattern:
 * the formatter writes every import the same way.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..')

interface Import {
  /** Such as `src/csv/open.ts`. */
  readonly from: string
  /** A file of ours by its path from the root, or a package by its name. */
  readonly target: string
  readonly isOurs: boolean
  readonly isTypeOnly: boolean
}

const files: ReadonlyMap<string, string> = new Map(
  globSync('src/**/*.ts', { cwd: root }).map(path => {
    const name = path.split(sep).join('/')
    return [name, withoutComments(readFileSync(join(root, name), 'utf8'))]
  }),
)

const imports: readonly Import[] = [...files].flatMap(([from, text]) => importsOf(from, text))

const modelAndErrors = ['src/model/', 'src/errors.ts', 'src/messages/']
const stages = ['src/csv/', 'src/mapping/', 'src/lightfield/', 'src/ledger/']

interface Allowed {
  readonly values: readonly string[]
  readonly types?: readonly string[]
}

/** What the files of each folder may import, beside themselves. */
const allowed: ReadonlyMap<string, Allowed> = new Map<string, Allowed>([
  ['src/messages/', { values: [] }],
  ['src/errors.ts', { values: ['src/messages/'] }],
  ['src/model/', { values: [], types: ['src/messages/'] }],
  ...stages.map((stage): [string, Allowed] => [stage, { values: modelAndErrors }]),
  ['src/import/', { values: [...modelAndErrors, ...stages] }],
  ['src/migrate/', { values: [...modelAndErrors, ...stages, 'src/import/'] }],
  ['src/init/', { values: [...modelAndErrors, ...stages] }],
  // The names of the columns that `--failed` adds are written here, and known to whoever reads such a file again.
  [
    'src/report/',
    { values: [...modelAndErrors, 'src/import/identity.ts'], types: ['src/import/', 'src/migrate/', ...stages] },
  ],
  ['src/sandbox/', { values: [], types: ['src/model/'] }],
  [
    'src/library/',
    {
      values: [...modelAndErrors, ...stages, 'src/import/', 'src/migrate/', 'src/init/', 'src/report/', 'src/sandbox/'],
    },
  ],
  ['src/cli/', { values: ['src/'] }],
  ['src/index.ts', { values: ['src/'] }],
])

/** The command line is spread over files by its nature; everything else hides its package behind one file. */
const packagesOfAFolder: ReadonlyMap<string, string> = new Map([['commander', 'src/cli/']])

test('the pattern finds the imports that are there', () => {
  expect(files.size).toBeGreaterThan(100)
  expect(imports).toContainEqual({
    from: 'src/lightfield/requests.ts',
    target: 'src/lightfield/attempts.ts',
    isOurs: true,
    isTypeOnly: false,
  })
  expect(importsOf('src/a/b.ts', "import type { C } from '../c.ts'\nexport * from 'd'\nawait import('e/f')\n")).toEqual(
    [
      { from: 'src/a/b.ts', target: 'src/c.ts', isOurs: true, isTypeOnly: true },
      { from: 'src/a/b.ts', target: 'd', isOurs: false, isTypeOnly: false },
      { from: 'src/a/b.ts', target: 'e', isOurs: false, isTypeOnly: false },
    ],
  )
})

test('every source belongs to a part whose imports are ruled', () => {
  const parts = [...allowed.keys()]
  expect([...files.keys()].filter(file => !parts.some(part => file.startsWith(part)))).toEqual([])
})

test.each([...allowed])('%s imports downwards only', (part, { values, types = [] }) => {
  const upwards = imports
    .filter(({ from, isOurs }) => isOurs && from.startsWith(part))
    .filter(({ target, isTypeOnly }) => {
      const fine = [part, ...values, ...(isTypeOnly ? types : [])]
      return !fine.some(prefix => target.startsWith(prefix))
    })
    .map(({ from, target }) => `${from} imports ${target}`)
  expect(upwards).toEqual([])
})

test('only the command line and the report know the report', () => {
  const others = imports
    .filter(({ target }) => target.startsWith('src/report/'))
    .filter(
      ({ from }) => !['src/cli/', 'src/library/', 'src/report/', 'src/index.ts'].some(part => from.startsWith(part)),
    )
  expect(others).toEqual([])
})

test('each package of somebody else is imported in one place', () => {
  const places = Map.groupBy(
    imports.filter(({ isOurs, isTypeOnly, target }) => !isOurs && !isTypeOnly && !target.startsWith('node:')),
    ({ target }) => target,
  )
  const scattered = [...places]
    .map(([name, uses]) => [name, [...new Set(uses.map(({ from }) => from))]] as const)
    .filter(([name, users]) => {
      const folder = packagesOfAFolder.get(name)
      return folder === undefined ? users.length > 1 : users.some(user => !user.startsWith(folder))
    })
  expect(scattered).toEqual([])
  expect(places.size).toBeGreaterThan(5)
})

test('each package that rows go through counts for whether they are passed over', () => {
  const users = imports.filter(
    ({ from, target, isOurs, isTypeOnly }) =>
      /^src\/(?:csv|mapping|model)\//.test(from) && !isOurs && !isTypeOnly && !target.startsWith('node:'),
  )
  // Through these goes the mapping's file alone, and what comes of that counts as it is.
  const ofMappings = ['yaml', 'zod']
  const ofRows = new Set(users.map(({ target }) => target).filter(name => !ofMappings.includes(name)))
  expect([...ofRows].toSorted()).toEqual(rowPackages)
})

test('SQLite is opened in one place', () => {
  const users = imports.filter(({ target, isTypeOnly }) => target === 'node:sqlite' && !isTypeOnly)
  expect([...new Set(users.map(({ from }) => from))]).toEqual(['src/ledger/sqlite.ts'])
})

test('nothing is used that Node 22 lacks', () => {
  const later =
    /\b(?:Async)?DisposableStack\b|\bPromise\.try\b|\bRegExp\.escape\b|\bError\.isError\b|\bIterator\.concat\b/
  const users = [...files].filter(([, text]) => later.test(text)).map(([file]) => file)
  expect(users).toEqual([])
})

describe('only the command line', () => {
  test.each([
    ['ends the process', /\bprocess\.(exit|exitCode|abort)\b/],
    ['reads the environment', /\bprocess\.env\b/],
    ['prints', /\bconsole\.|\bprocess\.(stdout|stderr)\b/],
    ['reads arguments and signals', /\bprocess\.(argv|on|once)\b/],
  ])('%s', (_, pattern) => {
    const users = [...files].filter(([, text]) => pattern.test(text)).map(([file]) => file)
    expect(users.filter(file => !file.startsWith('src/cli/'))).toEqual([])
    expect(users.length).toBeGreaterThan(0)
  })
})

function importsOf(from: string, text: string): Import[] {
  const statement = /^(?:import '|(?:import|export)(?<type> type)? [^'"]*?\bfrom ')(?<path>[^']+)'$/gm
  const call = /(?<type>typeof )?\bimport\('(?<path>[^']+)'\)/g
  const found = [...text.matchAll(statement), ...text.matchAll(call)]
  return found.map(({ groups }) => {
    const path = groups?.['path'] ?? ''
    const isOurs = path.startsWith('.')
    const target = isOurs ? posix.join(posix.dirname(from), path) : packageOf(path)
    return { from, target, isOurs, isTypeOnly: groups?.['type'] !== undefined }
  })
}

/** `libphonenumber-js/min` is a part of `libphonenumber-js`; `node:fs/promises` stays what it is. */
function packageOf(path: string): string {
  if (path.startsWith('node:')) return path
  return path.split('/', path.startsWith('@') ? 2 : 1).join('/')
}

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '')
}
