import type { LightfieldClient } from '../../lightfield/client.ts'
import { ReadRefused, ReadUnanswered } from '../../lightfield/read-errors.ts'
import type { Clock } from '../../model/clock.ts'
import type { LookUp, MatchField, Wanted } from '../../model/payload.ts'
import { matchForm } from '../../model/same-value.ts'
import { isPlannedId } from '../dry-client.ts'
import { type Candidate, candidateOf, pageSize } from './catalogue.ts'
import { isWanted, lookUpForm, lookUpKey } from './look-up-key.ts'
import { type DatedCatalogue, RecordPages } from './record-pages.ts'
import { untilSecondLook } from './second-look.ts'
import type { WrittenRecords } from './written-records.ts'

export type Found =
  | { readonly kind: 'one'; readonly record: Candidate }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly records: readonly Candidate[] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

/** The records that were found, however many. */
export function recordsOf(found: Exclude<Found, { kind: 'refused' }>): readonly Candidate[] {
  if (found.kind === 'none') return []
  return found.kind === 'one' ? [found.record] : found.records
}

/** No list is expected to lag behind longer than this: what the ledger has written since is not looked for in lists alone. */
export const longestLagMs = 120_000

/** What is not in pages read longer ago than this is searched for before it is taken for missing: others write too. */
const staleAfterMs = 60_000

/** A filter that only narrows down (`contains`) may hold the record on a later page; past this it is too wide. */
const maxPages = 40

/** What is looked for. */
interface Query {
  readonly lookUp: LookUp
  readonly values: Wanted['values']
  /** See `lookUpKey`. */
  readonly key: string
  /** Whether what is not found is looked for once more, when the index must know of earlier writes. */
  readonly isPatient: boolean
}

/** Finds records by their fields: each distinct value once, by a search of its own or in the pages of all records. */
export class RecordFinder {
  readonly #client: Pick<LightfieldClient, 'list' | 'retrieve' | 'limiter' | 'latency'>
  readonly #clock: Clock
  readonly #found = new Map<string, Promise<Found>>()
  readonly #catalogues = new Map<string, Promise<DatedCatalogue>>()
  readonly #refreshed = new Map<string, Promise<DatedCatalogue>>()
  readonly #prefetched = new Set<string>()
  readonly #written: WrittenRecords
  readonly #askedAt: number | null
  readonly #pages: RecordPages

