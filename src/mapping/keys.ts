import { nearest } from '../model/nearest.ts'
import { isStandardObject, objectFacts, writableObjects } from '../model/objects.ts'
import type { Scope } from './scope.ts'
import { systemKeys } from './system-fields.ts'

/**
 * Checks the mapping's object, fields and relationships against what can be written: as the workspace defines it, and
 * without definitions as the API's documentation fixes it.
 */
export function checkKeys(scope: Scope): void {
  checkObject(scope)
  checkSection(scope, 'fields')
  checkSection(scope, 'relationships')
  checkRequired(scope, 'fields')
  checkRequired(scope, 'relationships')
  const { mapping, problems, refuse } = scope
  if (problems.length > 0 || mapping.fields.size + mapping.relationships.size > 0) return
  refuse(['object'], 'the mapping fills nothing: say under "fields" which column goes where', 'key')
}

type Section = 'fields' | 'relationships'

const singular = { fields: 'field', relationships: 'relationship' } as const

function checkObject({ mapping, definitions, refuse, warn }: Scope): void {
  const { object } = mapping
  if (definitions !== null && definitions.objectType !== object && isStandardObject(object)) {
    if (definitions.objectType.replace(/^\$/, '') !== object) {
      refuse(['object'], `the definitions at hand are those of ${definitions.objectType}, not of ${object}`)
    }
  }
  if (definitions !== null || isStandardObject(object)) return
  const near = nearest(object, writableObjects)
  if (near !== null)
    warn(['object'], `"${object}" is taken as a custom object's slug; nearest standard object: ${near}`)
}

function checkSection(scope: Scope, section: Section): void {
  const { mapping, refuse } = scope
  const known = knownKeys(scope, section)
  const others = knownKeys(scope, section === 'fields' ? 'relationships' : 'fields')
  const readOnly = readOnlyKeys(scope, section)
  for (const key of mapping[section].keys()) {
    if (readOnly.has(key)) refuse([section, key], `${key} is read-only: remove it`, 'key')
    else if (known === null || known.has(key)) continue
    else if (others?.has(key)) refuse([section, key], wrongSection(key, section), 'key')
    else refuse([section, key], unknownKey(mapping.object, section, key, known), 'key')
  }
}

function wrongSection(key: string, section: Section): string {
  const other = section === 'fields' ? 'relationships' : 'fields'
  return `${key} is a ${singular[other]}: move it to "${other}"`
}

function unknownKey(object: string, section: Section, key: string, known: ReadonlySet<string>): string {
  const near = nearest(key, known)
  const advice = near === null ? `see "lightfield-import definitions ${object}"` : `nearest: ${near}`
  return `${object} has no ${singular[section]} "${key}"; ${advice}`
}

/** The keys there are; null where nobody knows all of them. */
function knownKeys({ mapping, definitions }: Scope, section: Section): ReadonlySet<string> | null {
  const system = systemKeys(mapping.object)
  if (definitions !== null) return new Set(definitions[section].keys())
  return system.complete ? new Set(system[section].keys()) : null
}

function readOnlyKeys({ mapping, definitions }: Scope, section: Section): ReadonlySet<string> {
  const facts = objectFacts(mapping.object)
  if (section === 'relationships') return new Set(facts.readOnlyRelationships)
  const defined = [...(definitions?.fields.values() ?? [])].filter(field => field.readOnly).map(field => field.key)
  return new Set([...facts.readOnlyFields, ...defined])
}

function checkRequired({ mapping, refuse }: Scope, section: Section): void {
  const facts = objectFacts(mapping.object)
  const required = section === 'fields' ? facts.requiredFields : facts.requiredRelationships
  for (const key of required) {
    if (mapping[section].has(key)) continue
    refuse([section], `${mapping.object} needs the ${singular[section]} ${key}: add it under "${section}"`, 'key')
  }
}
