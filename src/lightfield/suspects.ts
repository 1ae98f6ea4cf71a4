interface Failing {
  failures: number
  readonly firstAt: number
  isSuspect: boolean
}

/** What decides whether a request is given up. */
export interface GivingUp {
  /** Failures of its own after which a request is given up, if nothing speaks for an outage. */
  readonly maxFailures: number
  /** The run would end for want of an answer. */
  readonly isPatienceOver: boolean
}

/**
 * Which requests of one category fail, and which of them are themselves the reason. The rule:
 *
 * - A request is a suspect once another one that was sent after its first failure was answered. One whose row is in doubt
 *   from an earlier run is a suspect from the start: given up, it is no worse off than before.
 * - It is given up after `maxFailures` of its own, where something was answered since its last attempt left. Where nothing
 *   is, every request that fails has to be a suspect or to have failed as often, and the API has to answer the question
 *   about the key: one that is neither means that this may be an outage, which is nobody's fault.
 * - Those that are no suspects are given up like this together and once: until something is answered again, those that come
 *   after them are waited for as in any outage.
 * - Where the patience of the run ends first, it is the suspects that are given up, under the same conditions.
 */
export class Suspects {
  readonly #failing = new Map<object, Failing>()
  #hasGivenUpOthers = false

  /** How many fail that are no suspects. */
  get innocent(): number {
    return [...this.#failing.values()].filter(({ isSuspect }) => !isSuspect).length
  }

  /** Whether none fails. */
  get isEmpty(): boolean {
    return this.#failing.size === 0
  }

  /** An attempt of `who` came to nothing. */
  failed(who: object, now: number, isInDoubt: boolean): void {
    const known = this.#failing.get(who)
    if (known === undefined) this.#failing.set(who, { failures: 1, firstAt: now, isSuspect: isInDoubt })
    else known.failures += 1
  }

  /** A request that was sent then was answered. */
  answered(sentAt: number): void {
    this.#hasGivenUpOthers = false
    for (const failing of this.#failing.values()) failing.isSuspect ||= failing.firstAt <= sentAt
  }

  /** What has failed so far failed with all others, and says nothing against anyone. */
  acquit(): void {
    this.#failing.clear()
  }

  /** `who` will send nothing more. */
  forget(who: object): void {
    this.#failing.delete(who)
  }

  failuresOf(who: object): number {
    return this.#failing.get(who)?.failures ?? 0
  }

  /** Whether `who` may be given up by the rule, if the API answers a question that has nothing to do with it. */
  mayBeGivenUp(who: object, { maxFailures, isPatienceOver }: GivingUp): boolean {
    const one = this.#failing.get(who)
    if (one === undefined) return false
    const isDue = one.failures >= maxFailures || (isPatienceOver && one.isSuspect)
    const isExplained = [...this.#failing.values()].every(
      ({ isSuspect, failures }) => isSuspect || failures >= maxFailures,
    )
    return isDue && isExplained && (one.isSuspect || !this.#hasGivenUpOthers)
  }

  /** `who` is given up by the rule: whoever fails with it is to blame as well. */
  giveUp(who: object): void {
    if (this.#failing.get(who)?.isSuspect === false) this.#hasGivenUpOthers = true
    for (const failing of this.#failing.values()) failing.isSuspect = true
    this.#failing.delete(who)
  }
}
