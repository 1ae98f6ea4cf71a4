import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appendRows, writeRows } from '../../bench/generate-rows.ts'
import { temporaryFolder } from '../temporary.ts'

async function linesOf(path: string): Promise<readonly string[]> {
  return (await readFile(path, 'utf8')).trimEnd().split('\n')
}

test('a longer file begins with the shorter one', async () => {
  const folder = temporaryFolder()
  const [short, long] = [join(folder, 'short.csv'), join(folder, 'long.csv')]
  await writeRows(short, 20)
  await writeRows(long, 1500)
  expect((await linesOf(long)).slice(0, 21)).toEqual(await linesOf(short))
  expect(await linesOf(long)).toHaveLength(1501)
})

test('rows that are added have numbers of their own', async () => {
  const path = join(temporaryFolder(), 'rows.csv')
  await writeRows(path, 3)
  const before = await linesOf(path)
  await appendRows(path, 4, 2)
  const after = await linesOf(path)
  expect(after.slice(0, 4)).toEqual(before)
  expect(after.slice(1).map(line => line.slice(0, 10))).toEqual([
    '0000000001',
    '0000000002',
    '0000000003',
    '0000000004',
    '0000000005',
  ])
})

test('a file whose lines are all others can be added to', async () => {
  const path = join(temporaryFolder(), 'rows.csv')
  await writeRows(path, 2, 'Another note.')
  await appendRows(path, 3, 1, 'Another note.')
  expect((await linesOf(path)).slice(1).map(line => line.split(',').at(-1))).toEqual(Array(3).fill('Another note.'))
})
