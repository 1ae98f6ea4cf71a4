import type { Problem } from '../errors.ts'
import { columnName } from '../model/column-name.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { nearest } from '../model/nearest.ts'
import type { Path } from './document.ts'
import type { Mapping } from './mapping.ts'

/** What compiling one mapping works with: the mapping, the file's columns, the definitions, and what was found wrong. */
export interface Scope {
  readonly mapping: Mapping
  readonly definitions: ObjectDefinitions | null
  readonly problems: Problem[]
  readonly warnings: Problem[]
  /** Indexes of the columns that something in the mapping reads or names. */
  readonly namedColumns: Set<number>
  /** Notes a problem at a place of the mapping. */
  refuse(path: Path, message: string, at?: 'key' | 'value'): void
  warn(path: Path, message: string): void
  /** Index of a column, or null. */
  column(name: string): number | null
  /** Index of a column that must exist; a missing one is a problem, and reads as blank. */
  requiredColumn(name: string, path: Path): number
}

export function createScope(
  mapping: Mapping,
  columns: readonly string[],
  definitions: ObjectDefinitions | null,
): Scope {
  const indexes = new Map(columns.map((column, index) => [column, index]))
  const problems: Problem[] = []
  const warnings: Problem[] = []
  const namedColumns = new Set<number>()
  return {
    mapping,
    definitions,
    problems,
    warnings,
    namedColumns,
    refuse: (path, message, at) => problems.push(mapping.problemAt(path, message, at)),
    warn: (path, message) => warnings.push(mapping.problemAt(path, message)),
    column: name => indexes.get(columnName(name)) ?? null,
    requiredColumn(name, path) {
      const index = indexes.get(columnName(name))
      if (index === undefined) {
        problems.push(mapping.problemAt(path, missingColumn(name, columns)))
        return -1
      }
      namedColumns.add(index)
      return index
    },
  }
}

/** The message for a column that the file has not, with what was probably meant. */
export function missingColumn(name: string, columns: readonly string[]): string {
  const near = nearest(name, columns)
  if (near !== null) return `the file has no column "${name}"; nearest: "${near}"`
  const some = columns.slice(0, 12).map(column => `"${column}"`)
  return `the file has no column "${name}"; it has ${some.join(', ')}${columns.length > some.length ? ', …' : ''}`
}
