import { type ValueType, valueTypes } from '../model/definitions.ts'
import type { FieldValue, MatchField, Wanted } from '../model/payload.ts'
import type { Path } from './document.ts'
import { type KnownObject, knownShape } from './field-shape.ts'
import { unknownField } from './keys.ts'
import type { FindBy } from './mapping.ts'
import type { Place } from './scope.ts'

/** Types that no list can be filtered by. Source: the "List endpoints" page of the API's documentation. */
const notFilterable: readonly ValueType[] = ['MULTI_SELECT', 'MARKDOWN', 'HTML']
const filterable = valueTypes.filter(type => !notFilterable.includes(type))

/** A field that records of an object are looked up by. */
export function lookUpField(subject: KnownObject, key: string): MatchField {
  return { key, valueType: knownShape(subject, key)?.valueType ?? null }
}

/** Why records cannot be looked up by a field; null where they can. */
export function lookUpProblem(subject: KnownObject, key: string): string | null {
  const { valueType } = lookUpField(subject, key)
  if (valueType === null || !notFilterable.includes(valueType)) return unknownField(subject, key)
  return `${key} is ${valueType}, which the API cannot search by; it can by ${filterable.join(', ')}`
}

/** Notes a problem at a field of `find`. */
export function refuseFindBy({ scope, path }: Place, { key, rule }: FindBy, message: string): void {
  if (rule === null) scope.refuse([...path, 'find', 'by'], message)
  else scope.refuse(findByPath(path, key), message, 'key')
}

/** Where the rule of one of several fields of `find` stands. */
export function findByPath(path: Path, key: string): Path {
  return [...path, 'find', 'by', key]
}

/** One value of a field as a filter takes it: a name or an address is a text. */
export function filterValue(value: FieldValue): Wanted['values'][number] {
  if (value === null) return ''
  return typeof value === 'object' ? Object.values(value).join(' ') : value
}
