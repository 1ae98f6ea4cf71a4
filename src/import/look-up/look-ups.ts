import type { LedgerRow, RowError, RowPlace } from '../../ledger/ledger-row.ts'
import type { LookUp, RelationshipDraft, Wanted } from '../../model/payload.ts'
import type { OtherImports } from '../other-imports.ts'
import { type Candidate, firstCreated } from './catalogue.ts'
import { lookUpKey } from './look-up-key.ts'
import type { Parents } from './parents.ts'
import type { Found, RecordFinder } from './record-finder.ts'

/** What a row's relationships came to. */
export type Resolution =
  | {
      readonly kind: 'resolved'
      readonly links: ReadonlyMap<string, string | readonly string[]>
      /** Whether a relationship was left for later: the record it names may be made by then. */
      readonly isPartial: boolean
    }
  | { readonly kind: 'unresolved'; readonly outcome: 'failed' | 'ambiguous'; readonly error: RowError }

type FindDraft = Extract<RelationshipDraft, { kind: 'find' }>
type ImportDraft = Extract<RelationshipDraft, { kind: 'import' }>

/** The ids that a relationship came to, or why it came to none. */
type Ids =
  | { readonly ids: readonly string[] }
  | { readonly outcome: 'failed' | 'ambiguous'; readonly error: Omit<RowError, 'param'> }

export interface LookUpParts {
  readonly finder: RecordFinder
  readonly parents: Parents
  readonly imports: OtherImports
  /** Relationships that wait for a later pass where what they name is not there yet. */
  readonly deferred: ReadonlySet<string>
}

const candidatesNamed = 5

/** Finds the records that rows name. */
export class LookUps {
  readonly #parts: LookUpParts
  /** Which row named a record first that is not there: what its failures are grouped by. */
  readonly #firstNamedBy = new Map<string, string>()

  constructor(parts: LookUpParts) {
    this.#parts = parts
  }

  /**
   * @throws RunStopped where the API refuses the key or cannot be reached
   * @throws the signal's reason where it is aborted
   */
  async resolve(
    relationships: ReadonlyMap<string, RelationshipDraft>,
    place: RowPlace,
    signal: AbortSignal,
  ): Promise<Resolution> {
    const links = new Map<string, string | readonly string[]>()
    let isPartial = false
    const { deferred } = this.#parts
    const pending = [...relationships].map(async ([key, draft]) => ({
      key,
      draft,
      result: await this.#ids(draft, deferred.has(key), place, signal),
    }))
    for (const { key, draft, result } of await Promise.all(pending)) {
      if ('ids' in result) {
        const [first] = result.ids
        if (first !== undefined) links.set(key, draft.many ? result.ids : first)
      } else if (deferred.has(key)) {
        isPartial = true
      } else {
        return { kind: 'unresolved', outcome: result.outcome, error: { ...result.error, param: key } }
      }
    }
    return { kind: 'resolved', links, isPartial }
  }

  #ids(draft: RelationshipDraft, isDeferred: boolean, place: RowPlace, signal: AbortSignal): Ids | Promise<Ids> {
    switch (draft.kind) {
      case 'ids':
        return { ids: draft.ids }
      case 'find':
        return this.#found(draft, isDeferred, place, signal)
      case 'import':
        return this.#imported(draft, isDeferred, place)
    }
  }

  async #found(draft: FindDraft, isDeferred: boolean, place: RowPlace, signal: AbortSignal): Promise<Ids> {
    const { lookUp, wanted, ambiguous } = draft
    // What comes later is not there yet: nothing is made in its place, and nothing left out for good.
    const missing = isDeferred ? 'fail' : draft.missing
    const ids: string[] = []
    const all = await Promise.all(
      wanted.map(one => this.#find(lookUp, one, missing === 'create', isDeferred, place, signal)),
    )
    for (const [position, found] of all.entries()) {
      const record = chosen(found, ambiguous)
      if (record !== null) ids.push(record.id)
      else if (found.kind !== 'none' || missing !== 'omit') {
        return unresolved(draft, found, this.#firstNaming(lookUpKey(lookUp, wanted[position]?.values ?? []), place))
      }
    }
    return { ids: [...new Set(ids)] }
  }

  #find(
    lookUp: LookUp,
    { values, fields }: Wanted,
    isMade: boolean,
    isDeferred: boolean,
    place: RowPlace,
    signal: AbortSignal,
  ): Promise<Found | ParentFailed> {
    const { finder, parents } = this.#parts
    if (!isMade || fields === null) return finder.find(lookUp, values, !isDeferred, signal)
    return parents.findOrMake(lookUp, { values, fields }, place, signal)
  }

  #imported({ importName, keys, missing, column }: ImportDraft, isDeferred: boolean, place: RowPlace): Ids {
    const ids: string[] = []
    for (const key of keys) {
      const rows = this.#parts.imports.named(importName)?.findByKey(key) ?? []
      const made = [...new Set(rows.flatMap(({ recordId }) => recordId ?? []))]
      const [id] = made
      if (made.length > 1) return severalMade(importName, column)
      if (id !== undefined) ids.push(id)
      else if (rows[0] !== undefined) return parentFailed(importName, rows[0], column)
      else if (missing === 'fail' || isDeferred) {
        return notImported(importName, column, this.#firstNaming(JSON.stringify([importName, key]), place))
      }
    }
    return { ids: [...new Set(ids)] }
  }

  #firstNaming(key: string, { row, line }: RowPlace): string {
    const known = this.#firstNamedBy.get(key)
    if (known !== undefined) return known
    const name = `what row ${row} (line ${line}) names`
    this.#firstNamedBy.set(key, name)
    return name
  }
}

