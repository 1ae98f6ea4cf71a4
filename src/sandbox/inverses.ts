import { SandboxError } from './errors.ts'
import type { ObjectSpec, RelationshipSpec } from './workspace.ts'

/** The other side of each relationship that has one: by type, then by key. */
export type Inverses = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * Pairs the relationships that show the same links, whichever of the two names the other.
 * Throws `SandboxError` `bad_option` for all that do not fit together at once.
 */
export function pairInverses(objects: readonly ObjectSpec[]): Inverses {
  const pairs = new Map(objects.map(({ type }) => [type, new Map<string, string>()]))
  const problems: string[] = []
  for (const { type, relationships } of objects) {
    for (const one of relationships.filter(({ inverse }) => inverse !== undefined)) {
      const problem = pair(pairs, objects, type, one, one.inverse ?? '')
      if (problem !== null) problems.push(`workspace: ${type}.${one.key} ${problem}`)
    }
  }
  if (problems.length > 0) throw new SandboxError('bad_option', problems.join('\n'))
  return pairs
}

/** Notes both directions; returns what is wrong where they cannot be two sides of one link. */
function pair(
  pairs: ReadonlyMap<string, Map<string, string>>,
  objects: readonly ObjectSpec[],
  type: string,
  { key, objectType }: RelationshipSpec,
  inverse: string,
): string | null {
  const other = objects
    .find(object => object.type === objectType)
    ?.relationships.find(relationship => relationship.key === inverse)
  if (other?.objectType !== type) return `has an inverse that leads elsewhere: ${objectType}.${inverse}`
  if (objectType === type && inverse === key) return 'is its own inverse'
  const isTaken =
    (pairs.get(type)?.get(key) ?? inverse) !== inverse || (pairs.get(objectType)?.get(inverse) ?? key) !== key
  if (isTaken) return 'is, or has, the inverse of a third relationship'
  pairs.get(type)?.set(key, inverse)
  pairs.get(objectType)?.set(inverse, key)
  return null
}
