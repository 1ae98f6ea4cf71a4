/** The first bits of a digest say which table has it. */
const tableBits = 6
const firstSlots = 16
const wordsPerSlot = 2
const maxLoad = 0.8
/** So little that there are never more than 12.5 bytes for each identity where none of them occurs twice. */
const growth = 1.25

/**
 * Counts how often each of very many identities occurs, in 8 bytes a slot, 12 where some occur more than once: a million
 * of them take 10 to 13 MB, where a Map of strings takes twenty times as much.
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

  /** Counts an identity by the first 64 bits of its digest, unless it was counted before; whether it was not. */
  countFirst(high: number, low: number): boolean {
    const table = this.#tableOf(high)
    if (table?.has(high, low)) return false
    table?.count(high, low)
    return true
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

/** Counts pairs of words that are as good as random. All upper words begin with the same bits, those of the table. */
class CountTable {
  /** Slot by slot: the tag of the upper word, zero for a free slot, and the lower word. */
  #slots = new Uint32Array(firstSlots * wordsPerSlot)
  /** How often what a slot holds was counted again; null as long as nothing was. */
  #repeats: Uint32Array<ArrayBuffer> | null = null
  #capacity = firstSlots
  #taken = 0

  count(high: number, low: number): number {
    const tag = tagOf(high)
    const index = this.#find(tag, low)
    if (this.#slots[index * wordsPerSlot] === 0) {
      this.#put(index, tag, low)
      if (++this.#taken > this.#capacity * maxLoad) this.#grow()
      return 0
    }
    this.#repeats ??= new Uint32Array(this.#capacity)
    const before = (this.#repeats[index] ?? 0) + 1
    this.#repeats[index] = before
    return before
  }

  has(high: number, low: number): boolean {
    return this.#slots[this.#find(tagOf(high), low) * wordsPerSlot] !== 0
  }

  /** The slot that holds the words, or the free one where they belong. */
  #find(tag: number, low: number): number {
    const slots = this.#slots
    // The lower word as a share of all there are is a place in the table: the upper one has chosen the table already.
    for (let index = Math.floor((low / 2 ** 32) * this.#capacity); ; index++) {
      if (index === this.#capacity) index = 0
      const at = index * wordsPerSlot
      if (slots[at] === 0 || (slots[at] === tag && slots[at + 1] === low)) return index
    }
  }

  #put(index: number, tag: number, low: number): void {
    this.#slots[index * wordsPerSlot] = tag
    this.#slots[index * wordsPerSlot + 1] = low
  }

  #grow(): void {
    const [slots, repeats] = [this.#slots, this.#repeats]
    this.#capacity = Math.ceil(this.#capacity * growth)
    this.#slots = new Uint32Array(this.#capacity * wordsPerSlot)
    this.#repeats = repeats && new Uint32Array(this.#capacity)
    for (let from = 0; from < slots.length; from += wordsPerSlot) {
      const tag = slots[from] ?? 0
      if (tag === 0) continue
      const low = slots[from + 1] ?? 0
      const index = this.#find(tag, low)
      this.#put(index, tag, low)
      if (this.#repeats !== null) this.#repeats[index] = repeats?.[from / wordsPerSlot] ?? 0
    }
    // Gives the memory back now: the collector sees small objects, and would be in no hurry.
    slots.buffer.transfer(0)
    repeats?.buffer.transfer(0)
  }
}

/** The bits that are the table's own give way to one that says that a slot is taken. */
function tagOf(high: number): number {
  return ((high << tableBits) | 1) >>> 0
}
