interface Write {
  apply(): void
  resolve(): void
  reject(error: unknown): void
}

/** How a group is put on disk: all of it or, with an error, nothing. */
export type Transaction = (work: () => void) => void

/**
 * Gathers the writes of one turn of the event loop into one transaction: a durable commit costs a disk's flush, and
 * a hundred rows can share it. Each promise resolves once its write is on disk.
 */
export class GroupCommit {
  readonly #transaction: Transaction
  #pending: Write[] = []

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  write(apply: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ apply, resolve, reject })
      if (this.#pending.length === 1) setImmediate(() => this.flush())
    })
  }

  /** Commits what is waiting. A failure rejects every write of the group: none of them is on disk. */
  flush(): void {
    const group = this.#pending
    this.#pending = []
    if (group.length === 0) return
    try {
      this.#transaction(() => {
        for (const write of group) write.apply()
      })
    } catch (error) {
      for (const write of group) write.reject(error)
      return
    }
    for (const write of group) write.resolve()
  }
}
