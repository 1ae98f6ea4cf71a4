/**
 * The part of a byte stream that is still needed, by offsets in the stream. Chunks are kept as they came; they are
 * joined only when a slice across their borders is asked for.
 */
export class ByteWindow {
  #chunks: Buffer[] = []
  #start = 0
  #end = 0

  /** Number of bytes kept. */
  get length(): number {
    return this.#end - this.#start
  }

  /** Offset behind the last byte. */
  get end(): number {
    return this.#end
  }

  append(chunk: Buffer): void {
    const last = this.#chunks.at(-1)
    if (last !== undefined && isContinuedBy(last, chunk)) {
      this.#chunks[this.#chunks.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + chunk.length)
    } else {
      this.#chunks.push(chunk)
    }
    this.#end += chunk.length
  }

  /** Forgets the bytes before the offset. */
  dropBefore(offset: number): void {
    while (this.#start < offset) {
      const first = this.#chunks[0]
      if (first === undefined) return
      const surplus = Math.min(first.length, offset - this.#start)
      if (surplus === first.length) this.#chunks.shift()
      else this.#chunks[0] = first.subarray(surplus)
      this.#start += surplus
    }
  }

  /** The bytes from one offset to the next; both must lie in the window. */
  slice(from: number, to: number): Buffer {
    const last = this.#chunks.at(-1)
    const lastStart = this.#end - (last?.length ?? 0)
    if (last !== undefined && from >= lastStart) return last.subarray(from - lastStart, to - lastStart)
    return Buffer.concat(this.#chunks).subarray(from - this.#start, to - this.#start)
  }

  /** The same as `slice`, in pieces: nothing is copied. */
  pieces(from: number, to: number): readonly Buffer[] {
    const pieces: Buffer[] = []
    let start = this.#start
    for (const chunk of this.#chunks) {
      const piece = chunk.subarray(Math.max(from - start, 0), Math.max(to - start, 0))
      if (piece.length > 0) pieces.push(piece)
      start += chunk.length
    }
    return pieces
  }

  /** Everything kept. */
  all(): Buffer {
    return this.slice(this.#start, this.#end)
  }
}

/** Bytes that are read again arrive as neighbouring pieces of one buffer: no need to copy them together. */
function isContinuedBy(first: Buffer, second: Buffer): boolean {
  return first.buffer === second.buffer && first.byteOffset + first.length === second.byteOffset
}
