import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { chunkBytes, openSource } from '../../src/csv/source.ts'
import { temporaryFolder } from '../temporary.ts'

/** More than one chunk of it, and something behind the last whole one. */
const bytes = Buffer.alloc(2.5 * chunkBytes, 'id,text\n')

/** Reads to the end, and gives each chunk back once it was looked at. */
async function readAndGiveBack(source: Parameters<typeof openSource>[0]) {
  await using opened = await openSource(source)
  const seen: Buffer[] = []
  const left: number[] = []
  for await (const chunk of opened.chunks()) {
    seen.push(Buffer.from(chunk))
    opened.takeBack(chunk)
    left.push(chunk.length)
  }
  return { text: Buffer.concat(seen), left }
}

test('a file takes the memory of its chunks back', async () => {
  const path = join(temporaryFolder(), 'rows.csv')
  await writeFile(path, bytes)
  const { text, left } = await readAndGiveBack(path)
  expect(text.equals(bytes)).toBe(true)
  // The first may be put together of what came in pieces.
  expect(left.slice(1)).toEqual([0, 0])
})

test('a file that is gzipped leaves alone what it was unpacked to, which shares its memory', async () => {
  const path = join(temporaryFolder(), 'rows.csv.gz')
  await writeFile(path, gzipSync(bytes))
  const { text, left } = await readAndGiveBack(path)
  expect(text.equals(bytes)).toBe(true)
  expect(left.every(length => length > 0)).toBe(true)
})

test.each([
  ['bytes', (given: Buffer) => given],
  ['a stream', (given: Buffer) => Readable.from([given])],
])('%s that somebody gave are left alone', async (_, sourceOf) => {
  // With its memory for itself, as a file's chunks have it.
  const given = Buffer.from(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  const { text } = await readAndGiveBack({ name: 'given bytes', bytes: sourceOf(given) })
  expect(text.equals(bytes)).toBe(true)
  expect(given.equals(bytes)).toBe(true)
})
