import type { FieldValue } from '../model/payload.ts'
import type { ObjectModel } from './catalog.ts'
import { ApiFailure } from './errors.ts'
import type { RecordStore, StoredRecord } from './records.ts'

/** Refuses a write that would give a unique field a value that another record of its type has: 409. */
export function checkUnique(model: ObjectModel, written: StoredRecord, records: RecordStore): void {
  for (const field of model.fields.values()) {
    if (field.unique !== true) continue
    const values = new Set(valuesOf(written.fields.get(field.key)))
    if (values.size > 0 && isHeldByAnother(written, field.key, values, records)) throw violation(model, field.key)
  }
}

function isHeldByAnother(
  written: StoredRecord,
  key: string,
  values: ReadonlySet<string>,
  records: RecordStore,
): boolean {
  for (const other of records.ofType(written.type)) {
    if (other.id === written.id || other.trashedAt !== null) continue
    if (valuesOf(other.fields.get(key)).some(value => values.has(value))) return true
  }
  return false
}

/** What must not come twice: each of several values. Case never tells values apart, and nothing is no value. */
function valuesOf(value: FieldValue | undefined): readonly string[] {
  if (value === undefined || value === null || value === '') return []
  const values = Array.isArray(value) ? value : [value]
  return values.map(one => JSON.stringify(one).toLowerCase())
}

function violation(model: ObjectModel, key: string): ApiFailure {
  return new ApiFailure(409, {
    type: 'conflict',
    code: 'unique_violation',
    message: `Another ${model.type} has this ${key}.`,
    param: key,
  })
}
