import type { KnownRow, RowMarks } from '../ledger/stretch-ledger.ts'
import type { Occurrences } from '../model/occurrences.ts'

const wordsPerSlot = 5
const maxLoad = 0.8

/**
 * Rows that are done, by the digests of the cells that they were made of: some 25 bytes a row. A row's number in the ledger
 * is never 0.
 */
export class KnownSources {
  /** Slot by slot: the row's number, or 0 where the slot is free; its identity; its source. */
  readonly #slots: Uint32Array
  readonly #capacity: number
  #room: number

  /** @param rows how many it has room for: what comes beyond them is not known */
  constructor(rows: number) {
    this.#room = rows
    this.#capacity = Math.ceil(rows / maxLoad) + 1
    this.#slots = new Uint32Array(this.#capacity * wordsPerSlot)
  }

  addAll({ identities, sources }: RowMarks): void {
    for (let row = 0; row * 3 < sources.length && this.#room > 0; row++) {
      const high = sources[row * 3 + 1] ?? 0
      const low = sources[row * 3 + 2] ?? 0
      const at = this.#find(high, low)
      this.#slots[at] = sources[row * 3] ?? 0
      this.#slots[at + 1] = identities[row * 2] ?? 0
      this.#slots[at + 2] = identities[row * 2 + 1] ?? 0
      this.#slots[at + 3] = high
      this.#slots[at + 4] = low
      this.#room -= 1
    }
  }

  /**
   * The place of the row that was made of the same cells; null where none is known.
   *
   * @param source digest of the cells, in hexadecimal
   */
  find(source: string): number | null {
    const high = Number.parseInt(source.slice(0, 8), 16)
    const low = Number.parseInt(source.slice(8, 16), 16)
    const at = this.#find(high, low)
    return this.#slots[at] === 0 ? null : at
  }

  /** The row at a place that was found. */
  rowAt(place: number): KnownRow {
    const word = (offset: number): number => this.#slots[place + offset] ?? 0
    return { id: word(0), identityHigh: word(1), identityLow: word(2), sourceHigh: word(3), sourceLow: word(4) }
  }

  /** Counts the identity of the row at a place, unless it was counted before; whether it was not. */
  countFirst(place: number, occurrences: Occurrences): boolean {
    return occurrences.countFirst(this.#slots[place + 1] ?? 0, this.#slots[place + 2] ?? 0)
  }

  /** Where the slot begins that holds a source, or the free one where it belongs. */
  #find(high: number, low: number): number {
    const slots = this.#slots
    for (let index = Math.floor((high / 2 ** 32) * this.#capacity); ; index++) {
      if (index === this.#capacity) index = 0
      const at = index * wordsPerSlot
      if (slots[at] === 0 || (slots[at + 3] === high && slots[at + 4] === low)) return at
    }
  }
}
