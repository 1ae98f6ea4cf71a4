import { onlyWhen, valueJudge } from './compile-value.ts'
import type { FieldJudge, RowState } from './compiled.ts'
import { compileCondition } from './condition.ts'
import type { Path } from './document.ts'
import type { PartsRule, ValueRule } from './mapping.ts'
import { isAddressPart } from './option-checks.ts'
import type { AddressPart, NamePart } from './schema.ts'
import type { Scope } from './scope.ts'
import { compileWords, type FieldReader } from './value-reader.ts'
import { addressPartConverter } from './values/address.ts'
import { convertText } from './values/text.ts'

/** Compiles an address or a name that is put together from several sources. */
export function compileParts(scope: Scope, key: string, rule: PartsRule, path: Path): FieldJudge {
  const parts = [...rule.parts].map(([name, part]) => {
    const partPath = [...path, name]
    const reader = partReader(scope, name, part, partPath)
    return { name, judge: valueJudge({ scope, key, path: partPath, choose: null }, part, reader) }
  })
  const judge: FieldJudge = (cells, row) => {
    const found = row.problems.length
    const value: Record<string, string | number> = {}
    let isBlank = true
    let isCleared = false
    for (const { name, judge } of parts) {
      const part = judge(cells, row)
      // A part cannot be cleared alone: beside others, its word stands for a blank one.
      if (part === null) isCleared = true
      if (typeof part !== 'string' && typeof part !== 'number') continue
      value[name] = part
      isBlank = false
    }
    const isBad = row.problems.length > found
    if (isBad && rule.onError === 'omit') excuse(row, found)
    if (isBad) return undefined
    if (isBlank) return isCleared ? null : undefined
    return value
  }
  return onlyWhen(compileCondition(scope, rule.when, path), judge)
}

/** Turns the problems of the parts into notes: the row goes on without the field. */
function excuse(row: RowState, found: number): void {
  for (const problem of row.problems.splice(found)) {
    row.notes.push({ ...problem, message: `${problem.message}; the field was left out (on_error)` })
  }
}

function partReader(scope: Scope, name: AddressPart | NamePart, rule: ValueRule, path: Path): FieldReader {
  const convert = isAddressPart(name) ? addressPartConverter(name, rule.decimal) : convertText
  const constant = (value: unknown) => convert(String(value).trim())
  const read = rule.values === null ? convert : compileWords(scope, rule.values, convert, constant, path)
  return { read, constant }
}
