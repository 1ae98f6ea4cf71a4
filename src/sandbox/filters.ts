import type { ValueType } from '../model/definitions.ts'
import type { FieldValue } from '../model/payload.ts'
import type { FieldModel, ObjectModel, RelationshipModel } from './catalog.ts'
import { type ApiFailure, badRequest } from './errors.ts'
import { readInstant } from './instants.ts'
import type { StoredRecord } from './records.ts'

/** Whether a record passes one filter. */
export type RecordFilter = (record: StoredRecord) => boolean

type Operator =
  | 'equal'
  | 'greaterThan'
  | 'greaterThanOrEqual'
  | 'lessThan'
  | 'lessThanOrEqual'
  | 'startsWith'
  | 'contains'

type ValueFilter = (value: NonNullable<FieldValue>) => boolean

interface ParsedKey {
  readonly key: string
  /** Null where the request left it out. */
  readonly operator: Operator | null
  readonly isNegated: boolean
}

const comparing: readonly Operator[] = ['equal', 'greaterThan', 'greaterThanOrEqual', 'lessThan', 'lessThanOrEqual']
const prefixing: readonly Operator[] = ['equal', 'startsWith']
const containing: readonly Operator[] = ['contains']

/** The operators of each value type, the one that stands in for none first. Source: the API's page on list endpoints. */
const operatorsByType: Readonly<Record<ValueType, readonly Operator[]>> = {
  NUMBER: comparing,
  CURRENCY: comparing,
  DATETIME: comparing,
  TEXT: prefixing,
  FULL_NAME: prefixing,
  SOCIAL_HANDLE: prefixing,
  ADDRESS: prefixing,
  CHECKBOX: ['equal'],
  SINGLE_SELECT: ['equal'],
  EMAIL: containing,
  TELEPHONE: containing,
  URL: containing,
  MULTI_SELECT: [],
  MARKDOWN: [],
  HTML: [],
}

const relationshipOperators: readonly Operator[] = ['contains', 'equal']

const filterPattern = /^(?<key>[^[\]]+)(?:\[(?<negation>-?)(?<operator>[A-Za-z]*)\])?$/

/** Reads the filters of a list request from its query; throws the API's 400 for a key or operator that is not there. */
export function readFilters(model: ObjectModel, query: Iterable<readonly [string, string]>): RecordFilter[] {
  const filters: RecordFilter[] = []
  for (const [name, value] of query) {
    if (name !== 'offset' && name !== 'limit') filters.push(readFilter(model, name, value))
  }
  return filters
}

function readFilter(model: ObjectModel, name: string, value: string): RecordFilter {
  if (!model.isFilterable) throw badRequest('unknown_field', `Lists of ${model.collection} take no filters.`, name)
  const parsed = parseKey(name)
  const field = model.fields.get(parsed.key)
  const filter = field === undefined ? relationshipFilter(model, parsed, value) : fieldFilter(field, parsed, value)
  return parsed.isNegated ? record => !filter(record) : filter
}

function parseKey(name: string): ParsedKey {
  const groups = filterPattern.exec(name)?.groups
  if (groups === undefined) throw badRequest('invalid_type', 'A filter has the form key[operator]=value.', name)
  const word = groups['operator'] ?? ''
  const operator = operatorNamed(word)
  if (operator === null && word !== '') throw badRequest('invalid_type', 'There is no such filter operator.', name)
  return { key: groups['key'] ?? '', operator, isNegated: groups['negation'] === '-' }
}

function operatorNamed(word: string): Operator | null {
  return [...comparing, ...prefixing, ...containing].find(operator => operator === word) ?? null
}

function fieldFilter(field: FieldModel, parsed: ParsedKey, operand: string): RecordFilter {
  const operators = operatorsByType[field.valueType]
  const operator = parsed.operator ?? operators[0]
  if (operator === undefined || !operators.includes(operator)) throw unsupported(field.key, field.valueType)
  const test = valueFilter(field, operator, operand)
  return record => {
    const value = record.fields.get(field.key) ?? null
    return value !== null && test(value)
  }
}

function relationshipFilter(model: ObjectModel, parsed: ParsedKey, id: string): RecordFilter {
  const relationship = findRelationship(model, parsed.key)
  if (relationship === null) throw badRequest('unknown_field', `${model.type} has nothing of that key.`, parsed.key)
  if (!relationshipOperators.includes(parsed.operator ?? 'contains')) throw unsupported(parsed.key, 'a relationship')
  return record => record.relationships.get(relationship.key)?.includes(id) ?? false
}

function findRelationship(model: ObjectModel, key: string): RelationshipModel | null {
  for (const relationship of model.relationships.values()) {
    if (relationship.key === key || relationship.filterKey === key) return relationship
  }
  return null
}

function valueFilter(field: FieldModel, operator: Operator, operand: string): ValueFilter {
  switch (field.valueType) {
    case 'NUMBER':
    case 'CURRENCY':
      return compareWith(operator, readNumber(field, operand), Number)
    case 'DATETIME':
      return compareWith(operator, readDatetime(field, operand), value => Date.parse(String(value)))
    case 'CHECKBOX':
      return isEqualTo(readBoolean(field, operand))
    case 'SINGLE_SELECT': {
      const ids = (field.optionsByWord.get(operand) ?? []).map(option => option.id)
      return value => ids.some(id => id === value)
    }
    default:
      return textFilter(operator, operand)
  }
}

function compareWith(operator: Operator, operand: number, toNumber: (value: FieldValue) => number): ValueFilter {
  switch (operator) {
    case 'greaterThan':
      return value => toNumber(value) > operand
    case 'greaterThanOrEqual':
      return value => toNumber(value) >= operand
    case 'lessThan':
      return value => toNumber(value) < operand
    case 'lessThanOrEqual':
      return value => toNumber(value) <= operand
    default:
      return value => toNumber(value) === operand
  }
}

/** `equal` tells cases apart; the other operators do not. */
function textFilter(operator: Operator, operand: string): ValueFilter {
  const folded = operand.toLowerCase()
  switch (operator) {
    case 'startsWith':
      return value => textsOf(value).some(text => text.toLowerCase().startsWith(folded))
    case 'contains':
      return value => textsOf(value).some(text => text.toLowerCase().includes(folded))
    default:
      return value => textsOf(value).some(text => text === operand)
  }
}

/** A value as text: each of several strings, or the parts of a name or an address in one line. */
function textsOf(value: NonNullable<FieldValue>): readonly string[] {
  if (typeof value !== 'object') return [String(value)]
  if (Array.isArray(value)) return value
  return [Object.values(value).join(' ')]
}

function isEqualTo(operand: boolean): ValueFilter {
  return value => value === operand
}

function readNumber(field: FieldModel, operand: string): number {
  const number = Number(operand)
  if (operand.trim() === '' || Number.isNaN(number)) throw wrongOperand(field, 'a number')
  return number
}

function readDatetime(field: FieldModel, operand: string): number {
  const instantMs = readInstant(operand)
  if (instantMs === null) throw wrongOperand(field, 'an ISO 8601 date and time with an offset')
  return instantMs
}

function readBoolean(field: FieldModel, operand: string): boolean {
  if (operand === 'true') return true
  if (operand === 'false') return false
  throw wrongOperand(field, 'true or false')
}

function unsupported(key: string, kind: string): ApiFailure {
  return badRequest('invalid_type', `${key} (${kind}) cannot be filtered by that operator.`, key)
}

function wrongOperand(field: FieldModel, expected: string): ApiFailure {
  return badRequest('invalid_type', `A filter by ${field.key} (${field.valueType}) takes ${expected}.`, field.key)
}
