import type { Problem } from '../errors.ts'
import type { ProblemAt } from '../mapping/document.ts'
import type { MigrationImport } from './migration.ts'

/** An import, and where it stands in the description's list. */
export interface NumberedImport extends MigrationImport {
  readonly index: number
}

/** What is wrong about imports together that are each right alone. */
export function sharedProblems(imports: readonly NumberedImport[], problemAt: ProblemAt): Problem[] {
  return [...sharedNames(imports, problemAt), ...imports.flatMap(({ mapping }) => missingKeys(mapping, imports))]
}

/** A name is an import's own in the ledger. */
function sharedNames(imports: readonly NumberedImport[], problemAt: ProblemAt): Problem[] {
  const ofName = Map.groupBy(imports, ({ mapping }) => mapping.importName)
  return [...ofName].flatMap(([name, [, ...others]]) =>
    others.map(({ index }) => {
      const message = `"${name}" is the name of an import above too: give its mapping another "import", or join the files`
      return problemAt(['imports', index, 'mapping'], message)
    }),
  )
}

/** Rows are named by the `key` of their import; without one nothing can point to them. */
function missingKeys(mapping: MigrationImport['mapping'], imports: readonly NumberedImport[]): Problem[] {
  return [...mapping.relationships].flatMap(([key, { fromImport }]) => {
    const target = imports.find(other => other.mapping.importName === fromImport?.name)
    if (target === undefined || target.mapping.key !== null) return []
    const message = `the rows of "${target.mapping.importName}" have no names to go by: add "key" to ${target.mappingFile}`
    return [mapping.problemAt(['relationships', key, 'import'], message)]
  })
}