  /** @param askedAt see `RunConfig` */
  constructor(
    client: Pick<LightfieldClient, 'list' | 'retrieve' | 'limiter' | 'latency'>,
    clock: Clock,
    written: WrittenRecords,
    askedAt: number | null,
  ) {
    this.#client = client
    this.#clock = clock
    this.#written = written
    this.#askedAt = askedAt
    this.#pages = new RecordPages(client, clock)
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
    return remember(this.#found, key, () => this.#find({ lookUp, values, key, isPatient }, signal))
  }

  /** The same without patience or memory: for whoever knows of earlier writes by himself, and asks once. */
  findOnce(lookUp: LookUp, values: Wanted['values'], signal: AbortSignal): Promise<Found> {
    return this.#find({ lookUp, values, key: lookUpKey(lookUp, values), isPatient: false }, signal)
  }

  /** Has this look-up, and all that are alike, answered from the pages of all records from now on. */
  prefetch(lookUp: LookUp): void {
    this.#prefetched.add(lookUpForm(lookUp))
  }

  /** How many records of a type there are; null where the API does not say. Costs one search. */
  async count(object: string, signal: AbortSignal): Promise<number | null> {
    try {
      return await this.#pages.count(object, signal)
    } catch (error) {
      if (error instanceof ReadRefused || error instanceof ReadUnanswered) return null
      throw error
    }
  }

  /** Members cannot be filtered, and folded values cannot be searched for: only in the whole list are they found. */
  needsAll(lookUp: LookUp): boolean {
    return lookUp.object === 'member' || lookUp.fold.length > 0 || lookUp.by.some(isWrittenInManyWays)
  }

  async #find(query: Query, signal: AbortSignal): Promise<Found> {
    const { lookUp, values } = query
    const written = this.#written.find(lookUp, values)
    const found = await this.#findThere({ ...query, isPatient: query.isPatient && written.length === 0 }, signal)
    if (found.kind === 'refused') return found
    const listed = recordsOf(found)
    const isIn = (records: readonly Candidate[], id: string): boolean => records.some(record => record.id === id)
    const there = listed.filter(({ id }) => isIn(written, id) || !this.#written.has(lookUp, id))
    const unlisted = written.filter(({ id }) => !isIn(there, id))
    return foundAmong([...there, ...(await this.#stillThere(query, unlisted, signal))])
  }

  /** Those that, looked at by their id, still hold these values: somebody may have changed them since. */
  async #stillThere(
    { lookUp, values }: Query,
    candidates: readonly Candidate[],
    signal: AbortSignal,
  ): Promise<readonly Candidate[]> {
    const isThere = await Promise.all(
      candidates.map(async ({ id }) => {
        if (isPlannedId(id)) return true
        const record = await this.#client.retrieve(lookUp.object, id, signal)
        return record !== null && (this.#written.isPretended || isWanted(lookUp, record, values))
      }),
    )
    return candidates.filter((_, position) => isThere[position])
  }

  async #findThere(query: Query, signal: AbortSignal): Promise<Found> {
    const { lookUp, isPatient } = query
    try {
      if (this.needsAll(lookUp) || this.#prefetched.has(lookUpForm(lookUp))) return await this.#findInAll(query, signal)
      const found = await this.#search(query, signal)
      if (found.kind !== 'none' || !isPatient) return found
      await untilSecondLook(this.#clock.now(), this.#askedAt, this.#clock, signal)
      return await this.#search(query, signal)
    } catch (error) {
      if (error instanceof ReadRefused) return { kind: 'refused', code: error.code, message: error.message }
      // One search may be more than the API can bear, and concerns its rows alone; the list of members concerns all.
      if (error instanceof ReadUnanswered && lookUp.object !== 'member') {
        return { kind: 'refused', code: 'look_up_unanswered', message: error.message }
      }
      throw error
    }
  }

  async #findInAll(query: Query, signal: AbortSignal): Promise<Found> {
    const { lookUp, key } = query
    const form = lookUpForm(lookUp)
    const catalogue = await remember(this.#catalogues, form, () => this.#pages.readAll(lookUp, signal))
    const found = foundAmong(catalogue.byKey.get(key) ?? [])
    if (found.kind !== 'none' || lookUp.object === 'member') return found
    const isStale = this.#clock.now() - catalogue.readAt > staleAfterMs
    if (isStale && !this.needsAll(lookUp)) return this.#search(query, signal)
    if (!query.isPatient) return found
    const refreshed = await remember(this.#refreshed, form, () => this.#readAgain(lookUp, catalogue, signal))
    return foundAmong(refreshed.byKey.get(key) ?? [])
  }

  /** The same pages where no record has come since: the index knows by now of what was written before they were read. */
  async #readAgain(lookUp: LookUp, catalogue: DatedCatalogue, signal: AbortSignal): Promise<DatedCatalogue> {
    await untilSecondLook(catalogue.readAt, this.#askedAt, this.#clock, signal)
    const totalCount = await this.count(lookUp.object, signal)
    return totalCount === catalogue.totalCount ? catalogue : this.#pages.readAll(lookUp, signal)
  }

  async #search({ lookUp, values }: Query, signal: AbortSignal): Promise<Found> {
    const filter = lookUp.by.map((field, position): [string, string] => [
      field.key,
      filterText(field, values[position]),
    ])
    const candidates: Candidate[] = []
    for (let page = 0; page < maxPages; page++) {
      const { records } = await this.#pages.read(lookUp.object, filter, page, signal)
      candidates.push(...records.filter(record => isWanted(lookUp, record, values)).map(candidateOf))
      if (records.length < pageSize) break
    }
    return foundAmong(candidates)
  }
}

/** A profile stands as an address with or without scheme, `www.` and `@`: a filter for one of them misses the others. */
function isWrittenInManyWays({ valueType }: MatchField): boolean {
  return valueType === 'SOCIAL_HANDLE'
}

/** What to filter by: of a web address the part that does not differ between its spellings, since filters look within. */
function filterText({ valueType }: MatchField, value: string | number | boolean | undefined): string {
  if (valueType !== 'URL') return String(value).normalize('NFC')
  return matchForm(value, valueType, [])[0] ?? String(value)
}

function foundAmong(records: readonly Candidate[]): Found {
  const [first] = records
  if (first === undefined) return { kind: 'none' }
  return records.length === 1 ? { kind: 'one', record: first } : { kind: 'several', records }
}

function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let made = memory.get(key)
  if (made === undefined) {
    made = make()
    memory.set(key, made)
  }
  return made
}
