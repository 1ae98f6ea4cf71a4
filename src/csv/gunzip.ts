import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { InputError } from '../errors.ts'

/** How far gzip data may unfold: a small file could otherwise keep the program busy for days. */
export interface GzipLimits {
  /** Bytes that any file may unpack to. */
  readonly freeBytes: number
  /** Beyond that, bytes unpacked for each byte stored. */
  readonly maxRatio: number
}

/** Tables come to about 5 to 50; what consists of one repeated byte to 1,030. */
export const gzipLimits: GzipLimits = { freeBytes: 64 * 1024 * 1024, maxRatio: 200 }

/**
 * Unpacks gzip data of one or several members as it comes.
 *
 * @param name what to call the data in a message
 * @throws InputError `gzip_ratio` as soon as the data unfolds beyond the limits; whatever zlib says of data that is damaged
 *   or cut off
 */
export async function* gunzip(
  packed: AsyncIterable<Buffer>,
  name: string,
  chunkBytes: number,
  limits: GzipLimits = gzipLimits,
): AsyncGenerator<Buffer> {
  const unpacking = createGunzip({ chunkSize: chunkBytes })
  const stored = Readable.from(packed, { objectMode: false, highWaterMark: chunkBytes })
  let unpackedBytes = 0
  // Errors reach the reader through the iteration; the callback is there because pipeline wants one.
  for await (const chunk of pipeline(stored, unpacking, () => {}) as AsyncIterable<Buffer>) {
    unpackedBytes += chunk.length
    if (unpackedBytes > limits.freeBytes && unpackedBytes > unpacking.bytesWritten * limits.maxRatio) {
      throw unfolds(name, unpackedBytes / unpacking.bytesWritten, limits)
    }
    yield chunk
  }
}

/** Whether an error says that gzip data is damaged or cut off. */
export function isGzipError(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException | null)?.code
  return typeof code === 'string' && code.startsWith('Z_')
}

function unfolds(name: string, ratio: number, { maxRatio }: GzipLimits): InputError {
  const message = `${name} unfolds to more than ${Math.floor(ratio)} times its size, where ${maxRatio} is the limit`
  return new InputError('gzip_ratio', `${message}: it is damaged, or made to fill memory or disk.`, {
    hint: 'If its content is what it should be, unpack it (gunzip) and name the unpacked file.',
  })
}
