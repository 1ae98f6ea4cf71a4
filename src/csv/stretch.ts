import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Stretch } from '../model/stretch.ts'
import { countLineBreaks } from './line-breaks.ts'

/** Bytes of rows, and where each row of them ends. */
export interface RowBytes {
  readonly bytes: Buffer
  readonly ends: readonly number[]
}

const lineFeed = 0x0a

/**
 * The first rows of some as a stretch; null where they are none. One must end in a line feed: behind a lone CR there may
 * be the other half of a line break.
 *
 * @param rows how many of them
 */
export function stretchOf({ bytes, ends }: RowBytes, rows: number): Stretch | null {
  const [headBytes] = ends
  const end = ends[rows - 1]
  if (headBytes === undefined || end === undefined || bytes[end - 1] !== lineFeed) return null
  const text = bytes.subarray(0, end)
  return {
    bytes: end,
    rows,
    lines: countLineBreaks(text),
    headBytes,
    headSum: crc32(text.subarray(0, headBytes)),
    digest: hash('sha256', text, 'hex'),
  }
}

/**
 * Stretches that an earlier reading has left, to be met again: each is tried where its first row stands, and only once.
 */
export class KnownStretches {
  readonly #accept: (stretch: Stretch) => boolean
  readonly #byHead = new Map<number, Stretch>()
  readonly #byDigest = new Set<string>()
  readonly #next = new Map<string, Stretch>()

  /**
   * @param stretches in the order of the file that they were met in
   * @param accept has the last word on a stretch whose bytes are there: false, and its rows are read
   */
  constructor(stretches: readonly Stretch[], accept: (stretch: Stretch) => boolean) {
    this.#accept = accept
    for (const [at, stretch] of stretches.entries()) {
      this.#byHead.set(stretch.headSum, stretch)
      this.#byDigest.add(stretch.digest)
      const next = stretches[at + 1]
      if (next !== undefined) this.#next.set(stretch.digest, next)
    }
  }

  /** Whether there are none left to be met. */
  get isEmpty(): boolean {
    return this.#byHead.size === 0
  }

  /** Whether a stretch was known from the beginning. */
  has(stretch: Stretch): boolean {
    return this.#byDigest.has(stretch.digest)
  }

  /** The stretch that may begin with this row; null where none does. */
  startingWith(row: Buffer): Stretch | null {
    const found = this.#byHead.get(crc32(row))
    return found?.headBytes === row.length ? found : null
  }

  /** The stretch that came after this one; null where it was the last, or was met or given up already. */
  after(stretch: Stretch): Stretch | null {
    const next = this.#next.get(stretch.digest)
    return next !== undefined && this.#byHead.get(next.headSum) === next ? next : null
  }

  /** Takes the stretch if these bytes are it, in pieces. One that begins as it does and goes on otherwise is given up. */
  take(stretch: Stretch, pieces: readonly Buffer[]): boolean {
    if (sumOfHead(pieces, stretch.headBytes) !== stretch.headSum) return false
    this.#byHead.delete(stretch.headSum)
    const digest = createHash('sha256')
    for (const piece of pieces) digest.update(piece)
    return digest.digest('hex') === stretch.digest && this.#accept(stretch)
  }
}

function sumOfHead(pieces: readonly Buffer[], headBytes: number): number {
  let sum = 0
  let left = headBytes
  for (const piece of pieces) {
    if (left === 0) break
    const part = piece.subarray(0, left)
    sum = crc32(part, sum)
    left -= part.length
  }
  return sum
}
