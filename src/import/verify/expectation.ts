import type { LedgerRow, RecordWrite } from '../../ledger/ledger-row.ts'
import type { ApiRecord } from '../../lightfield/record.ts'
import type { FieldValue } from '../../model/payload.ts'
import { blankValue } from '../../model/same-value.ts'
import { parseBody } from '../delivery/body.ts'
import type { Difference, LinkChange } from '../delivery/difference.ts'
import { parseUpdate } from '../delivery/update-body.ts'
import type { SameValue } from '../undo/restoration.ts'

/** What a record should hold after all that was written to it, as far as one row says something of it. */
export interface Expectation {
  /** Null: cleared. */
  readonly fields: ReadonlyMap<string, FieldValue>
  readonly links: ReadonlyMap<string, ExpectedLinks>
}

/** Links of one relationship. Others may have been added by the workspace or by people, unless it takes one record only. */
interface ExpectedLinks {
  readonly present: ReadonlySet<string>
  /** Links that were taken away. */
  readonly absent: ReadonlySet<string>
  /** Whether there are no others. */
  readonly isWhole: boolean
}

/** A row that has written to its record, or found it to hold already what it says. */
export type WrittenRow = LedgerRow & { readonly recordId: string; readonly written: NonNullable<LedgerRow['written']> }

/**
 * Fields and relationships in which a record holds something else than what was sent, in their order. What another row
 * has written to the same record since is as good as what this one wrote. Pure.
 *
 * @param writes to the record, by whatever row and import, the oldest first
 */
export function differingKeys(
  row: WrittenRow,
  writes: readonly RecordWrite[],
  record: ApiRecord,
  isSame: SameValue,
): readonly string[] {
  const own = ownExpectation(row, writes)
  const differing = unmet(own, record, isSame)
  if (differing.length === 0) return differing
  const later = new Set(unmet(withLaterWrites(own, row, writes), record, isSame))
  return differing.filter(key => later.has(key))
}

/** What the row itself has left its record with. */
function ownExpectation(row: WrittenRow, writes: readonly RecordWrite[]): Expectation {
  const written = parseBody(row.written.body)
  const fields = new Map(written.fields)
  const links = new Map([...written.relationships].map(([key, ids]) => [key, linksOf(ids)]))
  for (const write of writes) {
    const { fields: changed, links: changes } = isOf(row, write) ? updateOf(write) : nothing
    // What was cleared is not part of what is written in the end, and has to be blank all the same.
    for (const [key, value] of changed) if (value === null && !written.fields.has(key)) fields.set(key, null)
    for (const change of changes) links.set(change.key, withoutRemoved(links.get(change.key), change))
  }
  return { fields, links }
}

/** The same, where other rows have written since to what this one says. */
function withLaterWrites(own: Expectation, row: WrittenRow, writes: readonly RecordWrite[]): Expectation {
  const fields = new Map(own.fields)
  const links = new Map(own.links)
  for (const [position, write] of writes.entries()) {
    if (isOf(row, write)) continue
    const laterOwn = writes.slice(position + 1).filter(later => isOf(row, later))
    const update = updateOf(write)
    for (const [key, value] of update.fields) {
      if (own.fields.has(key) && !laterOwn.some(later => mentions(later, key))) fields.set(key, value)
    }
    for (const change of update.links) {
      const before = links.get(change.key)
      if (before !== undefined && !laterOwn.some(later => mentions(later, change.key))) {
        links.set(change.key, changed(before, change))
      }
    }
  }
  return { fields, links }
}

function unmet({ fields, links }: Expectation, record: ApiRecord, isSame: SameValue): readonly string[] {
  const isMet = (key: string, value: FieldValue): boolean => {
    const held = record.fields.get(key)
    return value === null ? blankValue(held) : isSame(key, held, value)
  }
  return [
    ...[...fields].filter(([key, value]) => !isMet(key, value)).map(([key]) => key),
    ...[...links]
      .filter(([key, expected]) => !isLinked(expected, record.relationships.get(key) ?? []))
      .map(([key]) => key),
  ]
}

function isLinked({ present, absent, isWhole }: ExpectedLinks, ids: readonly string[]): boolean {
  const held = new Set(ids)
  return present.isSubsetOf(held) && absent.isDisjointFrom(held) && (!isWhole || held.size === present.size)
}

const nothing: Difference = { fields: new Map(), links: [] }

/** A create changes nothing that was there before. */
function updateOf({ operation, body }: RecordWrite): Difference {
  return operation === 'create' || body === null ? nothing : parseUpdate(body)
}

function mentions(write: RecordWrite, key: string): boolean {
  const { fields, links } = updateOf(write)
  return write.operation === 'create' || fields.has(key) || links.some(change => change.key === key)
}

/** Identities tell the rows of one import apart; another one may have the same. */
function isOf(row: WrittenRow, write: RecordWrite): boolean {
  return write.isOwn && write.identity === row.identity
}

function linksOf(ids: string | readonly string[]): ExpectedLinks {
  return { present: new Set([ids].flat()), absent: new Set(), isWhole: typeof ids === 'string' }
}

/** What the row says of a relationship in the end, and that what it took away is not there. */
function withoutRemoved(written: ExpectedLinks | undefined, { operation, ids }: LinkChange): ExpectedLinks {
  const links = written ?? {
    present: new Set(),
    absent: new Set(),
    isWhole: operation === 'replace' && ids.length === 0,
  }
  if (operation !== 'remove') return links
  return { ...links, absent: links.absent.union(new Set(ids).difference(links.present)) }
}

/** Links after a change by another row. */
function changed(links: ExpectedLinks, { operation, ids }: LinkChange): ExpectedLinks {
  const named = new Set(ids)
  switch (operation) {
    case 'replace':
      return { present: named, absent: new Set(), isWhole: true }
    case 'add':
      return { ...links, present: links.present.union(named), absent: links.absent.difference(named) }
    case 'remove':
      return { ...links, present: links.present.difference(named), absent: links.absent.union(named) }
  }
}
