import type { Category } from './rate-limit.ts'

/** One request to the API side of the sandbox, as it was met and answered. */
export interface RequestLogEntry {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly category: Category
  /** Null where no answer was sent, or none yet. */
  readonly status: number | null
  readonly idempotencyKey: string | null
  /** ISO 8601: when it arrived. */
  readonly at: string
}

/** Requests of a category: how many, and how many per status; `none` counts those that got no answer. */
export interface RequestCounts {
  readonly total: number
  readonly byStatus: Readonly<Record<string, number>>
}

/** A request under way; `finish` takes the status that was sent, or null for none. */
export interface OpenRequest {
  finish(status: number | null): void
}

interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly category: Category
  readonly idempotencyKey: string | null
  readonly atMs: number
  status: number | null
}

/** Counts and remembers requests, for tests and benchmarks to read. */
export class Traffic {
  readonly #logSize: number
  #log: LoggedRequest[] = []
  #counts = new Map<Category, Map<string, number>>()
  #writesPerSecond = new Map<number, number>()
  #inFlight = 0
  #peakInFlight = 0

  constructor(logSize: number) {
    this.#logSize = logSize
  }

  /** Requests that are being worked on. */
  get inFlight(): number {
    return this.#inFlight
  }

  get peakInFlight(): number {
    return this.#peakInFlight
  }

  begin(request: Omit<LoggedRequest, 'status'>): OpenRequest {
    const logged: LoggedRequest = { ...request, status: null }
    this.#remember(logged)
    this.#inFlight += 1
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight)
    return {
      finish: status => {
        this.#inFlight -= 1
        logged.status = status
        this.#count(logged)
      },
    }
  }

  /** The last requests, oldest first. */
  last(count: number): RequestLogEntry[] {
    return this.#log.slice(Math.max(0, this.#log.length - Math.min(count, this.#logSize))).map(request => ({
      method: request.method,
      path: request.path,
      category: request.category,
      status: request.status,
      idempotencyKey: request.idempotencyKey,
      at: new Date(request.atMs).toISOString(),
    }))
  }

  counts(): Readonly<Record<Category, RequestCounts>> {
    return { write: this.#countsOf('write'), read: this.#countsOf('read'), search: this.#countsOf('search') }
  }

  /** Writes that were not answered 429, by the unix second of their arrival. */
  writesPerSecond(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#writesPerSecond)
  }

  reset(): void {
    this.#log = []
    this.#counts = new Map()
    this.#writesPerSecond = new Map()
    this.#peakInFlight = this.#inFlight
  }

  #remember(request: LoggedRequest): void {
    this.#log.push(request)
    // Letting the log grow to twice its size before cutting it keeps this cheap.
    if (this.#log.length >= 2 * this.#logSize + 1) this.#log = this.#log.slice(this.#log.length - this.#logSize)
  }

  #count(request: LoggedRequest): void {
    const counts = this.#counts.get(request.category) ?? new Map<string, number>()
    this.#counts.set(request.category, counts)
    addOne(counts, String(request.status ?? 'none'))
    if (request.category === 'write' && request.status !== 429) {
      addOne(this.#writesPerSecond, Math.floor(request.atMs / 1000))
    }
  }

  #countsOf(category: Category): RequestCounts {
    const counts = this.#counts.get(category) ?? new Map<string, number>()
    return {
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      byStatus: Object.fromEntries(counts),
    }
  }
}

function addOne<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
