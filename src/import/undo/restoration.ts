import type { Change } from '../../ledger/ledger-row.ts'
import type { ApiRecord } from '../../lightfield/record.ts'
import { asJsonObject } from '../../model/json.ts'
import { maxLinksPerRequest } from '../../model/objects.ts'
import type { FieldValue } from '../../model/payload.ts'
import { blankValue } from '../../model/same-value.ts'
import { emptyBody, parseBody, type RecordBody } from '../delivery/body.ts'
import type { Difference, LinkChange } from '../delivery/difference.ts'
import { parseUpdate } from '../delivery/update-body.ts'

/** Whether two values of a field are the same to the API. */
export type SameValue = (key: string, held: unknown, wanted: FieldValue) => boolean

/** How the updates of a record are undone. */
export interface Restoration {
  /** What an update has to change so that the record holds what it held before. */
  readonly difference: Difference
  /** The same and what is as it was already: all that holds again once the difference is written. */
  readonly restored: Difference
  /** Fields and relationships that somebody has changed since: they stay as they are. */
  readonly kept: readonly string[]
}

/** One update that was carried out, and what the record held before. */
interface Update extends Difference {
  readonly before: RecordBody
}

/** What one write made of something, and what that was before. */
interface Write<T> {
  readonly wrote: T
  readonly before: T
}

/**
 * Undoes updates of one record: puts back what each field and relationship held before the first of them, where the
 * record still holds what the last of them wrote. A value that is as it was before needs nothing: somebody put it back,
 * or this very restoration was carried out and its answer lost. Pure.
 *
 * @param changes the updates, the newest first
 */
export function restorationOf(changes: readonly Change[], record: ApiRecord, isSame: SameValue): Restoration {
  const updates = changes.map(({ body, before }): Update => {
    const update = parseUpdate(body ?? emptyBody)
    return { ...update, before: parseBody(before ?? emptyBody) }
  })
  const fieldKeys = new Set(updates.flatMap(({ fields }) => [...fields.keys()]))
  const linkKeys = new Set(updates.flatMap(({ links }) => links.map(({ key }) => key)))
  const parts = [
    ...[...fieldKeys].map(key => restoredField(key, updates, record, isSame)),
    ...[...linkKeys].map(key => restoredLinks(key, updates, record.relationships.get(key) ?? [])),
  ]
  return {
    difference: joined(parts.map(({ difference }) => difference)),
    restored: joined(parts.map(({ restored }) => restored)),
    kept: parts.flatMap(({ kept }) => kept),
  }
}

const nothing: Difference = { fields: new Map(), links: [] }

function restoredField(key: string, updates: readonly Update[], record: ApiRecord, isSame: SameValue): Restoration {
  const writes = updates.flatMap(({ fields, before }): Write<FieldValue>[] => {
    const wrote = fields.get(key)
    return wrote === undefined ? [] : [{ wrote, before: writable(before.fields.get(key)) }]
  })
  const held = record.fields.get(key)
  const { wrote, before } = asOne(writes, (a, b) => isSame(key, a, b))
  const restored: Difference = { fields: new Map([[key, before]]), links: [] }
  if (isSame(key, held, before)) return { difference: nothing, restored, kept: [] }
  if (isSame(key, held, wrote)) return { difference: restored, restored, kept: [] }
  return { difference: nothing, restored: nothing, kept: [key] }
}

function restoredLinks(key: string, updates: readonly Update[], held: readonly string[]): Restoration {
  const changes = updates.flatMap(({ links, before }) =>
    links
      .filter(change => change.key === key)
      .map(change => ({ ...change, before: [before.relationships.get(key) ?? []].flat() })),
  )
  return changes[0]?.operation === 'replace' ? restoredWhole(key, changes, held) : restoredEach(key, changes, held)
}

type UndoneLinks = LinkChange & { readonly before: readonly string[] }

