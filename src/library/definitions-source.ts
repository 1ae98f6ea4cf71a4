import { InputError } from '../errors.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import { parseDefinitions } from '../lightfield/definitions.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { createsParents, relatedObjects } from '../mapping/references.ts'
import { readTextFile } from '../mapping/text-file.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { parseJson } from '../model/json.ts'
import { nearest } from '../model/nearest.ts'
import { isStandardObject, objectFacts, writableObjects } from '../model/objects.ts'

/** Longest definitions file that is read: as much as an answer of the API may hold. */
const maxDefinitionsBytes = 16 * 1024 * 1024

/**
 * Definitions from a file that the command `definitions` wrote.
 *
 * @throws InputError `definitions_unreadable`, `definitions_invalid`
 */
export async function readDefinitionsFile(file: string): Promise<ObjectDefinitions> {
  const read = await readTextFile(file, maxDefinitionsBytes)
  const json = 'text' in read ? parseJson(read.text) : undefined
  if (json === undefined) {
    const reason = 'text' in read ? 'is not JSON' : `cannot be read: ${read.reason}`
    throw new InputError('definitions_unreadable', `The definitions file ${file} ${reason}.`, {
      cause: 'text' in read ? undefined : read.cause,
      hint: 'Write it with: lightfield-import definitions TYPE --out FILE',
    })
  }
  return parseDefinitions(json, file)
}

/** Where a workspace's definitions come from. */
export type DefinitionsSource = Pick<LightfieldClient, 'definitions' | 'customObjects'>

/** A source that asks the API once, however many mappings go by the same type. */
export function askingOnce(client: DefinitionsSource): DefinitionsSource {
  const definitions = new Map<string, ReturnType<DefinitionsSource['definitions']>>()
  let customObjects: ReturnType<DefinitionsSource['customObjects']> | null = null
  return {
    definitions(object, signal) {
      const asked = definitions.get(object) ?? client.definitions(object, signal)
      definitions.set(object, asked)
      return asked
    },
    customObjects(signal) {
      customObjects ??= client.customObjects(signal)
      return customObjects
    },
  }
}

/**
 * The workspace's definitions of a type; null for a type that has no such endpoint.
 *
 * @throws InputError `object_unknown` for a custom object that the workspace does not list
 * @throws RunStopped where the API refuses or cannot be reached
 */
export async function fetchDefinitions(
  client: DefinitionsSource,
  object: string,
  signal: AbortSignal,
): Promise<ObjectDefinitions | null> {
  await assertKnownObject(client, object, signal)
  return client.definitions(object, signal)
}

/** @throws InputError `object_unknown` */
export async function assertKnownObject(
  client: Pick<LightfieldClient, 'customObjects'>,
  object: string,
  signal: AbortSignal,
): Promise<void> {
  if (isStandardObject(object)) return
  const custom = await client.customObjects(signal)
  if (custom.includes(object)) return
  const known = [...writableObjects, ...custom]
  const meant = otherNames.get(object.toLowerCase()) ?? null
  const near = nearest(object, known) ?? meant
  throw new InputError('object_unknown', `The workspace has no object type ${object}.`, {
    hint: near === null ? `It has ${known.join(', ')}.` : `Did you mean ${near}? It has ${known.join(', ')}.`,
  })
}

/** What other products call the standard objects. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['deal', 'opportunity'],
  ['deals', 'opportunity'],
  ['company', 'account'],
  ['companies', 'account'],
  ['organization', 'account'],
  ['organisation', 'account'],
  ['customer', 'account'],
  ['person', 'contact'],
  ['people', 'contact'],
  ['lead', 'contact'],
  ['todo', 'task'],
  ['activity', 'task'],
  ['event', 'meeting'],
  ['call', 'meeting'],
])

/** Scope that reading a type's definitions needs; null where there are none to read, or no scope is documented. */
export function definitionsScope(object: string): string | null {
  return objectFacts(object).definitionsPath === null ? null : readScope(object)
}

/** Scopes that reading records of a type back needs; none where nobody asks for it. */
export function scopesToVerify(object: string, { verify }: { readonly verify?: unknown }): readonly (string | null)[] {
  return verify === undefined ? [] : [readScope(object)]
}

/** Scope that searching a type, and reading its records, needs. */
export function readScope(object: string): string | null {
  const { scope } = objectFacts(object)
  return scope === null ? null : `${scope}:read`
}

/** Scope that writing records of a type needs. */
export function writeScope(object: string, action: 'create' | 'update'): string | null {
  const { scope } = objectFacts(object)
  return scope === null ? null : `${scope}:${action}`
}

/** The definitions that a mapping is compiled against. */
export interface MappingDefinitions {
  /** Null for a type that has no definitions, and offline. */
  readonly own: ObjectDefinitions | null
  /** Of the other types that its look-ups go by. */
  readonly related: ReadonlyMap<string, ObjectDefinitions>
}

/**
 * The definitions of a mapping's object and of those that it looks records up in.
 *
 * @throws InputError `object_unknown` for a custom object that the workspace does not list
 * @throws RunStopped where the API refuses or cannot be reached
 */
export async function fetchMappingDefinitions(
  client: DefinitionsSource,
  mapping: Mapping,
  signal: AbortSignal,
): Promise<MappingDefinitions> {
  const objects = [mapping.object, ...relatedObjects(mapping)]
  const fetched = objects.map(object => locating(() => fetchDefinitions(client, object, signal), mapping, object))
  // Of several that fail, the first in the order of the mapping is told.
  for (const one of fetched) one.catch(() => undefined)
  const related = new Map<string, ObjectDefinitions>()
  let own: ObjectDefinitions | null = null
  for (const [index, object] of objects.entries()) {
    const definitions = (await fetched[index]) ?? null
    if (object === mapping.object) own = definitions
    else if (definitions !== null) related.set(object, definitions)
  }
  return { own, related }
}

/** Adds to the refusal of an object type where the mapping names it. */
async function locating<T>(fetch: () => Promise<T>, mapping: Mapping, object: string): Promise<T> {
  try {
    return await fetch()
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'object_unknown') throw error
    const finding = [...mapping.relationships].find(([, { find }]) => find?.object === object)
    const path = object === mapping.object || !finding ? ['object'] : ['relationships', finding[0], 'find', 'object']
    const problem = mapping.problemAt(path, `the workspace has no object type ${object}`, 'value', error.code)
    throw new InputError(error.code, error.message, { hint: error.hint, cause: error, problems: [problem] })
  }
}

/**
 * What a key must be allowed to do for an import: create and, where records may exist, update; read the definitions and
 * search what the mapping looks up; create the parents that it makes.
 */
export function scopesOf(mapping: Mapping): readonly (string | null)[] {
  const { object, mode, relationships } = mapping
  const searched = [...relationships.values()].flatMap(({ find }) => (find === null ? [] : [find.object]))
  const matched = mode === 'create' ? [] : [readScope(object)]
  const updated = mode === 'upsert' ? [writeScope(object, 'update')] : []
  const related = relatedObjects(mapping).map(definitionsScope)
  const created = [object, ...createsParents(mapping)].map(type => writeScope(type, 'create'))
  return [
    ...new Set([...created, ...updated, definitionsScope(object), ...related, ...matched, ...searched.map(readScope)]),
  ]
}
