import type { Path } from './document.ts'
import type { Source } from './mapping.ts'
import type { Scope } from './scope.ts'
import { type Template, templateColumns } from './template.ts'

/** A source that is read from the row. */
export type RowSource = Exclude<Source, { kind: 'constant' }>

/** Reads the text that a row has for something; '' where it is blank. */
export type TextReader = (cells: readonly string[]) => string

export interface CompiledSource {
  readonly read: TextReader
  /** The column to blame for what a row has there. */
  readonly columnAt: (cells: readonly string[]) => string
}

/** The columns a source reads. */
export function sourceColumns(source: Source): readonly string[] {
  switch (source.kind) {
    case 'column':
      return [source.column]
    case 'first_of':
      return source.columns
    case 'template':
      return templateColumns(source.template)
    case 'constant':
      return []
    default:
      return source satisfies never
  }
}

/** The reader of a source; `trim` takes the spaces around each cell away. What holds nothing but spaces is blank. */
export function compileSource(scope: Scope, source: RowSource, trim: boolean, path: Path): CompiledSource {
  const [first = ''] = sourceColumns(source)
  if (source.kind === 'template') {
    return { read: templateReader(scope, source.template, trim, path), columnAt: () => first }
  }
  if (source.kind === 'column') {
    const index = scope.requiredColumn(source.column, [...path, 'column'])
    return { read: cellReader(index, trim), columnAt: () => first }
  }
  const readers = source.columns.map((column, position) => {
    const index = scope.requiredColumn(column, [...path, 'first_of', position])
    return { column, read: cellReader(index, trim) }
  })
  const filled = (cells: readonly string[]) => readers.find(({ read }) => read(cells) !== '')
  return { read: cells => filled(cells)?.read(cells) ?? '', columnAt: cells => filled(cells)?.column ?? first }
}

function cellReader(index: number, trim: boolean): TextReader {
  if (trim) return cells => cells[index]?.trim() ?? ''
  return cells => {
    const cell = cells[index] ?? ''
    return cell.trim() === '' ? '' : cell
  }
}

/** A template whose columns are all blank is blank. */
function templateReader(scope: Scope, template: Template, trim: boolean, path: Path): TextReader {
  const pieces = template.pieces.map(piece =>
    piece.kind === 'text' ? piece.text : cellReader(scope.requiredColumn(piece.text, [...path, 'template']), trim),
  )
  return cells => {
    let text = ''
    let isBlank = true
    for (const piece of pieces) {
      const part = typeof piece === 'string' ? piece : piece(cells)
      if (typeof piece !== 'string' && part !== '') isBlank = false
      text += part
    }
    if (isBlank) return ''
    return trim ? text.trim() : text
  }
}
