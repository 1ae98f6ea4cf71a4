import { addressParts, nameParts, type PartName } from '../mapping/schema.ts'
import type { FieldDefinition, ObjectDefinitions, RelationshipDefinition } from '../model/definitions.ts'
import { foldName } from './column-names.ts'
import { synonyms } from './field-names.ts'
import { partSynonyms } from './part-names.ts'
import { relatedNames } from './related-names.ts'

/** Something that a column can fill. */
export type Target =
  | { readonly kind: 'field'; readonly key: string; readonly field: FieldDefinition; readonly names: Names }
  | {
      readonly kind: 'part'
      readonly key: string
      readonly part: PartName
      readonly field: FieldDefinition
      readonly names: Names
    }
  | {
      readonly kind: 'relationship'
      readonly key: string
      readonly relationship: RelationshipDefinition
      readonly names: Names
    }

/** Folded names of a target, and how surely each means it, 0 to 1. */
export type Names = ReadonlyMap<string, number>

/** Who made a record is kept by the API, and what other products export under this name is something else. */
const neverProposed = '$createdBy'

/** Everything that columns can fill, in the order of the definitions. */
export function listTargets(definitions: ObjectDefinitions): readonly Target[] {
  const { objectType: object } = definitions
  const fields = [...definitions.fields.values()].flatMap(field => fieldTargets(field, object))
  const relationships = [...definitions.relationships.values()]
    .filter(relationship => relationship.key !== neverProposed)
    .map((relationship): Target => {
      const own = ownNames(relationship)
      const isMain = isMainEnd(relationship, own)
      const names = namesOf(own, isMain ? relatedNames(relationship.objectType) : [])
      return { kind: 'relationship', key: relationship.key, relationship, names }
    })
  return [...fields, ...relationships]
}

function fieldTargets(field: FieldDefinition, object: string): readonly Target[] {
  const { key, valueType } = field
  const own = ownNames(field)
  const part = (name: PartName): Target => ({ kind: 'part', key, part: name, field, names: partTargetNames(name, own) })
  if (valueType === 'ADDRESS') return addressParts.map(part)
  const whole: Target = { kind: 'field', key, field, names: namesOf(own, synonyms(own, object)) }
  return valueType === 'FULL_NAME' ? [whole, ...nameParts.map(part)] : [whole]
}

/** A street may also go by the name of the whole address, which is kept as one text. */
function partTargetNames(part: PartName, own: readonly string[]): Names {
  const full = own.map(name => `${name}${foldName(part)}`)
  return namesOf(part === 'street' ? [...full, ...own] : full, partSynonyms(part))
}

function ownNames({ key, label }: { readonly key: string; readonly label: string }): readonly string[] {
  return [...new Set([foldName(key), foldName(label)])].filter(name => name !== '')
}

/** The names of its own first; the later a synonym stands, the less it says. */
function namesOf(own: readonly string[], others: readonly string[]): Names {
  const names = new Map(others.map((name, index) => [name, Math.max(0.9 - index * 0.004, 0.7)] as const).reverse())
  for (const name of own) names.set(name, 1)
  return names
}

/**
 * Whether a relationship is the one that is meant by the usual words: the owner among the members, the plain one among
 * accounts. Which contact of a deal another product means is never certain.
 */
function isMainEnd({ objectType }: RelationshipDefinition, own: readonly string[]): boolean {
  return objectType !== 'contact' && own.some(name => relatedNames(objectType).includes(name))
}
