import type { Category } from './rate-limit.ts'

/** Which requests a fault hits: those that fit every condition given. */
export interface FaultMatch {
  readonly method?: string
  /** Start of the path, such as `/v1/opportunities`. */
  readonly path?: string
  readonly category?: Category
  /** Text that the request's body holds, to the letter: the way to hit the request of one row. */
  readonly body?: string
  /** Of the requests that fit so far, counted from 1: the first n, those from the nth on, every nth, or only the nth. */
  readonly nth?:
    | { readonly first: number }
    | { readonly from: number }
    | { readonly every: number }
    | { readonly at: number }
  /** From 0 to 1: the share of the requests that fit which are hit. */
  readonly probability?: number
}

/** An answer that somebody between the API and the client might give as well as the API. */
export interface MadeUpAnswer {
  /** Sent as JSON in place of the API's error body; a string as it stands. */
  readonly body?: unknown
  /** Seconds, or any other text for the `Retry-After` header. */
  readonly retryAfter?: number | string
  /** Headers of one's own, their names in small letters. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What goes wrong in place of what the request asks for: nothing is written, or only afterwards. */
export type FaultBefore =
  | ({ readonly kind: 'status'; readonly status: number } & MadeUpAnswer)
  | { readonly kind: 'delay' | 'commit-late' | 'refuse'; readonly ms: number }
  | { readonly kind: 'redirect'; readonly location?: string; readonly status?: number }
  | { readonly kind: 'echo-key'; readonly status?: number }
  | { readonly kind: 'reset-before' | 'hang' | 'html' | 'conflict' }

/** What goes wrong once the request has been carried out: the client cannot tell whether it was. */
export type FaultAfter =
  | ({ readonly kind: 'error-after'; readonly status?: number } & MadeUpAnswer)
  | { readonly kind: 'huge-body'; readonly bytes?: number }
  /** `id`: any JSON; left out, the id of another record. */
  | { readonly kind: 'wrong-id'; readonly id?: unknown }
  /** Headers that the answer has in place of its own; null takes one away. */
  | { readonly kind: 'headers'; readonly set: Readonly<Record<string, string | null>> }
  | {
      readonly kind: 'reset-after' | 'hang-after' | 'drip' | 'drip-headers' | 'cut-json' | 'no-id' | 'gzip' | 'bad-utf8'
    }

interface FaultConditions {
  readonly match?: FaultMatch
  /** The rule is spent after it has hit that many requests; without it, it goes on. */
  readonly times?: number
  /**
   * An outage: from its first hit on the rule hits every request that its match names, whichever it is, for so long by
   * the sandbox's clock, and is spent then.
   */
  readonly lastsMs?: number
}

/** A rule for what goes wrong when. */
export type Fault = (FaultBefore | FaultAfter) & FaultConditions

/** The part of a request that faults look at. */
export interface FaultTarget {
  readonly method: string
  readonly path: string
  readonly category: Category
  readonly body: string
}

interface FaultRule {
  readonly fault: Fault
  fitting: number
  hits: number
  /** When it first hit; null where it has not yet. */
  hitSinceMs: number | null
}

/** The faults in force, with how often each was met. */
export class FaultPlan {
  readonly #random: () => number
  readonly #now: () => number
  #rules: FaultRule[] = []

  /** `now` is the sandbox's clock, in milliseconds. */
  constructor(faults: readonly Fault[], random: () => number, now: () => number) {
    this.#random = random
    this.#now = now
    this.replace(faults)
  }

  /** Whether a rule looks at bodies, so that they have to be there. */
  get looksAtBodies(): boolean {
    return this.#rules.some(({ fault }) => fault.match?.body !== undefined)
  }

  get faults(): readonly Fault[] {
    return this.#rules.map(rule => rule.fault)
  }

  /** Puts other faults in force; all counting starts anew. */
  replace(faults: readonly Fault[]): void {
    this.#rules = faults.map(fault => ({ fault, fitting: 0, hits: 0, hitSinceMs: null }))
  }

  /** The first rule that hits this request, or null. Every rule counts the requests that fit it, hit or not. */
  pick(target: FaultTarget): Fault | null {
    let picked: FaultRule | null = null
    for (const rule of this.#rules) {
      if (!fits(rule.fault.match, target)) continue
      rule.fitting += 1
      if (picked === null && this.#hits(rule)) picked = rule
    }
    if (picked === null) return null
    picked.hits += 1
    picked.hitSinceMs ??= this.#now()
    return picked.fault
  }

  #hits(rule: FaultRule): boolean {
    const { match, times, lastsMs } = rule.fault
    if (times !== undefined && rule.hits >= times) return false
    if (lastsMs !== undefined && rule.hitSinceMs !== null) return this.#now() - rule.hitSinceMs < lastsMs
    if (!isDue(match?.nth, rule.fitting)) return false
    return match?.probability === undefined || this.#random() < match.probability
  }
}

function fits(match: FaultMatch | undefined, target: FaultTarget): boolean {
  if (match === undefined) return true
  if (match.method !== undefined && match.method.toUpperCase() !== target.method) return false
  if (match.path !== undefined && !target.path.startsWith(match.path)) return false
  if (match.body !== undefined && !target.body.includes(match.body)) return false
  return match.category === undefined || match.category === target.category
}

function isDue(nth: FaultMatch['nth'], count: number): boolean {
  if (nth === undefined) return true
  if ('first' in nth) return count <= nth.first
  if ('from' in nth) return count >= nth.from
  if ('every' in nth) return count % nth.every === 0
  return count === nth.at
}
