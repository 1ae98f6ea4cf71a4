import { constants, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { gunzip, gzipLimits, isGzipError } from '../../src/csv/gunzip.ts'
import { InputError } from '../../src/errors.ts'

async function* chunksOf(bytes: Buffer, size = 1_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** How many bytes come out before the end, and how it ends. */
async function unpack(packed: Buffer, limits = gzipLimits) {
  let bytes = 0
  try {
    for await (const chunk of gunzip(chunksOf(packed), 'deals.csv.gz', 64 * 1024, limits)) bytes += chunk.length
    return { bytes, error: null }
  } catch (error) {
    return { bytes, error }
  }
}

const table = Buffer.from(Array.from({ length: 20_000 }, (_, row) => `${row},Deal ${row},${row * 7}\n`).join(''))
const limits = { freeBytes: 100_000, maxRatio: 200 }

test('members one after the other are one text', async () => {
  const packed = Buffer.concat([gzipSync(table), gzipSync(''), gzipSync(table)])
  expect(await unpack(packed, limits)).toEqual({ bytes: 2 * table.length, error: null })
})

describe('data that unfolds without end', () => {
  test('is given up soon after the limit, with what to do', async () => {
    const { bytes, error } = await unpack(gzipSync(Buffer.alloc(50_000_000)), limits)
    expect(bytes).toBeLessThan(1_000_000)
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ code: 'gzip_ratio', hint: expect.stringContaining('gunzip') })
    expect(String(error)).toMatch(/deals\.csv\.gz unfolds to more than \d+ times its size, where 200 is the limit/)
  })

  test('is given up in the second of two members as well', async () => {
    const packed = Buffer.concat([gzipSync('a,b\n'), gzipSync(Buffer.alloc(50_000_000))])
    expect((await unpack(packed, limits)).error).toMatchObject({ code: 'gzip_ratio' })
  })

  test('is read where it comes to little', async () => {
    expect(await unpack(gzipSync(Buffer.alloc(99_000)), limits)).toEqual({ bytes: 99_000, error: null })
  })
})

test('a table is read however large it is', async () => {
  expect((await unpack(gzipSync(table, { level: constants.Z_BEST_COMPRESSION }), limits)).error).toBeNull()
})

test.each([
  ['cut off', gzipSync(table).subarray(0, -20)],
  ['cut off in the header', gzipSync(table).subarray(0, 5)],
  [
    'followed by something else',
    Buffer.concat([gzipSync(table), Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9])]),
  ],
  ['damaged in the middle', Buffer.concat([gzipSync(table).subarray(0, 20_000), Buffer.alloc(20_000, 7)])],
])('data that is %s is an error of zlib', async (_, packed) => {
  const { error } = await unpack(packed)
  expect(isGzipError(error)).toBe(true)
})
