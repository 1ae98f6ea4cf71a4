/**
 * Ids of linked records, in the order in which they were linked. A list never changes, so that answers may be kept; a
 * longer one shares its memory with the list it was made from, since one account may have very many deals.
 */
export class LinkList implements Iterable<string> {
  /** No links. */
  static readonly none = new LinkList([], 0)

  readonly length: number
  readonly #ids: string[]

  private constructor(ids: string[], length: number) {
    this.#ids = ids
    this.length = length
  }

  static of(ids: readonly string[]): LinkList {
    return ids.length === 0 ? LinkList.none : new LinkList([...ids], ids.length)
  }

  /** This list and one id more, which must not be in it. */
  plus(id: string): LinkList {
    // What stands behind the end of this list belongs to the first list that was made from it.
    const ids = this.#ids.length === this.length ? this.#ids : this.toArray()
    ids.push(id)
    return new LinkList(ids, this.length + 1)
  }

  without(id: string): LinkList {
    return LinkList.of(this.toArray().filter(held => held !== id))
  }

  includes(id: string): boolean {
    const position = this.#ids.indexOf(id)
    return position !== -1 && position < this.length
  }

  toArray(): string[] {
    return this.#ids.slice(0, this.length)
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#ids.values().take(this.length)
  }
}
