import { readFile } from 'node:fs/promises'
import { InputError } from '../errors.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import { parseDefinitions } from '../lightfield/definitions.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { nearest } from '../model/nearest.ts'
import { isStandardObject, objectFacts, writableObjects } from '../model/objects.ts'
import { fileFailure } from '../report/file-failure.ts'

/**
 * Definitions from a file that the command `definitions` wrote.
 *
 * @throws InputError `definitions_unreadable`, `definitions_invalid`
 */
export async function readDefinitionsFile(file: string): Promise<ObjectDefinitions> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : `cannot be read: ${fileFailure(error)}`
    throw new InputError('definitions_unreadable', `The definitions file ${file} ${reason}.`, {
      cause: error,
      hint: 'Write it with: lightfield-import definitions TYPE --out FILE',
    })
  }
  return parseDefinitions(json, file)
}

/**
 * The workspace's definitions of a type; null for a type that has no such endpoint.
 *
 * @throws InputError `object_unknown` for a custom object that the workspace does not list
 * @throws RunStopped where the API refuses or cannot be reached
 */
export async function fetchDefinitions(
  client: LightfieldClient,
  object: string,
  signal: AbortSignal,
): Promise<ObjectDefinitions | null> {
  await assertKnownObject(client, object, signal)
  return client.definitions(object, signal)
}

/** @throws InputError `object_unknown` */
export async function assertKnownObject(client: LightfieldClient, object: string, signal: AbortSignal): Promise<void> {
  if (isStandardObject(object)) return
  const custom = await client.customObjects(signal)
  if (custom.includes(object)) return
  const known = [...writableObjects, ...custom]
  const near = nearest(object, known)
  throw new InputError('object_unknown', `The workspace has no object type ${object}.`, {
    hint: near === null ? `It has ${known.join(', ')}.` : `Did you mean ${near}? It has ${known.join(', ')}.`,
  })
}

/** Scope that reading a type's definitions needs; null where there are none to read, or no scope is documented. */
export function definitionsScope(object: string): string | null {
  return objectFacts(object).definitionsPath === null ? null : readScope(object)
}

/** Scope that searching a type needs. */
function readScope(object: string): string | null {
  const { scope } = objectFacts(object)
  return scope === null ? null : `${scope}:read`
}

/** Scope that creating records of a type needs. */
function createScope(object: string): string | null {
  const { scope } = objectFacts(object)
  return scope === null ? null : `${scope}:create`
}

/** What a key must be allowed to do for an import: create, read the definitions, and search what the mapping looks up. */
export function scopesOf(mapping: Mapping): readonly (string | null)[] {
  const searched = [...mapping.relationships.values()].flatMap(({ find }) => (find === null ? [] : [find.object]))
  return [createScope(mapping.object), ...new Set([definitionsScope(mapping.object), ...searched.map(readScope)])]
}
