import type { FieldDefinition, RelationshipDefinition } from '../model/definitions.ts'
import { asJsonObject, canonicalJson, type JsonObject } from '../model/json.ts'
import { digestOf } from './identity.ts'

/** One way in which the workspace defines a key otherwise than it did. */
export type DefinitionChange =
  /** `property` is named as in `FieldDefinition` or `RelationshipDefinition`. */
  | { readonly kind: 'property'; readonly property: string; readonly before: unknown; readonly now: unknown }
  | { readonly kind: 'options_gone'; readonly labels: readonly string[] }
  | { readonly kind: 'options_new'; readonly labels: readonly string[] }
  /** The labels are those of options that are gone and of new ones: they have other ids now. */
  | { readonly kind: 'options_remade'; readonly labels: readonly string[] }
  | { readonly kind: 'options_renamed'; readonly renames: readonly Rename[] }
  /** They depend on another option of the parent field than they did. */
  | { readonly kind: 'options_moved'; readonly labels: readonly string[] }
  /** Not known which: a digest is all that was kept. */
  | { readonly kind: 'unknown' }

/** Labels of an option. */
export interface Rename {
  readonly before: string
  readonly now: string
}

/** A run keeps its definitions in the ledger: what is longer than this many characters is not worth the room each night. */
const maxKeptLength = 20_000

/** A definition as a run keeps it for a later one to compare with: canonical JSON or, of a long one, a digest. */
export function keptDefinition(definition: FieldDefinition | RelationshipDefinition): string {
  const text = canonicalJson(definition)
  return text.length > maxKeptLength ? digestOf([text]) : text
}

/**
 * How a kept definition differs from what it was; empty where it does not. Options in another order are the same, and
 * so are properties that only one of the two versions of this program knew. Pure.
 */
export function compareDefinitions(before: string, now: string): readonly DefinitionChange[] {
  if (before === now) return []
  const was = readDefinition(before)
  const is = readDefinition(now)
  if (was === null || is === null) return digestOfKept(before) === digestOfKept(now) ? [] : [{ kind: 'unknown' }]
  return [...propertyChanges(was, is), ...optionChanges(optionsById(was), optionsById(is))]
}

/** Null where only a digest was kept. */
function readDefinition(kept: string): JsonObject | null {
  return isDigest(kept) ? null : asJsonObject(JSON.parse(kept))
}

function digestOfKept(kept: string): string {
  return isDigest(kept) ? kept : digestOf([kept])
}

function isDigest(kept: string): boolean {
  return !kept.startsWith('{')
}

function propertyChanges(before: JsonObject, now: JsonObject): readonly DefinitionChange[] {
  const properties = new Map(Object.entries(now))
  return Object.entries(before)
    .filter(([property, value]) => {
      const isComparable = property !== 'options' && properties.has(property)
      return isComparable && canonicalJson(value) !== canonicalJson(properties.get(property))
    })
    .map(([property, value]) => ({ kind: 'property', property, before: value, now: properties.get(property) }))
}

interface Option {
  readonly label: string
  readonly parentId: string | null
}

function optionChanges(
  before: ReadonlyMap<string, Option>,
  now: ReadonlyMap<string, Option>,
): readonly DefinitionChange[] {
  const gone = labelsWithout(before, now)
  const added = labelsWithout(now, before)
  const remade = gone.filter(label => added.includes(label))
  const isRemade = (label: string): boolean => remade.includes(label)
  const kept = [...before].flatMap(([id, was]) => {
    const is = now.get(id)
    return is === undefined ? [] : [{ was, is }]
  })
  const renames = kept
    .filter(({ was, is }) => was.label !== is.label)
    .map(({ was, is }) => ({ before: was.label, now: is.label }))
  const moved = kept.filter(({ was, is }) => was.parentId !== is.parentId).map(({ is }) => is.label)
  return [
    ...someLabels(
      'options_gone',
      gone.filter(label => !isRemade(label)),
    ),
    ...someLabels(
      'options_new',
      added.filter(label => !isRemade(label)),
    ),
    ...someLabels('options_remade', remade),
    ...(renames.length === 0 ? [] : [{ kind: 'options_renamed', renames } as const]),
    ...someLabels('options_moved', moved),
  ]
}

function someLabels(
  kind: 'options_gone' | 'options_new' | 'options_remade' | 'options_moved',
  labels: readonly string[],
): readonly DefinitionChange[] {
  return labels.length === 0 ? [] : [{ kind, labels }]
}

/** Labels of the options whose ids the others have not. */
function labelsWithout(options: ReadonlyMap<string, Option>, others: ReadonlyMap<string, Option>): readonly string[] {
  return [...options].filter(([id]) => !others.has(id)).map(([, { label }]) => label)
}

function optionsById(definition: JsonObject): ReadonlyMap<string, Option> {
  const options = Array.isArray(definition['options']) ? definition['options'] : []
  return new Map(
    options.map(asJsonObject).map(option => {
      const parentId = option?.['parentId']
      return [
        String(option?.['id']),
        { label: String(option?.['label']), parentId: typeof parentId === 'string' ? parentId : null },
      ]
    }),
  )
}
