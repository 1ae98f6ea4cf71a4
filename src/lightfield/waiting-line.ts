interface Waiter {
  readonly who: object
  go(): void
  refuse(reason: unknown): void
}

/** Those who wait for their turn, in the order in which they came. Whoever's signal is aborted leaves it. */
export class WaitingLine {
  readonly #waiters: Waiter[] = []

  get isEmpty(): boolean {
    return this.#waiters.length === 0
  }

  /** Resolves when `who` may go; rejects with the signal's reason when it is aborted first. */
  join(who: object, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason)
        return
      }
      const leave = (): void => signal.removeEventListener('abort', onAbort)
      const waiter: Waiter = {
        who,
        go() {
          leave()
          resolve()
        },
        refuse(reason) {
          leave()
          reject(reason)
        },
      }
      const onAbort = (): void => {
        const position = this.#waiters.indexOf(waiter)
        if (position >= 0) this.#waiters.splice(position, 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiters.push(waiter)
    })
  }

  /** Lets the first one go, and tells who it is; null where nobody waits. */
  letGo(): object | null {
    const first = this.#waiters.shift()
    first?.go()
    return first?.who ?? null
  }

  letAllGo(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.go()
  }

  refuseAll(reason: unknown): void {
    for (const waiter of this.#waiters.splice(0)) waiter.refuse(reason)
  }
}
