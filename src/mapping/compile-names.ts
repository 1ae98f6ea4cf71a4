import type { FieldValue } from '../model/payload.ts'
import { problemOf, settle } from './compile-value.ts'
import type { CellJudge } from './compiled.ts'
import type { Path } from './document.ts'
import { filterValue } from './look-up-field.ts'
import type { ValueRule } from './mapping.ts'
import type { Place, Scope } from './scope.ts'
import { compileSource } from './source.ts'
import { compileTextEdit } from './text-edit.ts'
import type { FieldReader, ValueReader } from './value-reader.ts'

/** What a row says of the records it names, each once: at least one. Undefined where it names none. */
export type NamesJudge<Name extends FieldValue> = CellJudge<readonly Name[]>

/** Compiles the reading of one or, with `split`, of several names in a row. The word of `clear` stands for no record. */
export function compileNames<Name extends FieldValue>(
  place: Place,
  rule: ValueRule,
  reader: FieldReader<Name>,
): NamesJudge<Name> {
  const { scope, key, path } = place
  const { source, text, split, clear, fallback } = rule
  if (source.kind === 'constant') {
    const names = constantNames(scope, [source.value].flat(), reader, [...path, 'value'])
    return () => names
  }
  const { read, columnAt } = compileSource(scope, source, text.trim, path)
  const convert = nameReader(rule, reader)
  const defaults = fallback === null ? undefined : constantNames(scope, [fallback].flat(), reader, [...path, 'default'])
  return (cells, row) => {
    const names: Name[] = []
    let isCleared = false
    const cell = read(cells)
    for (const piece of split === null ? [cell] : cell.split(split)) {
      const bare = piece.trim()
      if (bare === clear) isCleared = true
      const result = bare === '' || bare === clear ? null : convert(split === null ? piece : bare)
      if (result === null) continue
      if (!result.ok) {
        row.problems.push(problemOf(result, columnAt(cells), key))
        return undefined
      }
      if (result.note !== undefined) row.notes.push(problemOf(result.note, columnAt(cells), key))
      names.push(result.value)
    }
    if (names.length > 0) return distinct(names)
    return isCleared ? undefined : defaults
  }
}

function nameReader<Name extends FieldValue>({ text }: ValueRule, reader: FieldReader<Name>): ValueReader<Name> {
  const edit = compileTextEdit(text)
  if (edit === null) return reader.read
  return name => {
    const edited = edit(name)
    if (typeof edited !== 'string') return edited
    return edited === '' ? null : reader.read(edited)
  }
}

function constantNames<Name extends FieldValue>(
  scope: Scope,
  constants: readonly (string | number | boolean)[],
  reader: FieldReader<Name>,
  path: Path,
): readonly Name[] {
  const names = constants.map(constant => settle(scope, reader.constant(constant), path))
  return distinct(names.filter(name => name !== undefined))
}

function distinct<Name extends FieldValue>(names: readonly Name[]): readonly Name[] {
  if (names.length < 2) return names
  return [...new Map(names.map(name => [filterValue(name), name])).values()]
}
