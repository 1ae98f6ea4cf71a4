import { type LightfieldClient, ReadRefused, ReadUnanswered } from '../../lightfield/client.ts'
import type { ApiRecord, Page } from '../../lightfield/record.ts'
import type { Clock } from '../../model/clock.ts'
import type { LookUp, Wanted } from '../../model/payload.ts'
import { forEachConcurrently, inFlightBound } from '../concurrency.ts'
import { isWanted, lookUpForm, lookUpKey, recordKeys } from './look-up-key.ts'
import type { PlannedRecords } from './planned-records.ts'

/** A record that a look-up met. */
export type Candidate = Pick<ApiRecord, 'id' | 'httpLink' | 'createdAt'>

export type Found =
  | { readonly kind: 'one'; readonly record: Candidate }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly records: readonly Candidate[] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

/** Records in a page of a list. Source: the "List endpoints" page of the API's documentation. */
export const pageSize = 25

/** How long the search index may lag behind writes: what is not there is looked for once more after this. */
export const indexLagMs = 3_000

/** What is not in pages read longer ago than this is searched for before it is taken for missing: others write too. */
const staleAfterMs = 60_000

/** A filter that only narrows down (`contains`) may hold the record on a later page; past this it is too wide. */
const maxPages = 40

/** Every record of a type, read page by page, by what a look-up goes by. */
interface Catalogue {
  readonly byKey: ReadonlyMap<string, readonly Candidate[]>
  readonly totalCount: number
  readonly readAt: number
}

/** Finds records by their fields: each distinct value once, by a search of its own or in the pages of all records. */
export class RecordFinder {
  readonly #client: Pick<LightfieldClient, 'list' | 'limiter' | 'latency'>
  readonly #clock: Clock
  readonly #found = new Map<string, Promise<Found>>()
  readonly #catalogues = new Map<string, Promise<Catalogue>>()
  readonly #refreshed = new Map<string, Promise<Catalogue>>()
  readonly #prefetched = new Set<string>()
  readonly #planned: PlannedRecords

  constructor(client: Pick<LightfieldClient, 'list' | 'limiter' | 'latency'>, clock: Clock, planned: PlannedRecords) {
    this.#client = client
    this.#clock = clock
    this.#planned = planned
  }