/** A parent that was to be made and could not be. */
export interface ParentFailed {
  readonly kind: 'parent_failed'
  readonly message: string
}

/** The record that a look-up came to; null where there is none or no single one. */
function chosen(found: Found | ParentFailed, ambiguous: FindDraft['ambiguous']): Candidate | null {
  if (found.kind === 'one') return found.record
  if (found.kind === 'several' && ambiguous === 'first_created') return firstCreated(found.records) ?? null
  return null
}

/** Several candidates, for a message: their links, so that a person can look at them. */
export function namesOf(records: readonly Candidate[]): string {
  const names = records.slice(0, candidatesNamed).map(({ httpLink, id }) => httpLink ?? id)
  return records.length > names.length
    ? `${names.join(', ')} and ${records.length - names.length} more`
    : names.join(', ')
}

function unresolved(
  { lookUp, column }: FindDraft,
  found: Exclude<Found, { kind: 'one' }> | ParentFailed | Found,
  parent: string,
): Ids {
  const by = lookUp.by.map(({ key }) => key).join(' and ')
  switch (found.kind) {
    case 'several': {
      const message = `Several records of type ${lookUp.object} have the ${by} that this row names: ${namesOf(found.records)}. Merge them, or say ambiguous: first_created in the mapping.`
      return { outcome: 'ambiguous', error: { code: 'look_up_ambiguous', column, message } }
    }
    case 'refused':
      return { outcome: 'failed', error: { code: found.code, column, message: found.message } }
    case 'parent_failed':
      return { outcome: 'failed', error: { code: 'parent_failed', column, message: found.message, parent } }
    default: {
      const message = `No ${lookUp.object} has the ${by} that this row names. ${adviceFor(lookUp.object)}`
      return { outcome: 'failed', error: { code: 'look_up_not_found', column, message, parent } }
    }
  }
}

/** Members are not made here, and what else may be left out depends on the relationship. */
function adviceFor(object: string): string {
  return object === 'member'
    ? 'Check the address or the name, or say missing: omit in the mapping where the relationship may be left out.'
    : 'Create it first, or say missing: create in the mapping (missing: omit where it may be left out).'
}

function notImported(importName: string, column: string, parent: string): Ids {
  const message = `The import ${importName} has no row with the key that this row names. Import it first, or say missing: omit in the mapping.`
  return { outcome: 'failed', error: { code: 'look_up_not_found', column, message, parent } }
}

function parentFailed(importName: string, { row, line, state }: LedgerRow, column: string): Ids {
  const parent = `row ${row} (line ${line}) of ${importName}`
  const message = `The record that this row names is to come of ${parent}, which is ${state.replace('_', ' ')}. Once it is there, retry makes this one.`
  return { outcome: 'failed', error: { code: 'parent_failed', column, message, parent } }
}

function severalMade(importName: string, column: string): Ids {
  const message = `Several rows of the import ${importName} have the key that this row names, and made different records.`
  return { outcome: 'ambiguous', error: { code: 'look_up_ambiguous', column, message } }
}
