import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { call, sandboxFor, towards } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'

const csv = 'Deal ID,Deal Name,Stage,Company,Shoe size\n1,Rocket,Lead,Acme,44\n2,Boat,Won,Bolt,39\n'

function folderWith(name: string, content: string | Buffer = csv) {
  const folder = temporaryFolder()
  const path = join(folder, name)
  writeFileSync(path, content)
  return { folder, path }
}

test('a draft made with the definitions of the workspace passes check and is written beside the CSV', async () => {
  const { folder, path } = folderWith('deals.csv')
  const sandbox = await sandboxFor()
  const env = towards(sandbox)
  const drafted = await call(['init', path, '--object', 'opportunity'], { env })
  expect(drafted).toMatchObject({ code: 0, stdout: '' })
  expect(drafted.stderr).toContain('4 columns placed, 1 not')
  expect(drafted.stderr).toContain('Shoe size: no field of opportunity is like it')
  const mapping = join(folder, 'deals.yaml')
  expect(readFileSync(mapping, 'utf8')).toContain('key: [Deal ID]\n')
  const checked = await call(['check', path, '--mapping', mapping], { env })
  expect(checked.code).toBe(0)
  expect(sandbox.state().records['opportunity'] ?? []).toEqual([])
})

test('--json says what was placed, what was not, and what is missing', async () => {
  const { path } = folderWith('deals.csv', 'Deal ID,Deal Name,Shoe size\n1,Rocket,44\n2,Boat,39\n')
  const { code, stdout } = await call(['init', path, '--object', 'opportunity', '--offline', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    file: path.replace('.csv', '.yaml'),
    object: 'opportunity',
    rows: 2,
    key: 'Deal ID',
    placed: [{ column: 'Deal Name', key: '$name' }],
    unplaced: [{ column: 'Shoe size', reason: 'no field of opportunity is like it' }],
    missing: ['$stage', '$account'],
  })
})

test('a mapping that is there is left alone without --force', async () => {
  const { folder, path } = folderWith('deals.csv')
  const mapping = join(folder, 'deals.yaml')
  writeFileSync(mapping, 'object: account\n')
  const args = ['init', path, '--object', 'opportunity', '--offline']
  const refused = await call(args)
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toContain('--force')
  expect(readFileSync(mapping, 'utf8')).toBe('object: account\n')
  expect((await call([...args, '--force'])).code).toBe(0)
  expect(readFileSync(mapping, 'utf8')).toContain('object: opportunity\n')
})

test('--out - prints the draft and writes nothing', async () => {
  const { folder, path } = folderWith('deals.csv')
  const { code, stdout } = await call(['init', path, '--object', 'opportunity', '--offline', '--out', '-'])
  expect(code).toBe(0)
  expect(stdout).toContain('fields:\n  $name: Deal Name\n  $stage: Stage   # ')
  expect(existsSync(join(folder, 'deals.yaml'))).toBe(false)
})

test('--json with --out - holds the draft in its one object', async () => {
  const { path } = folderWith('deals.csv')
  const { stdout } = await call(['init', path, '--object', 'opportunity', '--offline', '--out', '-', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ file: null, mapping: expect.stringContaining('$name: Deal Name') })
})

test('what comes from standard input goes to standard output', async () => {
  const { code, stdout } = await call(['init', '-', '--object', 'opportunity', '--offline'], { stdin: csv })
  expect(code).toBe(0)
  expect(stdout).toContain('# Drafted from standard input (rows looked at: 2, all of them).')
})

test('a gzipped file gives its name without .gz', async () => {
  const { folder, path } = folderWith('deals.csv.gz', gzipSync(csv))
  expect((await call(['init', path, '--object', 'opportunity', '--offline'])).code).toBe(0)
  expect(existsSync(join(folder, 'deals.yaml'))).toBe(true)
})

test.each([
  [['--object', 'deals'], 'deals'],
  [['--object', 'opportunities'], 'nearest: opportunity'],
  [['--object', 'member'], 'members cannot be created'],
  [['--object', ''], '--object'],
  [[], '--object'],
])('%j is refused before anything is written: %s', async (args, message) => {
  const { folder, path } = folderWith('deals.csv')
  const sandbox = await sandboxFor()
  const { code, stderr } = await call(['init', path, ...args], { env: towards(sandbox) })
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect(existsSync(join(folder, 'deals.yaml'))).toBe(false)
})

test('the mapping is never written over the CSV', async () => {
  const { path } = folderWith('deals.csv')
  const { code } = await call(['init', path, '--object', 'opportunity', '--offline', '--force', '--out', path])
  expect(code).toBe(2)
  expect(readFileSync(path, 'utf8')).toBe(csv)
})

test('definitions of another object type are refused', async () => {
  const { folder, path } = folderWith('deals.csv')
  const file = join(folder, 'account.json')
  writeFileSync(file, JSON.stringify({ objectType: 'account', fieldDefinitions: {}, relationshipDefinitions: {} }))
  const { code, stderr } = await call(['init', path, '--object', 'opportunity', '--definitions', file])
  expect(code).toBe(2)
  expect(stderr).toContain('definitions of account, not of opportunity')
})
