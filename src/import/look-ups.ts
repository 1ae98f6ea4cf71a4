import type { RowError } from '../ledger/ledger.ts'
import { type LightfieldClient, ReadRefused, ReadUnanswered } from '../lightfield/client.ts'
import type { ApiRecord } from '../lightfield/record.ts'
import type { Clock } from '../model/clock.ts'
import type { RelationshipDraft } from '../model/payload.ts'
import { holdsValue, lookUpKey } from './matching.ts'

/** What a row's relationships came to. */
export type Resolution =
  | { readonly kind: 'resolved'; readonly links: ReadonlyMap<string, string | readonly string[]> }
  | { readonly kind: 'unresolved'; readonly outcome: 'failed' | 'ambiguous'; readonly error: RowError }

type FindDraft = Extract<RelationshipDraft, { kind: 'find' }>

type Found =
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly candidates: readonly string[] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

/** Source: the "List endpoints" page of the API's documentation. */
const pageSize = 25
/** A filter that only narrows down (`contains`) may hold the record on a later page; past this it is too wide. */
const maxPages = 40
/** The search index lags behind writes: what is not there is looked for once more after this long. */
const indexLagMs = 3_000
const candidatesNamed = 5

/** Finds the records that rows name, one search for each distinct value, however many rows name it. */
export class LookUps {
  readonly #client: LightfieldClient
  readonly #clock: Clock
  readonly #found = new Map<string, Promise<Found>>()
  #members: Promise<readonly ApiRecord[]> | null = null

  constructor(client: LightfieldClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  /**
   * @throws RunStopped where the API refuses the key or cannot be reached
   * @throws the signal's reason where it is aborted
   */
  async resolve(relationships: ReadonlyMap<string, RelationshipDraft>, signal: AbortSignal): Promise<Resolution> {
    const links = new Map<string, string | readonly string[]>()
    const pending = [...relationships].map(async ([key, draft]) => ({
      key,
      draft,
      result: await this.#ids(draft, signal),
    }))
    for (const { key, draft, result } of await Promise.all(pending)) {
      if ('error' in result)
        return { kind: 'unresolved', outcome: result.outcome, error: { ...result.error, param: key } }
      const [first] = result.ids
      if (first !== undefined) links.set(key, draft.many ? result.ids : first)
    }
    return { kind: 'resolved', links }
  }

  async #ids(draft: RelationshipDraft, signal: AbortSignal): Promise<Ids> {
    if (draft.kind === 'ids') return { ids: draft.ids }
    const ids: string[] = []
    for (const found of await Promise.all(draft.values.map(value => this.#find(draft, value, signal)))) {
      if (found.kind === 'one') ids.push(found.id)
      else if (found.kind !== 'none' || draft.missing === 'fail') return unresolved(draft, found)
    }
    return { ids: [...new Set(ids)] }
  }

  #find(draft: FindDraft, value: string, signal: AbortSignal): Promise<Found> {
    const key = lookUpKey(draft, value)
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const found = this.#findPatiently(draft, value, signal)
    this.#found.set(key, found)
    return found
  }

  async #findPatiently(draft: FindDraft, value: string, signal: AbortSignal): Promise<Found> {
    try {
      const found = foundAmong(await this.#candidates(draft, value, signal))
      if (found.kind !== 'none' || draft.object === 'member') return found
      await this.#clock.sleep(indexLagMs, signal)
      return foundAmong(await this.#candidates(draft, value, signal))
    } catch (error) {
      if (error instanceof ReadRefused) return { kind: 'refused', code: error.code, message: error.message }
      // One search may be more than the API can bear, and concerns its rows alone; the list of members concerns all.
      if (error instanceof ReadUnanswered && draft.object !== 'member') {
        return { kind: 'refused', code: 'look_up_unanswered', message: error.message }
      }
      throw error
    }
  }

  async #candidates(draft: FindDraft, value: string, signal: AbortSignal): Promise<readonly ApiRecord[]> {
    const records =
      draft.object === 'member' ? await this.#allMembers(signal) : await this.#search(draft, value, signal)
    return records.filter(record => holdsValue(record.fields.get(draft.by), draft.by, value))
  }

  async #search(draft: FindDraft, value: string, signal: AbortSignal): Promise<readonly ApiRecord[]> {
    return this.#pages(draft.object, [[draft.by, value]], maxPages, signal)
  }

  /** Members cannot be filtered, and there are few: all are read, once. */
  #allMembers(signal: AbortSignal): Promise<readonly ApiRecord[]> {
    this.#members ??= this.#pages('member', [], Number.POSITIVE_INFINITY, signal)
    return this.#members
  }

  async #pages(
    object: string,
    filter: readonly (readonly [string, string])[],
    most: number,
    signal: AbortSignal,
  ): Promise<readonly ApiRecord[]> {
    const records: ApiRecord[] = []
    for (let page = 0; page < most; page++) {
      const offset: readonly [string, string] = ['offset', String(page * pageSize)]
      const { records: more } = await this.#client.list(
        object,
        [...filter, ['limit', String(pageSize)], offset],
        signal,
      )
      records.push(...more)
      if (more.length < pageSize) break
    }
    return records
  }
}

type Ids = { readonly ids: readonly string[] } | { readonly outcome: 'failed' | 'ambiguous'; readonly error: RowError }

function foundAmong(records: readonly ApiRecord[]): Found {
  const [first] = records
  if (first === undefined) return { kind: 'none' }
  if (records.length === 1) return { kind: 'one', id: first.id }
  return { kind: 'several', candidates: records.slice(0, candidatesNamed).map(record => record.httpLink ?? record.id) }
}

function unresolved(draft: FindDraft, found: Exclude<Found, { kind: 'one' }>): Ids {
  const { object, by, column } = draft
  switch (found.kind) {
    case 'none': {
      const message = `No ${object} has the ${by} that this row names. Create it first, or say missing: omit in the mapping.`
      return { outcome: 'failed', error: { code: 'look_up_not_found', param: null, column, message } }
    }
    case 'several': {
      const message = `Several records of type ${object} have the ${by} that this row names: ${found.candidates.join(', ')}.`
      return { outcome: 'ambiguous', error: { code: 'look_up_ambiguous', param: null, column, message } }
    }
    case 'refused':
      return { outcome: 'failed', error: { code: found.code, param: null, column, message: found.message } }
  }
}
