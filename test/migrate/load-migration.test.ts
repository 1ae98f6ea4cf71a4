import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { loadMigration } from '../../src/migrate/load-migration.ts'
import { temporaryFolder } from '../temporary.ts'

const accounts = 'object: account\nkey: Id\nfields: { $name: Name }\n'
const contacts =
  'object: contact\nfields: { $email: Email }\nrelationships: { $account: { column: Company, import: accounts } }\n'
const good: Files = { 'a.csv': 'Id,Name\n', 'accounts.yaml': accounts, 'c.csv': 'Email\n', 'contacts.yaml': contacts }
const both = 'imports:\n  - { csv: a.csv, mapping: accounts.yaml }\n  - { csv: c.csv, mapping: contacts.yaml }\n'

/** What is in files, by their paths in a folder. */
type Files = Readonly<Record<string, string | Buffer>>

test('a description names its imports and its ledger, by paths that start at its own folder', async () => {
  const folder = folderWith({ ...good, 'm.yaml': `ledger: sub/all.db\n${both}` })
  const migration = await loadMigration(join(folder, 'm.yaml'))
  expect(migration.file).toBe(join(folder, 'm.yaml'))
  expect(migration.ledger).toBe(join(folder, 'sub/all.db'))
  expect(migration.imports.map(({ csv, mappingFile, mapping }) => [csv, mappingFile, mapping.importName])).toEqual([
    [join(folder, 'a.csv'), join(folder, 'accounts.yaml'), 'accounts'],
    [join(folder, 'c.csv'), join(folder, 'contacts.yaml'), 'contacts'],
  ])
})

test('a path stays as it is where it is absolute, and short where the description is near', async () => {
  const folder = folderWith(good)
  const file = relative('.', join(folder, 'm.yaml'))
  writeFileSync(file, JSON.stringify([{ csv: 'a.csv', mapping: join(folder, 'accounts.yaml') }]))
  const [first] = (await loadMigration(file)).imports
  expect(first?.csv).toBe(relative('.', join(folder, 'a.csv')))
  expect(first?.mappingFile).toBe(join(folder, 'accounts.yaml'))
})

test.each([
  ['a bare list', both.replace('imports:\n', '')],
  ['JSON', '{"imports": [{"csv": "a.csv", "mapping": "accounts.yaml"}, {"csv": "c.csv", "mapping": "contacts.yaml"}]}'],
])('%s is a description too', async (_, text) => {
  const migration = await loadMigration(join(folderWith({ ...good, 'm.yaml': text }), 'm.yaml'))
  expect(migration.imports.map(({ mapping }) => mapping.importName)).toEqual(['accounts', 'contacts'])
  expect(migration.ledger).toBeNull()
})

test('the mode of the description goes before that of the mapping', async () => {
  const text = '- { csv: a.csv, mapping: accounts.yaml, mode: upsert }\n- { csv: c.csv, mapping: contacts.yaml }\n'
  const { imports } = await loadMigration(join(folderWith({ ...good, 'm.yaml': text }), 'm.yaml'))
  expect(imports.map(({ mapping }) => mapping.mode)).toEqual(['upsert', 'create'])
})

test('the address of a ledger in a database server is no path', async () => {
  const text = `ledger: postgres://db.example/ledger\n${both}`
  const migration = await loadMigration(join(folderWith({ ...good, 'm.yaml': text }), 'm.yaml'))
  expect(migration.ledger).toBe('postgres://db.example/ledger')
})

test.each([
  ['a map', both, 2],
  ['a bare list', both.replace('imports:\n', ''), 1],
])('problems found later can point at a place in %s', async (_, text, line) => {
  const migration = await loadMigration(join(folderWith({ ...good, 'm.yaml': text }), 'm.yaml'))
  expect(migration.problemAt(['imports', 0, 'csv'], 'wrong')).toMatchObject({ line, message: 'wrong' })
  expect(migration.problemAt(['imports', 1, 'csv'], 'wrong')).toMatchObject({ line: line + 1 })
})

