import type { FieldValue } from '../model/payload.ts'
import type { FieldModel, ObjectModel } from './catalog.ts'
import type { StoredRecord } from './records.ts'

/** A JSON body, ready to be written out. */
export type ResponseBody = Readonly<Record<string, unknown>>

/** A record as the API answers it: every field of its type, each value wrapped with its type. */
export function recordBody(model: ObjectModel, record: StoredRecord): ResponseBody {
  const fields = Object.fromEntries(wrapFields(model, record))
  const head = { id: record.id, createdAt: record.createdAt }
  const httpLink = `https://app.lightfield.example/${model.collection}/${record.id}`
  switch (model.form) {
    case 'list':
      return { ...head, httpLink, fields }
    case 'member':
      return { ...head, updatedAt: record.updatedAt, httpLink, fields, relationships: {} }
    case 'record':
      return { ...head, ...rest(model, record, httpLink), fields }
    case 'meeting':
      return { ...head, ...rest(model, record, httpLink), fields, objectType: 'meeting', accessLevel: 'FULL' }
  }
}

/** One page of a list. */
export function listBody(model: ObjectModel, page: readonly StoredRecord[], totalCount: number): ResponseBody {
  return { object: 'list', data: page.map(record => recordBody(model, record)), totalCount }
}

/** The definitions of a type. */
export function definitionsBody(model: ObjectModel): ResponseBody {
  return {
    objectType: model.type,
    fieldDefinitions: Object.fromEntries([...model.fields.values()].map(field => [field.key, definition(field)])),
    relationshipDefinitions: Object.fromEntries(
      [...model.relationships.values()].map(({ key, id, label, cardinality, objectType }) => [
        key,
        { id, label, description: null, cardinality, objectType },
      ]),
    ),
  }
}

/** The custom object types of a workspace. */
export function customObjectsBody(models: Iterable<ObjectModel>): ResponseBody {
  return { data: [...models].map(model => ({ objectType: model.type, label: model.label })) }
}

function rest(model: ObjectModel, record: StoredRecord, httpLink: string): ResponseBody {
  return {
    updatedAt: record.updatedAt,
    httpLink,
    externalId: null,
    relationships: Object.fromEntries(
      [...model.relationships.values()].map(({ key, cardinality, objectType }) => [
        key,
        { cardinality, objectType, values: record.relationships.get(key)?.toArray() ?? [] },
      ]),
    ),
  }
}

function wrapFields(model: ObjectModel, record: StoredRecord): [string, { valueType: string; value: FieldValue }][] {
  return [...model.fields.values()].map(({ key, valueType }) => [
    key,
    { valueType, value: record.fields.get(key) ?? null },
  ])
}

function definition(field: FieldModel): ResponseBody {
  return {
    id: field.id,
    label: field.label,
    description: field.description ?? null,
    valueType: field.valueType,
    readOnly: field.readOnly === true,
    typeConfiguration: {
      ...(field.options && { options: field.optionModels.map(option => ({ ...option, description: null })) }),
      ...(field.unique !== undefined && { unique: field.unique }),
      ...(field.currency && { currency: field.currency }),
      ...(field.multipleValues !== undefined && { multipleValues: field.multipleValues }),
      ...(field.handleService && { handleService: field.handleService }),
    },
  }
}
