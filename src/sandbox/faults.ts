import type { Category } from './rate-limit.ts'

/** Which requests a fault hits: those that fit every condition given. */
export interface FaultMatch {
  readonly method?: string
  /** Start of the path, such as `/v1/opportunities`. */
  readonly path?: string
  readonly category?: Category
  /** Of the requests that fit so far, counted from 1: the first n, every nth, or only the kth. */
  readonly nth?: { readonly first: number } | { readonly every: number } | { readonly at: number }
  /** From 0 to 1: the share of the requests that fit which are hit. */
  readonly probability?: number
}

/** What goes wrong in place of what the request asks for: nothing is written, or, for `delay`, only afterwards. */
export type FaultBefore =
  | {
      readonly kind: 'status'
      readonly status: number
      /** Sent as JSON in place of the API's error body; a string as it stands. */
      readonly body?: unknown
      /** Seconds, or any other text for the `Retry-After` header. */
      readonly retryAfter?: number | string
    }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'redirect'; readonly location?: string }
  | { readonly kind: 'reset-before' | 'hang' | 'html' | 'conflict' }

/** What goes wrong once the request has been carried out: the client cannot tell whether it was. */
export type FaultAfter =
  | { readonly kind: 'error-after'; readonly status?: 500 | 502 | 503 | 504 }
  | { readonly kind: 'huge-body'; readonly bytes?: number }
  | { readonly kind: 'reset-after' | 'hang-after' | 'drip' | 'cut-json' | 'no-id' }

interface FaultConditions {
  readonly match?: FaultMatch
  /** The rule is spent after it has hit that many requests; without it, it goes on. */
  readonly times?: number
}

/** A rule for what goes wrong when. */
export type Fault = (FaultBefore | FaultAfter) & FaultConditions

/** The part of a request that faults look at. */
export interface FaultTarget {
  readonly method: string
  readonly path: string
  readonly category: Category
}

interface FaultRule {
  readonly fault: Fault
  fitting: number
  hits: number
}

/** The faults in force, with how often each was met. */
export class FaultPlan {
  readonly #random: () => number
  #rules: FaultRule[] = []

  constructor(faults: readonly Fault[], random: () => number) {
    this.#random = random
    this.replace(faults)
  }

  get faults(): readonly Fault[] {
    return this.#rules.map(rule => rule.fault)
  }

  /** Puts other faults in force; all counting starts anew. */
  replace(faults: readonly Fault[]): void {
    this.#rules = faults.map(fault => ({ fault, fitting: 0, hits: 0 }))
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
    return picked.fault
  }

  #hits(rule: FaultRule): boolean {
    const { match, times } = rule.fault
    if (times !== undefined && rule.hits >= times) return false
    if (!isDue(match?.nth, rule.fitting)) return false
    return match?.probability === undefined || this.#random() < match.probability
  }
}

function fits(match: FaultMatch | undefined, target: FaultTarget): boolean {
  if (match === undefined) return true
  if (match.method !== undefined && match.method.toUpperCase() !== target.method) return false
  if (match.path !== undefined && !target.path.startsWith(match.path)) return false
  return match.category === undefined || match.category === target.category
}

function isDue(nth: FaultMatch['nth'], count: number): boolean {
  if (nth === undefined) return true
  if ('first' in nth) return count <= nth.first
  if ('every' in nth) return count % nth.every === 0
  return count === nth.at
}
