import type { FieldValue } from '../model/payload.ts'
import type { FieldModel, ObjectModel } from './catalog.ts'
import { badRequest, parameterMissing } from './errors.ts'
import { readFieldValue } from './field-values.ts'
import { isPlainObject } from './json-body.ts'

/** The fields of a create, checked and as stored. Throws the API's refusal of the first that is wrong or missing. */
export function readCreatedFields(model: ObjectModel, fields: unknown, nowMs: number): Map<string, FieldValue> {
  const values = readFields(model, fields, writableOnCreate)
  for (const field of model.fields.values()) {
    if (field.required && (values.get(field.key) ?? null) === null) throw parameterMissing(field.key)
  }
  if (model.form === 'meeting') refuseFuture(values, nowMs)
  return values
}

/** The fields of an update: the record's own with the changes in them. An absent `fields` changes nothing. */
export function readUpdatedFields(
  model: ObjectModel,
  fields: unknown,
  current: ReadonlyMap<string, FieldValue>,
): ReadonlyMap<string, FieldValue> {
  if (fields === undefined) return current
  return new Map([...current, ...readFields(model, fields, writableOnUpdate)])
}

function readFields(
  model: ObjectModel,
  fields: unknown,
  isWritable: (field: FieldModel) => boolean,
): Map<string, FieldValue> {
  if (fields === undefined) throw parameterMissing('fields')
  if (!isPlainObject(fields)) throw badRequest('invalid_type', 'fields must be an object.', 'fields')
  const values = new Map<string, FieldValue>()
  for (const [key, value] of Object.entries(fields)) {
    const field = model.fields.get(key)
    if (field === undefined) throw badRequest('unknown_field', `${model.type} has no field of that key.`, key)
    if (!isWritable(field)) throw badRequest('invalid_configuration', `${key} cannot be written.`, key)
    values.set(key, readFieldValue(field, value))
  }
  return values
}

function writableOnCreate(field: FieldModel): boolean {
  return field.readOnly !== true
}

function writableOnUpdate(field: FieldModel): boolean {
  return field.readOnly !== true && field.createOnly !== true
}

function refuseFuture(values: ReadonlyMap<string, FieldValue>, nowMs: number): void {
  for (const key of ['$startDate', '$endDate']) {
    const value = values.get(key)
    if (typeof value === 'string' && Date.parse(value) > nowMs) {
      throw badRequest('invalid_type', `${key} must be in the past.`, key)
    }
  }
}
