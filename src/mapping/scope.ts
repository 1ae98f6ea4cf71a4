import type { Problem } from '../errors.ts'
import type { MessageCode } from '../messages/catalogue.ts'
import { columnName } from '../model/column-name.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { nearest } from '../model/nearest.ts'
import { objectFacts } from '../model/objects.ts'
import type { Path } from './document.ts'
import type { FieldRule, Mapping } from './mapping.ts'

/** The object whose fields are compiled: the mapping's own, or one that a row names. */
export interface Subject {
  readonly object: string
  readonly definitions: ObjectDefinitions | null
  readonly fields: ReadonlyMap<string, FieldRule>
  /** Where the rules of the fields stand in the mapping. */
  readonly fieldsPath: Path
  /** Fields that the rules must fill. */
  readonly requiredFields: readonly string[]
}

/** What compiling one mapping works with: the mapping, the file's columns, the definitions, and what was found wrong. */
export interface Scope extends Subject {
  readonly mapping: Mapping
  /** Definitions of other objects, by type, where they are known. */
  readonly related: ReadonlyMap<string, ObjectDefinitions>
  readonly problems: Problem[]
  readonly warnings: Problem[]
  /** Indexes of the columns that something in the mapping reads or names. */
  readonly namedColumns: Set<number>
  /** Notes a problem at a place of the mapping. */
  refuse(path: Path, message: string, at?: 'key' | 'value', code?: MessageCode): void
  warn(path: Path, message: string): void
  /** Index of a column, or null. */
  column(name: string): number | null
  /** Index of a column that must exist; a missing one is a problem, and reads as blank. */
  requiredColumn(name: string, path: Path): number
}

/** A field or relationship whose rule is compiled. */
export interface Place {
  readonly scope: Scope
  /** Its key, for messages. */
  readonly key: string
  /** Where its rule stands in the mapping. */
  readonly path: Path
}

/** Definitions of the mapping's own object and, by type, of those that its look-ups go to; as far as they are known. */
export interface KnownDefinitions {
  readonly definitions: ObjectDefinitions | null
  readonly related: ReadonlyMap<string, ObjectDefinitions>
}

export function createScope(
  mapping: Mapping,
  columns: readonly string[],
  { definitions, related }: KnownDefinitions,
): Scope {
  const indexes = new Map(columns.map((column, index) => [column, index]))
  const problems: Problem[] = []
  const warnings: Problem[] = []
  const namedColumns = new Set<number>()
  return {
    mapping,
    related,
    object: mapping.object,
    definitions,
    fields: mapping.fields,
    fieldsPath: ['fields'],
    requiredFields: objectFacts(mapping.object).requiredFields,
    problems,
    warnings,
    namedColumns,
    refuse: (path, message, at, code = 'rule_wrong') => problems.push(mapping.problemAt(path, message, at, code)),
    warn: (path, message) => warnings.push(mapping.problemAt(path, message)),
    column: name => indexes.get(columnName(name)) ?? null,
    requiredColumn(name, path) {
      const index = indexes.get(columnName(name))
      if (index === undefined) {
        problems.push(mapping.problemAt(path, missingColumn(name, columns), 'value', 'column_unknown'))
        return -1
      }
      namedColumns.add(index)
      return index
    },
  }
}

/** The same work on the fields of an object that the mapping's rows name. */
export function relatedScope(
  scope: Scope,
  object: string,
  rules: Pick<Subject, 'fields' | 'fieldsPath' | 'requiredFields'>,
): Scope {
  const { mapping, related } = scope
  const definitions = object === mapping.object ? scope.definitions : (related.get(object) ?? null)
  return { ...scope, ...rules, object, definitions }
}

/** The message for a column that the file has not, with what was probably meant. */
export function missingColumn(name: string, columns: readonly string[]): string {
  const near = nearest(name, columns)
  if (near !== null) return `the file has no column "${name}"; nearest: "${near}"`
  const some = columns.slice(0, 12).map(column => `"${column}"`)
  return `the file has no column "${name}"; it has ${some.join(', ')}${columns.length > some.length ? ', …' : ''}`
}
