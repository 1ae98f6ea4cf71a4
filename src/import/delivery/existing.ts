import type { WrittenBody } from '../../ledger/ledger-row.ts'
import type { ApiRecord } from '../../lightfield/record.ts'
import type { WritePolicy } from '../../mapping/compiled.ts'
import { canonicalJson } from '../../model/json.ts'
import type { FieldValue } from '../../model/payload.ts'
import { blankValue, sameValue } from '../../model/same-value.ts'
import { parseBody, type RecordBody } from './body.ts'
import { type Difference, differenceTo, type Held } from './difference.ts'

/** A record that a row is about, as far as it is known. */
export interface Existing {
  readonly id: string
  readonly httpLink: string | null
  /** What it holds now; null where nobody looked. */
  readonly record: ApiRecord | null
  /** What this import last wrote to it; null where it wrote nothing yet. */
  readonly written: WrittenBody | null
}

/** What it holds: as it was looked at, else as this import left it. */
export function heldBy({ record, written }: Existing): Held {
  if (record !== null) return record
  return heldOf(bodyOf(written))
}

/** What this import has written to it so far. */
export function writtenTo({ written }: Existing): RecordBody {
  return bodyOf(written)
}

/**
 * What an update has to change. What this import wrote before is changed where the row says something else now; a record
 * that it never wrote to, where it differs. Pure.
 */
export function differenceFor(existing: Existing, wanted: RecordBody, policy: WritePolicy): Difference {
  const { record, written } = existing
  const before = bodyOf(written)
  const isBlankNow = (key: string): boolean =>
    record === null || (blankValue(record.fields.get(key)) && (record.relationships.get(key) ?? []).length === 0)
  return differenceTo(written === null ? heldBy(existing) : heldOf(before), wanted, {
    written: before.relationships,
    isSame:
      written === null ? sameIn(policy) : (_, held, value) => canonicalJson(held ?? null) === canonicalJson(value),
    mayWrite(key) {
      const rule = policy.write.get(key)
      return rule === undefined || (rule === 'if_blank' && isBlankNow(key))
    },
  })
}

/** What a row has written to its record once the difference is carried out: not what the policy has kept out of it. */
export function takenOver(
  wanted: RecordBody,
  { fields, links }: Difference,
  { write }: Pick<WritePolicy, 'write'>,
): RecordBody {
  const changed = new Set([...fields.keys(), ...links.map(({ key }) => key)])
  const isTaken = ([key]: readonly [string, unknown]): boolean => !write.has(key) || changed.has(key)
  return {
    fields: new Map([...wanted.fields].filter(isTaken)),
    relationships: new Map([...wanted.relationships].filter(isTaken)),
  }
}

/**
 * Whether an update cannot do without a look at the record: something is written only where it is blank, or over a value
 * that is not known, in a record that may be somebody else's, so that undoing could not bring it back.
 */
export function needsLook(existing: Existing, { fields, links }: Difference, { write, mode }: WritePolicy): boolean {
  const known = writtenTo(existing)
  const isUnknown = (key: string): boolean => !known.fields.has(key) && !known.relationships.has(key)
  const keys = [...fields.keys(), ...links.map(({ key }) => key)]
  return keys.some(key => write.get(key) === 'if_blank' || (mode !== 'create' && isUnknown(key)))
}

/** Whether two values are the same to the API. */
export function sameIn({
  valueTypes,
  options,
}: Pick<WritePolicy, 'valueTypes' | 'options'>): (key: string, held: unknown, wanted: FieldValue) => boolean {
  return (key, held, wanted) => sameValue(held, wanted, valueTypes.get(key) ?? null, options.get(key) ?? [])
}

function bodyOf(written: WrittenBody | null): RecordBody {
  return written === null ? { fields: new Map(), relationships: new Map() } : parseBody(written.body)
}

function heldOf({ fields, relationships }: RecordBody): Held {
  return { fields, relationships: new Map([...relationships].map(([key, ids]) => [key, [ids].flat()])) }
}
