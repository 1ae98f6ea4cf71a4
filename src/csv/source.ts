import { addAbortListener } from 'node:events'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { InputError } from '../errors.ts'
import { nearestFile } from '../model/nearest-file.ts'
import { gunzip, isGzipError } from './gunzip.ts'
import { withFullHead } from './head.ts'

/** Size of one read. Measured: larger chunks make the parser slower, smaller ones the reading. */
export const chunkBytes = 64 * 1024

const gzipMagic = Buffer.from([0x1f, 0x8b])

/** The stored bytes of a CSV, wherever they come from. */
export interface ByteSource extends AsyncDisposable {
  /** What to call it in a message. */
  readonly name: string
  /** Size as stored, null where it is not known before the end. */
  readonly totalBytes: number | null
  /** Bytes as stored that have been consumed so far. */
  bytesRead(): number
  /**
   * The bytes, decompressed where they are gzipped. Meant to be iterated once. Throws InputError `gzip_ratio`, and
   * whatever the system says where the reading fails.
   */
  chunks(): AsyncIterable<Buffer>
  /**
   * Takes the memory of a chunk back where it is this source's own; any other is left alone. Nothing may look at the chunk
   * any more, nor at what was cut from it.
   */
  takeBack(chunk: Buffer): void
  /** Ends the reading when the signal does; whoever waits for a chunk is woken with the signal's reason. */
  abortWith(signal: AbortSignal): Disposable
}

/** The stored bytes of a CSV that somebody else brings; they are read once. */
export interface CsvBytes {
  /** What to call it in a message. */
  readonly name: string
  readonly bytes: Readable | AsyncIterable<Uint8Array | string> | Uint8Array
}

/**
 * Opens a file, or standard input for `-`, or takes what it is given.
 * Throws InputError `file_not_found`, `file_is_directory` or `file_unreadable`.
 */
export async function openSource(source: string | CsvBytes): Promise<ByteSource> {
  if (source === '-') return byteSource('standard input', process.stdin, null)
  if (typeof source !== 'string') return givenSource(source)
  const handle = await openFile(source)
  const stat = await handle.stat()
  if (stat.isDirectory()) {
    await handle.close()
    throw isDirectory(source)
  }
  const stream = handle.createReadStream({ highWaterMark: chunkBytes })
  return byteSource(source, stream, stat.isFile() ? stat.size : null, true)
}

function givenSource({ name, bytes }: CsvBytes): ByteSource {
  if (bytes instanceof Uint8Array) return byteSource(name, Readable.from(chunksOf(bytes)), bytes.length)
  return byteSource(name, bytes instanceof Readable ? bytes : Readable.from(bytes), null)
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}

/** Says that a source cannot be read on, with what to do where the reason is a known one. */
export function unreadable(name: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause
  const reason = systemReason(cause)
  const hint = isGzipError(cause) ? 'The gzip data is damaged or cut off: fetch the file again.' : null
  return new InputError('file_unreadable', `${name} cannot be read: ${reason}.`, { cause, hint })
}

function systemReason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  return cause instanceof Error ? cause.message : String(cause)
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') {
      const near = await nearestFile(path)
      throw new InputError('file_not_found', `There is no file ${path}.`, {
        cause: error,
        hint:
          near === null ? 'Check the path; a relative one starts at the current directory.' : `Did you mean ${near}?`,
      })
    }
    if (code === 'EISDIR') throw isDirectory(path)
    throw unreadable(path, error)
  }
}

function isDirectory(path: string): InputError {
  return new InputError('file_is_directory', `${path} is a directory.`, { hint: 'Name one CSV file in it.' })
}

/** @param isOwn whether nobody else knows of the chunks of the stream */
function byteSource(name: string, stream: Readable, totalBytes: number | null, isOwn = false): ByteSource {
  let consumed = 0
  const own = new WeakSet<Buffer>()
  const stored = async function* (): AsyncGenerator<Buffer> {
    for await (const given of stream as AsyncIterable<unknown>) {
      const chunk = bufferOf(given, name)
      consumed += chunk.length
      if (isOwn) own.add(chunk)
      yield chunk
    }
  }
  return {
    name,
    totalBytes,
    bytesRead: () => consumed,
    chunks: () => decompressed(withFullHead(stored(), gzipMagic.length), name),
    takeBack(chunk) {
      // The collector sees a small object, and would be in no hurry.
      if (own.delete(chunk)) freeMemoryOf(chunk)
    },
    abortWith: signal => addAbortListener(signal, () => stream.destroy(signal.reason)),
    [Symbol.asyncDispose]: () => closed(stream),
  }
}

function freeMemoryOf({ buffer, length }: Buffer): void {
  // One that is cut from a larger piece of memory shares it with others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0)
}

/** A stream that was told an encoding hands out text; one of somebody's own may hand out anything. */
function bufferOf(chunk: unknown, name: string): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (typeof chunk === 'string') return Buffer.from(chunk)
  throw new InputError('not_bytes', `${name} hands out something else than bytes or text.`, {
    hint: 'Give a stream of bytes. Rows that are objects already are for importRows.',
  })
}

async function* decompressed(stored: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const iterator = stored[Symbol.asyncIterator]()
  const head = await iterator.next()
  if (head.done) return
  const all = startingWith(head.value, iterator)
  yield* isGzip(head.value) ? gunzip(all, name, chunkBytes) : all
}

async function* startingWith(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

function isGzip(head: Buffer): boolean {
  return head.subarray(0, gzipMagic.length).equals(gzipMagic)
}

function closed(stream: Readable): Promise<void> {
  return new Promise(resolve => {
    if (stream.closed) return resolve()
    stream.once('close', resolve)
    // A read that fails while it is being given up is of no interest any more.
    stream.on('error', () => {})
    stream.destroy()
  })
}
