import { objectFacts } from '../model/objects.ts'
import type { MigrationImport } from './migration.ts'

/** A relationship of an import that points to records which imports of the same migration bring. */
export interface Reference {
  /** Key of the relationship. */
  readonly relationship: string
  /** Positions of those imports in the description; the import's own among them where it points to itself. */
  readonly targets: readonly number[]
  /** Whether no record can be made without it, so that it cannot be left for later. */
  readonly isRequired: boolean
}

/**
 * What each import refers to. `import:` refers to the import of that name, `find` to every import of that object type:
 * any of them may bring the record. What the migration does not bring is there already, or never will be.
 */
export function referencesOf(imports: readonly MigrationImport[]): readonly (readonly Reference[])[] {
  const named = new Map(imports.map(({ mapping }, position) => [mapping.importName, position]))
  const ofObject = Map.groupBy(imports.keys(), position => imports[position]?.mapping.object)
  return imports.map(({ mapping }, position) => {
    const required = objectFacts(mapping.object).requiredRelationships
    return [...mapping.relationships].flatMap(([relationship, { fromImport, find }]) => {
      const isRequired = required.includes(relationship)
      const byName = fromImport === null ? undefined : named.get(fromImport.name)
      const found = find === null ? [] : (ofObject.get(find.object) ?? [])
      // A required record of the own type cannot wait for a second pass: it has to be there, from before or a row above.
      const targets = byName === undefined ? found.filter(target => !(isRequired && target === position)) : [byName]
      return targets.length === 0 ? [] : [{ relationship, targets, isRequired }]
    })
  })
}
