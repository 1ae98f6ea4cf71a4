/** Row numbers in a bit each: those of a million rows take 125 KB. */
export class RowSet {
  #bits = new Uint8Array(1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  add(row: number): void {
    if (this.has(row)) return
    const at = row >>> 3
    if (at >= this.#bits.length) this.#growTo(at + 1)
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (row & 7))
    this.#size += 1
  }

  has(row: number): boolean {
    return ((this.#bits[row >>> 3] ?? 0) & (1 << (row & 7))) !== 0
  }

  #growTo(bytes: number): void {
    const grown = new Uint8Array(Math.max(bytes, this.#bits.length * 2))
    grown.set(this.#bits)
    this.#bits = grown
  }
}
