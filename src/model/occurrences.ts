/** The first bits of a digest say which table has it. */
const tableBits = 6
const firstSlots = 16
const wordsPerSlot = 3
const maxLoad = 0.7
/** So little that there are never more than 24 bytes for each identity. */
const growth = 1.4

/**
 * Counts how often each of very many identities occurs, in 12 bytes a slot: a million of them take some 20 MB, where a
 * Map of strings takes more than ten times as much.
 *
 * An identity is told by the first 64 bits of its SHA-256 digest. That two different ones among n share them has odds
 * of about n² / 2^65: 1 in 37 million for a million rows, 1 in 370,000 for ten million.
 */
export class Occurrences {
  /** Many small tables: what one of them needs while it grows, its old slots beside the new ones, is little then. */
  readonly #tables = Array.from({ length: 2 ** tableBits }, () => new CountTable())

  /** How many times this digest (hexadecimal, at least 16 digits) was counted before; then counts it. */
  count(digestHex: string): number {
    const high = Number.parseInt(digestHex.slice(0, 8), 16)
    const low = Number.parseInt(digestHex.slice(8, 16), 16)
    return this.#tableOf(high)?.count(high, low) ?? 0
  }

  /** Whether any of these was counted before. @param words two for each identity: the first 64 bits of its digest */
  hasAny(words: Uint32Array): boolean {
    for (let at = 0; at < words.length; at += 2) {
      const high = words[at] ?? 0
      if (this.#tableOf(high)?.has(high, words[at + 1] ?? 0)) return true
    }
    return false
  }

  /** Counts identities by the first 64 bits of their digests, two words each. */
  countAll(words: Uint32Array): void {
    for (let at = 0; at < words.length; at += 2) {
      const high = words[at] ?? 0
      this.#tableOf(high)?.count(high, words[at + 1] ?? 0)
    }
  }

  #tableOf(high: number): CountTable | undefined {
    return this.#tables[high >>> (32 - tableBits)]
  }
}

/** Counts pairs of words that are as good as random. */
class CountTable {
  /** Slot by slot: the two words, and the count; a count of zero marks a free slot. */
  #slots = new Uint32Array(firstSlots * wordsPerSlot)
  #capacity = firstSlots
  #taken = 0

  count(high: number, low: number): number {
    const slot = this.#find(high, low)
    const before = this.#slots[slot + 2] ?? 0
    this.#put(slot, high, low, before + 1)
    if (before === 0 && ++this.#taken > this.#capacity * maxLoad) this.#grow()
    return before
  }

  has(high: number, low: number): boolean {
    return this.#slots[this.#find(high, low) + 2] !== 0
  }

  /** The slot that holds the words, or the free one where they belong. */
  #find(high: number, low: number): number {
    const slots = this.#slots
    // The lower word as a share of all there are is a place in the table: the upper one has chosen the table already.
    for (let index = Math.floor((low / 2 ** 32) * this.#capacity); ; index++) {
      if (index === this.#capacity) index = 0
      const slot = index * wordsPerSlot
      if (slots[slot + 2] === 0 || (slots[slot] === high && slots[slot + 1] === low)) return slot
    }
  }

  #put(slot: number, high: number, low: number, count: number): void {
    this.#slots[slot] = high
    this.#slots[slot + 1] = low
    this.#slots[slot + 2] = count
  }

  #grow(): void {
    const old = this.#slots
    this.#capacity = Math.ceil(this.#capacity * growth)
    this.#slots = new Uint32Array(this.#capacity * wordsPerSlot)
    for (let from = 0; from < old.length; from += wordsPerSlot) {
      const count = old[from + 2] ?? 0
      if (count === 0) continue
      const high = old[from] ?? 0
      const low = old[from + 1] ?? 0
      this.#put(this.#find(high, low), high, low, count)
    }
    // Gives the memory back now: the collector sees a small object, and would be in no hurry.
    old.buffer.transfer(0)
  }
}
