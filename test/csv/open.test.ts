import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CsvReader, openCsv } from '../../src/csv/open.ts'
import { InputError } from '../../src/errors.ts'
import { quirk, readCsv } from './read-csv.ts'

const never = new AbortController().signal
const rowCount = 20_000
const large = `Deal ID,Deal Name\n${Array.from({ length: rowCount }, (_, index) => `${index},"a, b"\n`).join('')}`

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function written(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function countRows(reader: CsvReader): Promise<number> {
  let count = 0
  for await (const batch of reader.batches(never)) count += batch.length
  return count
}

describe('reading', () => {
  test('goes on only when the next batch is asked for', async () => {
    await using reader = await openCsv(await written('large.csv', large), {}, never)
    const batches = reader.batches(never)[Symbol.asyncIterator]()
    await batches.next()
    const consumed = reader.bytesRead()
    await new Promise(resolve => setImmediate(resolve))
    expect(reader.bytesRead()).toBe(consumed)
    expect(consumed).toBeLessThan(large.length / 2)
    await batches.next()
    expect(reader.bytesRead()).toBeGreaterThan(consumed)
  })

  test('tells the size of the file and how much of it is consumed', async () => {
    await using reader = await openCsv(await written('size.csv', large), {}, never)
    expect(reader.totalBytes).toBe(large.length)
    expect(await countRows(reader)).toBe(rowCount)
    expect(reader.bytesRead()).toBe(large.length)
  })

  test('closes the file when the consumer stops early', async () => {
    const reader = await openCsv(await written('early.csv', large), {}, never)
    for await (const batch of reader.batches(never)) if (batch.length > 0) break
    await expect(reader[Symbol.asyncDispose]()).resolves.toBeUndefined()
    await expect(reader[Symbol.asyncDispose]()).resolves.toBeUndefined()
  })
})

describe('gzip', () => {
  test('is recognised by its content, whatever the name', async () => {
    const plain = await readCsv(quirk('mixed-line-ends.csv'))
    const packed = gzipSync(await readFile(quirk('mixed-line-ends.csv')))
    expect(await readCsv(await written('packed.csv', packed))).toEqual(plain)
  })

  test('counts bytes as stored', async () => {
    const packed = gzipSync(large)
    await using reader = await openCsv(await written('large.csv.gz', packed), {}, never)
    expect(await countRows(reader)).toBe(rowCount)
    expect([reader.bytesRead(), reader.totalBytes]).toEqual([packed.length, packed.length])
  })

  test('that is damaged at the beginning is refused', async () => {
    const damaged = gzipSync('a,b\n1,2\n').subarray(0, 14)
    const error = await readCsv(await written('short.gz', damaged)).catch(error => error)
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ code: 'file_unreadable', hint: expect.stringContaining('damaged') })
  })

  test('that is cut off later gives the rows before', async () => {
    const packed = gzipSync(large)
    await using reader = await openCsv(await written('cut.gz', packed.subarray(0, packed.length / 2)), {}, never)
    let count = 0
    const reading = (async () => {
      for await (const batch of reader.batches(never)) count += batch.length
    })()
    await expect(reading).rejects.toThrow(InputError)
    await expect(reading).rejects.toMatchObject({ code: 'file_unreadable' })
    expect(count).toBeGreaterThan(1000)
  })
})

describe('standard input', () => {
  const program = `
    import { openCsv } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../src/csv/open.ts')).href)}
    const never = new AbortController().signal
    try {
      await using reader = await openCsv('-', {}, never)
      let rows = 0
      for await (const batch of reader.batches(never)) rows += batch.length
      console.log(JSON.stringify({ columns: reader.columns, rows, total: reader.totalBytes, read: reader.bytesRead() }))
    } catch (error) {
      console.log(JSON.stringify({ code: error.code, message: error.message }))
    }`

  function pipe(path: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const args = ['--input-type=module', '--eval', program]
      const child = execFile(process.execPath, args, (error, stdout) => {
        if (error) reject(error)
        else resolve(JSON.parse(stdout))
      })
      if (child.stdin) createReadStream(path).pipe(child.stdin)
    })
  }

  test.each([
    ['as text', 'stdin.csv', Buffer.from(large)],
    ['gzipped', 'stdin.gz', gzipSync(large)],
  ])('is read %s', async (_, name, content) => {
    expect(await pipe(await written(name, content))).toEqual({
      columns: ['Deal ID', 'Deal Name'],
      rows: rowCount,
      total: null,
      read: content.length,
    })
  })

  test('that is empty is refused by its name', async () => {
    expect(await pipe(quirk('empty.csv'))).toEqual({ code: 'file_empty', message: 'standard input is empty.' })
  })
})

describe('aborting', () => {
  test('before opening throws the reason', async () => {
    const reason = new Error('stopped by a test')
    await expect(openCsv(quirk('bom.csv'), {}, AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  test('between two batches throws the reason and delivers no more rows', async () => {
    const controller = new AbortController()
    const reason = new Error('stopped by a test')
    await using reader = await openCsv(await written('abort.csv', large), {}, never)
    let batches = 0
    const reading = (async () => {
      for await (const _ of reader.batches(controller.signal)) {
        batches++
        controller.abort(reason)
      }
    })()
    await expect(reading).rejects.toBe(reason)
    expect(batches).toBe(1)
  })
})
