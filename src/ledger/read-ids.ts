import type { DatabaseSync, SQLInputValue } from './sqlite.ts'

/**
 * The ids that a query finds (its column `id`), all of them at once: eight bytes each. A list that is read row by row
 * from an open statement would hold back other processes' writes from this one's, and show its own halfway.
 */
export function readIds(database: DatabaseSync, query: string, values: readonly SQLInputValue[]): readonly number[] {
  return Array.from(database.prepare(query).iterate(...values), columns => Number(columns['id']))
}
