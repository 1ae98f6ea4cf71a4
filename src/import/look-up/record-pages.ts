import type { LightfieldClient } from '../../lightfield/client.ts'
import type { Page } from '../../lightfield/record.ts'
import type { Clock } from '../../model/clock.ts'
import type { LookUp } from '../../model/payload.ts'
import { inFlightBound } from '../concurrency.ts'
import { type Catalogue, pageSize, readCatalogue } from './catalogue.ts'

/**
 * The page that tells how many records there are is the first of the others that are read within this time: no older than
 * it would be at the end of some hundred pages.
 */
const freshMs = 10_000

/** All records of a type, as they were at a time. */
export interface DatedCatalogue extends Catalogue {
  /** When the first of its pages was asked for. */
  readonly readAt: number
}

interface DatedPage extends Page {
  /** When it was asked for. */
  readonly readAt: number
}

/**
 * Reads lists page by page.
 *
 * Each method throws ReadRefused or ReadUnanswered where the list cannot be had, RunStopped where the API refuses the key or
 * cannot be reached, and the signal's reason where it is aborted.
 */
export class RecordPages {
  readonly #client: Pick<LightfieldClient, 'list' | 'limiter' | 'latency'>
  readonly #clock: Clock
  /** The latest first page of all records of a type. */
  readonly #first = new Map<string, DatedPage>()

  constructor(client: Pick<LightfieldClient, 'list' | 'limiter' | 'latency'>, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  /** How many records of a type there are. Costs one search, which reads the first page of them. */
  async count(object: string, signal: AbortSignal): Promise<number> {
    return (await this.#readFirst(object, signal)).totalCount
  }

  /** All records of a type, by what one kind of look-up goes by. */
  async readAll(lookUp: LookUp, signal: AbortSignal): Promise<DatedCatalogue> {
    const { object } = lookUp
    const counted = this.#first.get(object)
    const isFresh = counted !== undefined && this.#clock.now() - counted.readAt < freshMs
    const first = isFresh ? counted : await this.#readFirst(object, signal)
    const readPage = (page: number): Promise<Page> => this.read(object, [], page, signal)
    const bound = (): number => inFlightBound(this.#client.limiter('search').limit, this.#client.latency.slowMs)
    return { ...(await readCatalogue(lookUp, first, readPage, bound)), readAt: first.readAt }
  }

  /** One page of the records that a filter leaves. */
  read(
    object: string,
    filter: readonly (readonly [string, string])[],
    page: number,
    signal: AbortSignal,
  ): Promise<Page> {
    const range: [string, string][] = [
      ['limit', String(pageSize)],
      ['offset', String(page * pageSize)],
    ]
    return this.#client.list(object, [...filter, ...range], signal)
  }

  async #readFirst(object: string, signal: AbortSignal): Promise<DatedPage> {
    const readAt = this.#clock.now()
    const first = { ...(await this.read(object, [], 0, signal)), readAt }
    this.#first.set(object, first)
    return first
  }
}
