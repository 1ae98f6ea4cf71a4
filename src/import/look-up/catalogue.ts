import type { ApiRecord, Page } from '../../lightfield/record.ts'
import type { LookUp } from '../../model/payload.ts'
import { forEachConcurrently } from '../concurrency.ts'
import { recordKeys } from './look-up-key.ts'

/** A record that a look-up met. */
export type Candidate = Pick<ApiRecord, 'id' | 'httpLink' | 'createdAt'>

/** Every record of a type, by what one kind of look-up goes by. */
export interface Catalogue {
  readonly byKey: ReadonlyMap<string, readonly Candidate[]>
  /** How many records there were when the reading began. */
  readonly totalCount: number
}

/** Records in a page of a list. Source: the "List endpoints" page of the API's documentation. */
export const pageSize = 25

/**
 * Reads all records of a type, page by page, as many pages at a time as `bound` says.
 *
 * @param first their first page
 */
export async function readCatalogue(
  lookUp: LookUp,
  first: Page,
  readPage: (page: number) => Promise<Page>,
  bound: () => number,
): Promise<Catalogue> {
  const byKey = new CandidatesByKey(lookUp)
  byKey.add(first.records)
  const lastPage = Math.max(Math.ceil(first.totalCount / pageSize) - 1, 0)
  let isLastFull = first.records.length === pageSize
  const addPage = async (page: number): Promise<void> => {
    const { records } = await readPage(page)
    byKey.add(records)
    if (page >= lastPage) isLastFull = records.length === pageSize
  }
  if (isLastFull) await forEachConcurrently(numbers(1, lastPage), bound, addPage)
  // Records that came meanwhile, or a count that was too low: only a page that is not full is the last.
  for (let page = lastPage + 1; isLastFull; page++) await addPage(page)
  return { byKey: byKey.candidates, totalCount: first.totalCount }
}

/** Records by every key that a look-up finds them by. */
export class CandidatesByKey {
  readonly candidates = new Map<string, Candidate[]>()
  /** Records that have a key. */
  readonly ids = new Set<string>()
  readonly #lookUp: LookUp

  constructor(lookUp: LookUp) {
    this.#lookUp = lookUp
  }

  add(records: readonly Pick<ApiRecord, 'id' | 'httpLink' | 'createdAt' | 'fields'>[]): void {
    for (const record of records) {
      // A record that comes or goes meanwhile moves the pages: one may stand on two of them.
      if (this.ids.has(record.id)) continue
      for (const key of recordKeys(this.#lookUp, record)) {
        this.ids.add(record.id)
        const alike = this.candidates.get(key)
        if (alike === undefined) this.candidates.set(key, [candidateOf(record)])
        else alike.push(candidateOf(record))
      }
    }
  }
}

/** What is kept of a record that was met. */
export function candidateOf({ id, httpLink, createdAt }: Candidate): Candidate {
  return { id, httpLink, createdAt }
}

/** The record that was made first; those that do not say when come last. */
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
