import { nearest } from '../model/nearest.ts'
import { isStandardObject, objectFacts, writableObjects } from '../model/objects.ts'
import type { Path } from './document.ts'
import type { KnownObject } from './field-shape.ts'
import type { Scope } from './scope.ts'
import { systemKeys } from './system-fields.ts'

/**
 * Checks the mapping's object, fields and relationships against what can be written: as the workspace defines it, and
 * without definitions as the API's documentation fixes it.
 */
export function checkKeys(scope: Scope): void {
  const { mapping, object, problems, refuse } = scope
  checkObject(scope)
  checkFields(scope, 'move it to "relationships"')
  checkSection(scope, 'relationships', ['relationships'], mapping.relationships.keys(), 'move it to "fields"')
  for (const key of objectFacts(object).requiredRelationships) {
    if (mapping.relationships.has(key)) continue
    refuse(
      ['relationships'],
      `${object} needs the relationship ${key}: add it under "relationships"`,
      'key',
      'required_missing',
    )
  }
  if (problems.length > 0 || mapping.fields.size + mapping.relationships.size > 0) return
  refuse(['object'], 'the mapping fills nothing: say under "fields" which column goes where', 'key')
}

/**
 * Checks the fields of the scope's object alone.
 *
 * @param adviceOnRelationships what to do about a relationship that stands among them
 */
export function checkFields(scope: Scope, adviceOnRelationships: string): void {
  const { object, fields, fieldsPath, requiredFields, refuse } = scope
  checkSection(scope, 'fields', fieldsPath, fields.keys(), adviceOnRelationships)
  for (const key of requiredFields) {
    if (!fields.has(key))
      refuse(fieldsPath, `${object} needs the field ${key}: add it under "fields"`, 'key', 'required_missing')
  }
}

/** What to say of an object that may be a misspelt standard one, where the workspace cannot be asked; null of any other. */
export function doubtfulObject(object: string): string | null {
  const near = isStandardObject(object) ? null : nearest(object, writableObjects)
  return near && `"${object}" is taken as a custom object's slug; nearest standard object: ${near}`
}

/** Why a field cannot be meant; null where there is one of this key, or nobody knows. */
export function unknownField(subject: KnownObject, key: string): string | null {
  const known = knownKeys(subject, 'fields')
  if (known === null || known.has(key)) return null
  if (knownKeys(subject, 'relationships')?.has(key)) return `${key} is a relationship: name a field`
  return unknownKey(subject.object, 'fields', key, known)
}

/** Fields that cannot be written. */
export function readOnlyFields(subject: KnownObject): ReadonlySet<string> {
  return readOnlyKeys(subject, 'fields')
}

type Section = 'fields' | 'relationships'

const unknownCode = { fields: 'field_unknown', relationships: 'relationship_unknown' } as const

const singular = { fields: 'field', relationships: 'relationship' } as const

function checkObject({ object, definitions, refuse, warn }: Scope): void {
  if (definitions !== null && definitions.objectType !== object && isStandardObject(object)) {
    if (definitions.objectType.replace(/^\$/, '') !== object) {
      refuse(['object'], `the definitions at hand are those of ${definitions.objectType}, not of ${object}`)
    }
  }
  const doubt = definitions === null ? doubtfulObject(object) : null
  if (doubt !== null) warn(['object'], doubt)
}

function checkSection(scope: Scope, section: Section, path: Path, keys: Iterable<string>, advice: string): void {
  const { object, refuse } = scope
  const otherSection = section === 'fields' ? 'relationships' : 'fields'
  const known = knownKeys(scope, section)
  const others = knownKeys(scope, otherSection)
  const readOnly = readOnlyKeys(scope, section)
  for (const key of keys) {
    if (readOnly.has(key)) refuse([...path, key], `${key} is read-only: remove it`, 'key', 'key_read_only')
    else if (known === null || known.has(key)) continue
    else if (others?.has(key))
      refuse([...path, key], `${key} is a ${singular[otherSection]}: ${advice}`, 'key', 'section_wrong')
    else refuse([...path, key], unknownKey(object, section, key, known), 'key', unknownCode[section])
  }
}

function unknownKey(object: string, section: Section, key: string, known: ReadonlySet<string>): string {
  const near = nearest(key, known)
  const advice = near === null ? `see "lightfield-import definitions ${object}"` : `nearest: ${near}`
  return `${object} has no ${singular[section]} "${key}"; ${advice}`
}

/** The keys there are; null where nobody knows all of them. */
function knownKeys({ object, definitions }: KnownObject, section: Section): ReadonlySet<string> | null {
  const system = systemKeys(object)
  if (definitions !== null) return new Set(definitions[section].keys())
  return system.complete ? new Set(system[section].keys()) : null
}

function readOnlyKeys({ object, definitions }: KnownObject, section: Section): ReadonlySet<string> {
  const facts = objectFacts(object)
  if (section === 'relationships') return new Set(facts.readOnlyRelationships)
  const defined = [...(definitions?.fields.values() ?? [])].filter(field => field.readOnly).map(field => field.key)
  return new Set([...facts.readOnlyFields, ...defined])
}
