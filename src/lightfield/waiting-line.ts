interface Waiter {
  readonly who: object
  readonly signal: AbortSignal
  resolve(): void
  reject(reason: unknown): void
}

/** How many wait with one signal. */
interface Watch {
  waiting: number
  readonly onAbort: () => void
}

/** Those who wait for their turn, in the order in which they came. Whoever's signal is aborted leaves it. */
export class WaitingLine {
  #waiters: Waiter[] = []
  /** One listener a signal, which most of them share: one for each who waits is more work than the rest of the waiting. */
  readonly #watched = new Map<AbortSignal, Watch>()

  get isEmpty(): boolean {
    return this.#waiters.length === 0
  }

  /** Resolves when `who` may go; rejects with the signal's reason when it is aborted first. */
  join(who: object, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    this.#watch(signal)
    return new Promise((resolve, reject) => {
      this.#waiters.push({ who, signal, resolve, reject })
    })
  }

  /** Lets the first one go, and tells who it is; null where nobody waits. */
  letGo(): object | null {
    const first = this.#waiters.shift()
    if (first === undefined) return null
    this.#unwatch(first.signal)
    first.resolve()
    return first.who
  }

  letAllGo(): void {
    while (this.letGo() !== null);
  }

  refuseAll(reason: unknown): void {
    for (const { signal, reject } of this.#waiters.splice(0)) {
      this.#unwatch(signal)
      reject(reason)
    }
  }

  #watch(signal: AbortSignal): void {
    const watch = this.#watched.get(signal)
    if (watch !== undefined) {
      watch.waiting += 1
      return
    }
    const onAbort = (): void => this.#leave(signal)
    this.#watched.set(signal, { waiting: 1, onAbort })
    signal.addEventListener('abort', onAbort, { once: true })
  }

  #unwatch(signal: AbortSignal): void {
    const watch = this.#watched.get(signal)
    if (watch === undefined || --watch.waiting > 0) return
    this.#watched.delete(signal)
    signal.removeEventListener('abort', watch.onAbort)
  }

  #leave(signal: AbortSignal): void {
    const leaving = this.#waiters.filter(waiter => waiter.signal === signal)
    this.#waiters = this.#waiters.filter(waiter => waiter.signal !== signal)
    this.#watched.delete(signal)
    for (const { reject } of leaving) reject(signal.reason)
  }
}