test.each<[string, string, readonly string[]]>([
  [
    'nothing',
    '',
    ['1:1 expected a map with "imports", such as imports: [{ csv: accounts.csv, mapping: accounts.yaml }]'],
  ],
  [
    'a word',
    'accounts.yaml',
    ['1:1 expected a map with "imports", such as imports: [{ csv: accounts.csv, mapping: accounts.yaml }]'],
  ],
  [
    'no imports',
    'ledger: x.db',
    ['1:1 "imports" is missing: expected a list such as [{ csv: accounts.csv, mapping: accounts.yaml }]'],
  ],
  ['an empty list', 'imports: []', ['1:10 the list is empty: a migration has at least one import']],
  ['an empty bare list', '[]', ['1:1 the list is empty: a migration has at least one import']],
  ['a list of words', '[a.csv]', ['1:2 expected a map such as { csv: accounts.csv, mapping: accounts.yaml }']],
  ['an unknown key', `ledgers: x.db\n${both}`, ['1:1 unknown key "ledgers"; nearest: ledger']],
  [
    'an unknown key of an import',
    '- { cvs: a.csv, mapping: accounts.yaml }',
    ['1:3 "csv" is missing: expected the path of a CSV file', '1:5 unknown key "cvs"; nearest: csv'],
  ],
  [
    'an unknown mode',
    '- { csv: a.csv, mapping: accounts.yaml, mode: upserts }',
    ['1:47 expected create, find-or-create or upsert; nearest: upsert'],
  ],
  [
    'a number for a path',
    'imports:\n  - { csv: 7, mapping: accounts.yaml }',
    ['2:12 expected the path of a CSV file: put quotes around it'],
  ],
  [
    'standard input',
    'imports:\n  - { csv: "-", mapping: accounts.yaml }',
    ['2:7 a migration does not read standard input: name a file'],
  ],
  [
    'a key that stands twice',
    `ledger: a.db\nledger: b.db\n${both}`,
    ['2:1 this key stands twice in the same map: remove one of them'],
  ],
  ['two documents', `${both}---\n[]`, ['4:1 a migration is one YAML document: remove what follows the second "---"']],
  ['a tag', '!x []', ['1:1 tags (words with "!") have no meaning in a migration: remove it']],
  [
    'two imports of one name',
    '- { csv: a.csv, mapping: accounts.yaml }\n- { csv: c.csv, mapping: accounts.yaml }',
    ['2:26 "accounts" is the name of an import above too: give its mapping another "import", or join the files'],
  ],
])('%s is refused with its place', async (_, text, problems) => {
  const refusal = await refusalOf({ ...good, 'm.yaml': text })
  expect(refusal.code).toBe('migration_invalid')
  expect(refusal.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(problems)
})

test('every problem of the description, of its CSV files and of its mappings is told at once, file by file', async () => {
  const refusal = await refusalOf({
    'm.yaml': [
      'imports:',
      '  - { csv: a.csv, mapping: accounts.yaml, ledger: x.db }',
      '  - { csv: gone.csv, mapping: bad.yaml }',
      '  - { csv: folder, mapping: gone.yaml }',
      '  - { csv: c.csv, mapping: worse.yaml }',
      '',
    ].join('\n'),
    'c.csv': 'Email\n',
    'folder/x.csv': '',
    'bad.yaml': 'object: account\nfield: {}\nmode: merge\n',
    'worse.yaml': 'object: [\n',
  })
  expect(refusal.message).toMatch(/^The migration .*m\.yaml has \d problems\.$/)
  expect(refusal.problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
    'm.yaml:2 unknown key "ledger"; known here: csv, mapping, mode',
    'm.yaml:3 There is no file gone.csv.',
    'm.yaml:4 folder is a directory.',
    'm.yaml:4 The mapping gone.yaml cannot be read: there is no such file.',
    'bad.yaml:2 unknown key "field"; nearest: fields',
    'bad.yaml:3 expected create, find-or-create or upsert',
    expect.stringMatching(/^worse\.yaml:\d /),
  ])
})

test('a mapping that several imports name is complained about once', async () => {
  const text = '- { csv: a.csv, mapping: bad.yaml }\n- { csv: c.csv, mapping: bad.yaml }\n'
  const refusal = await refusalOf({ ...good, 'm.yaml': text, 'bad.yaml': 'object: account\nfield: {}\n' })
  expect(refusal.problems).toHaveLength(1)
})

test('an import that others point to needs a key to be pointed to by', async () => {
  const refusal = await refusalOf({ ...good, 'accounts.yaml': accounts.replace('key: Id\n', ''), 'm.yaml': both })
  expect(refusal.problems).toEqual([
    expect.objectContaining({
      file: 'contacts.yaml',
      line: 3,
      message: 'the rows of "accounts" have no names to go by: add "key" to accounts.yaml',
    }),
  ])
})

test.each<[string, Files, string, RegExp]>([
  ['is not there', {}, 'migration_unreadable', /^The migration .*m\.yaml cannot be read: there is no such file\.$/],
  ['is a folder', { 'm.yaml/x': '' }, 'migration_unreadable', /: it is a directory\.$/],
  ['is no UTF-8', { 'm.yaml': Buffer.from([0xff, 0xfe, 0x41]) }, 'migration_invalid', /is not UTF-8 text\.$/],
  ['is too large', { 'm.yaml': '#'.repeat(1024 * 1024 + 1) }, 'migration_invalid', /is larger than 1 MiB\.$/],
])('a description that %s is refused', async (_, files, code, message) => {
  const refusal = await refusalOf(files)
  expect(refusal.code).toBe(code)
  expect(refusal.message).toMatch(message)
  expect(refusal.hint).not.toBeNull()
})

function folderWith(files: Files): string {
  const folder = temporaryFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** What is said against `m.yaml`, with the folder taken out of it. */
async function refusalOf(files: Files): Promise<InputError> {
  const folder = folderWith(files)
  const short = (text: string) => text.replaceAll(join(folder, '/'), '')
  try {
    await loadMigration(join(folder, 'm.yaml'))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const problems = error.problems.map(problem => ({
      ...problem,
      file: short(problem.file),
      message: short(problem.message),
    }))
    return new InputError(error.code, error.message, { hint: error.hint, problems })
  }
  throw new Error('nothing was refused')
}
