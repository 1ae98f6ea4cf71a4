import type { FindRule, Mapping } from './mapping.ts'

/** What a mapping refers to beyond its own object: each name once, in the order of the mapping. */

/** Object types whose definitions a mapping's look-ups go by, beside its own and members, which have none. */
export function relatedObjects(mapping: Mapping): readonly string[] {
  const objects = finds(mapping).map(({ object }) => object)
  return distinct(objects.filter(object => object !== mapping.object && object !== 'member'))
}

/** Object types that a record is created in where a look-up finds none (`missing: create`). */
export function createsParents(mapping: Mapping): readonly string[] {
  const creating = finds(mapping).filter(({ missing }) => missing === 'create')
  return distinct(creating.map(({ object }) => object))
}

/** Names of the imports whose records a mapping's relationships point to; its own may be among them. */
export function importsNamed({ relationships }: Mapping): readonly string[] {
  return distinct(
    [...relationships.values()].flatMap(({ fromImport }) => (fromImport === null ? [] : [fromImport.name])),
  )
}

function finds({ relationships }: Mapping): readonly FindRule[] {
  return [...relationships.values()].map(({ find }) => find).filter(find => find !== null)
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
