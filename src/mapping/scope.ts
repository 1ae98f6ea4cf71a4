import type { Problem } from '../errors.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { nearest } from '../model/nearest.ts'
import type { Path } from './document.ts'
import type { Mapping, Source } from './mapping.ts'
import { templateColumns } from './template.ts'

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

/** Reads the trimmed text that a row has for something; '' where it is blank. */
export type TextReader = (cells: readonly string[]) => string

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
    column: name => indexes.get(name) ?? null,
    requiredColumn(name, path) {
      const index = indexes.get(name)
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

/** The columns a source reads. */
export function sourceColumns(source: Source): readonly string[] {
  if (source.kind === 'column') return [source.column]
  return source.kind === 'template' ? templateColumns(source.template) : []
}

/** The reader of a column or template; a template whose columns are all blank is blank. */
export function compileSource(scope: Scope, source: Exclude<Source, { kind: 'constant' }>, path: Path): TextReader {
  if (source.kind === 'column') {
    const index = scope.requiredColumn(source.column, [...path, 'column'])
    return cells => cells[index]?.trim() ?? ''
  }
  const pieces = source.template.pieces.map(piece =>
    piece.kind === 'text' ? piece.text : scope.requiredColumn(piece.text, [...path, 'template']),
  )
  return cells => {
    let text = ''
    let isBlank = true
    for (const piece of pieces) {
      const part = typeof piece === 'string' ? piece : (cells[piece]?.trim() ?? '')
      if (typeof piece === 'number' && part !== '') isBlank = false
      text += part
    }
    return isBlank ? '' : text.trim()
  }
}
