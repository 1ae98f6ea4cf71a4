import type { MigrationImport } from './migration.ts'
import type { Stage } from './order-imports.ts'
import { referencesOf } from './references.ts'

/**
 * Relationships that wait longer than the second pass of a run over some of the imports: what they point to comes, or
 * may come, with an import that is left out. By position of their import in the description.
 *
 * @param selected the stages that are run
 */
export function relationshipsLeftOpen(
  imports: readonly MigrationImport[],
  selected: readonly Stage[],
): ReadonlyMap<number, ReadonlySet<string>> {
  const running = new Set(selected.map(({ index }) => index))
  const references = referencesOf(imports)
  return new Map(
    selected.map(({ index, deferred }) => {
      const waiting = (references[index] ?? []).filter(({ relationship }) => deferred.includes(relationship))
      const open = waiting.filter(({ targets }) => targets.some(target => !running.has(target)))
      return [index, new Set(open.map(({ relationship }) => relationship))]
    }),
  )
}