/** A relationship that was replaced: it goes back as a whole. */
function restoredWhole(key: string, changes: readonly UndoneLinks[], held: readonly string[]): Restoration {
  const writes = changes.map(({ operation, ids, before }): Write<readonly string[]> => {
    const wrote = { replace: ids, add: [...before, ...ids], remove: before.filter(id => !ids.includes(id)) }
    return { wrote: wrote[operation], before }
  })
  const { wrote, before } = asOne(writes, areSameIds)
  const restored = linksOnly([{ key, operation: 'replace', ids: before }])
  if (areSameIds(held, before)) return { difference: nothing, restored, kept: [] }
  if (areSameIds(held, wrote)) return { difference: linksOnly(replacement(key, held, before)), restored, kept: [] }
  return { difference: nothing, restored: nothing, kept: [key] }
}

/** A relationship that records were added to or taken from: each of them goes back for itself. */
function restoredEach(key: string, changes: readonly UndoneLinks[], held: readonly string[]): Restoration {
  const touched = new Set(
    changes.flatMap(({ operation, ids, before }) => [...ids, ...(operation === 'replace' ? before : [])]),
  )
  const links = [...touched].map(id => {
    const writes = changes.flatMap(change => writeOfLink(id, change))
    return { id, isHeld: held.includes(id), ...asOne(writes, (a, b) => a === b) }
  })
  const undone = links.filter(({ isHeld, wrote, before }) => isHeld === before || isHeld === wrote)
  const linked = undone.filter(({ before }) => before)
  const unlinked = undone.filter(({ before }) => !before)
  const idsOf = (some: typeof links): readonly string[] => some.map(({ id }) => id)
  return {
    difference: linksOnly([
      { key, operation: 'add', ids: idsOf(linked.filter(({ isHeld }) => !isHeld)) },
      { key, operation: 'remove', ids: idsOf(unlinked.filter(({ isHeld }) => isHeld)) },
    ]),
    restored: linksOnly([
      { key, operation: 'add', ids: idsOf(linked) },
      { key, operation: 'remove', ids: idsOf(unlinked) },
    ]),
    kept: undone.length < links.length ? [key] : [],
  }
}

/** What a change made of the link to one record: whether it is there. */
function writeOfLink(id: string, { operation, ids, before }: UndoneLinks): Write<boolean>[] {
  if (operation === 'replace') {
    const write = { wrote: ids.includes(id), before: before.includes(id) }
    return write.wrote === write.before ? [] : [write]
  }
  return ids.includes(id) ? [{ wrote: operation === 'add', before: operation === 'remove' }] : []
}

/**
 * Several writes of one thing as if they were one: what the newest wrote, and what was there before the oldest. Where
 * one did not find what the one before it had left, somebody else came in between: what they made of it is put back.
 */
function asOne<T>(writes: readonly Write<T>[], isSame: (one: T, other: T) => boolean): Write<T> {
  const [newest, ...older] = writes
  if (newest === undefined) throw new Error('a key is undone that nothing was written to')
  let { before } = newest
  for (const write of older) {
    if (!isSame(before, write.wrote)) break
    before = write.before
  }
  return { wrote: newest.wrote, before }
}

/** A replacement of all links or, where that is more than one request may change, what differs. */
function replacement(key: string, held: readonly string[], before: readonly string[]): readonly LinkChange[] {
  if (held.length + before.length <= maxLinksPerRequest) return [{ key, operation: 'replace', ids: before }]
  return [
    { key, operation: 'add', ids: before.filter(id => !held.includes(id)) },
    { key, operation: 'remove', ids: held.filter(id => !before.includes(id)) },
  ]
}

function linksOnly(links: readonly LinkChange[]): Difference {
  return { fields: new Map(), links: links.filter(({ operation, ids }) => operation === 'replace' || ids.length > 0) }
}

function joined(differences: readonly Difference[]): Difference {
  return {
    fields: new Map(differences.flatMap(({ fields }) => [...fields])),
    links: differences.flatMap(({ links }) => links),
  }
}

/** A value of an answer as a write takes it: nothing is null, and a name or an address has no empty parts. */
function writable(value: FieldValue | undefined): FieldValue {
  if (value === undefined || blankValue(value)) return null
  const parts = asJsonObject(value)
  if (parts === null) return value
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => !blankValue(part))) as FieldValue
}

function areSameIds(one: readonly string[], other: readonly string[]): boolean {
  return new Set(one).symmetricDifference(new Set(other)).size === 0
}