  /**
   * The record that holds these values; asked for once, however many rows name it.
   *
   * @param isPatient whether what is not found is looked for once more, when the index must know of earlier writes
   * @throws RunStopped where the API refuses the key or cannot be reached
   * @throws the signal's reason where it is aborted
   */
  find(lookUp: LookUp, values: Wanted['values'], isPatient: boolean, signal: AbortSignal): Promise<Found> {
    const key = lookUpKey(lookUp, values)
    return remember(this.#found, key, () => this.#find(lookUp, values, key, isPatient, signal))
  }

  /** The same without patience or memory: for whoever knows of earlier writes by himself, and asks once. */
  findOnce(lookUp: LookUp, values: Wanted['values'], signal: AbortSignal): Promise<Found> {
    return this.#find(lookUp, values, lookUpKey(lookUp, values), false, signal)
  }

  /** Has this look-up, and all that are alike, answered from the pages of all records from now on. */
  prefetch(lookUp: LookUp): void {
    this.#prefetched.add(lookUpForm(lookUp))
  }

  /** How many records of a type there are; null where the API does not say. Costs one search. */
  async count(object: string, signal: AbortSignal): Promise<number | null> {
    try {
      const { totalCount } = await this.#page(object, [], 0, 1, signal)
      return totalCount
    } catch (error) {
      if (error instanceof ReadRefused || error instanceof ReadUnanswered) return null
      throw error
    }
  }

  /** Members cannot be filtered, and folded values cannot be searched for: only in the whole list are they found. */
  needsAll(lookUp: LookUp): boolean {
    return lookUp.object === 'member' || lookUp.fold.length > 0
  }

  async #find(
    lookUp: LookUp,
    values: Wanted['values'],
    key: string,
    isPatient: boolean,
    signal: AbortSignal,
  ): Promise<Found> {
    const planned = this.#planned.find(lookUp, values)
    const found = await this.#findThere(lookUp, values, key, isPatient && planned.length === 0, signal)
    if (found.kind === 'refused') return found
    const there = found.kind === 'one' ? [found.record] : found.kind === 'several' ? found.records : []
    return foundAmong([...there.filter(({ id }) => !this.#planned.has(lookUp, id)), ...planned])
  }

  async #findThere(
    lookUp: LookUp,
    values: Wanted['values'],
    key: string,
    isPatient: boolean,
    signal: AbortSignal,
  ): Promise<Found> {
    try {
      if (this.needsAll(lookUp) || this.#prefetched.has(lookUpForm(lookUp))) {
        return await this.#findInAll(lookUp, values, key, isPatient, signal)
      }
      const found = foundAmong(await this.#search(lookUp, values, signal))
      if (found.kind !== 'none' || !isPatient) return found
      await this.#clock.sleep(indexLagMs, signal)
      return foundAmong(await this.#search(lookUp, values, signal))
    } catch (error) {
      if (error instanceof ReadRefused) return { kind: 'refused', code: error.code, message: error.message }
      // One search may be more than the API can bear, and concerns its rows alone; the list of members concerns all.
      if (error instanceof ReadUnanswered && lookUp.object !== 'member') {
        return { kind: 'refused', code: 'look_up_unanswered', message: error.message }
      }
      throw error
    }
  }

  async #findInAll(
    lookUp: LookUp,
    values: Wanted['values'],
    key: string,
    isPatient: boolean,
    signal: AbortSignal,
  ): Promise<Found> {
    const form = lookUpForm(lookUp)
    const catalogue = await remember(this.#catalogues, form, () => this.#readAll(lookUp, signal))
    const found = foundAmong(catalogue.byKey.get(key) ?? [])
    if (found.kind !== 'none' || lookUp.object === 'member') return found
    if (!this.needsAll(lookUp) && this.#clock.now() - catalogue.readAt > staleAfterMs) {
      return foundAmong(await this.#search(lookUp, values, signal))
    }
    if (!isPatient) return found
    const refreshed = await remember(this.#refreshed, form, () => this.#readAgain(lookUp, catalogue, signal))
    return foundAmong(refreshed.byKey.get(key) ?? [])
  }

  /** The same pages where no record has come since: the index knows by now of what was written before they were read. */
  async #readAgain(lookUp: LookUp, catalogue: Catalogue, signal: AbortSignal): Promise<Catalogue> {
    const leftMs = catalogue.readAt + indexLagMs - this.#clock.now()
    if (leftMs > 0) await this.#clock.sleep(leftMs, signal)
    const totalCount = await this.count(lookUp.object, signal)
    return totalCount === catalogue.totalCount ? catalogue : this.#readAll(lookUp, signal)
  }

  async #readAll(lookUp: LookUp, signal: AbortSignal): Promise<Catalogue> {
    const readAt = this.#clock.now()
    const byKey = new Map<string, Candidate[]>()
    const seen = new Set<string>()
    const take = (records: readonly ApiRecord[]): void => {
      for (const record of records) {
        // A record that comes or goes meanwhile moves the pages: one may stand on two of them.
        if (seen.has(record.id)) continue
        seen.add(record.id)
        for (const key of recordKeys(lookUp, record)) {
          const same = byKey.get(key)
          if (same === undefined) byKey.set(key, [candidate(record)])
          else same.push(candidate(record))
        }
      }
    }
    const first = await this.#page(lookUp.object, [], 0, pageSize, signal)
    take(first.records)
    const bound = (): number => inFlightBound(this.#client.limiter('search').limit, this.#client.latency.slowMs)
    const lastPage = Math.max(Math.ceil(first.totalCount / pageSize) - 1, 0)
    let isLastFull = first.records.length === pageSize
    const readPage = async (page: number): Promise<void> => {
      const { records } = await this.#page(lookUp.object, [], page, pageSize, signal)
      take(records)
      if (page >= lastPage) isLastFull = records.length === pageSize
    }
    if (isLastFull) await forEachConcurrently(numbers(1, lastPage), bound, readPage)
    // Records that came meanwhile, or a count that was too low: only a page that is not full is the last.
    for (let page = lastPage + 1; isLastFull; page++) await readPage(page)
    return { byKey, totalCount: first.totalCount, readAt }
  }

  async #search(lookUp: LookUp, values: Wanted['values'], signal: AbortSignal): Promise<readonly Candidate[]> {
    const filter = lookUp.by.map(({ key }, position): [string, string] => [key, String(values[position])])
    const candidates: Candidate[] = []
    for (let page = 0; page < maxPages; page++) {
      const { records } = await this.#page(lookUp.object, filter, page, pageSize, signal)
      candidates.push(...records.filter(record => isWanted(lookUp, record, values)).map(candidate))
      if (records.length < pageSize) break
    }
    return candidates
  }

  #page(
    object: string,
    filter: readonly (readonly [string, string])[],
    page: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<Page> {
    const range: [string, string][] = [
      ['limit', String(limit)],
      ['offset', String(page * limit)],
    ]
    return this.#client.list(object, [...filter, ...range], signal)
  }
}

/** The records in the order in which they were made; those that do not say come last. */
export function firstCreated(records: readonly Candidate[]): Candidate | undefined {
  const madeAt = ({ createdAt }: Candidate): number => {
    const ms = Date.parse(createdAt ?? '')
    return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms
  }
  return records.toSorted((a, b) => madeAt(a) - madeAt(b) || (a.id < b.id ? -1 : 1))[0]
}

async function* numbers(first: number, last: number): AsyncGenerator<number> {
  for (let number = first; number <= last; number++) yield number
}

function foundAmong(records: readonly Candidate[]): Found {
  const [first] = records
  if (first === undefined) return { kind: 'none' }
  return records.length === 1 ? { kind: 'one', record: first } : { kind: 'several', records }
}

function candidate({ id, httpLink, createdAt }: ApiRecord): Candidate {
  return { id, httpLink, createdAt }
}

function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let made = memory.get(key)
  if (made === undefined) {
    made = make()
    memory.set(key, made)
  }
  return made
}
