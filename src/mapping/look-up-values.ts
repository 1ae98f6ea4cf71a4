import type { FieldValue, RowProblem } from '../model/payload.ts'
import { compileNames } from './compile-names.ts'
import { settle, valueJudge } from './compile-value.ts'
import type { CellJudge, FieldJudge } from './compiled.ts'
import type { Path } from './document.ts'
import { type FieldShape, fieldShape, knownShape, plainShape } from './field-shape.ts'
import { findByPath } from './look-up-field.ts'
import type { FindRule, ValueRule } from './mapping.ts'
import { refuseWrongOptions } from './option-checks.ts'
import type { Place, Scope } from './scope.ts'
import { sourceColumns } from './source.ts'
import { compileReader } from './value-reader.ts'

/** For each record that a row names its values, in the order of the look-up's fields; undefined where it names none. */
export type LookUpJudge = CellJudge<readonly (readonly FieldValue[])[]>

/** Records that are looked up by one field, whose values are the relationship's own. */
export function nameJudge(place: Place, target: Scope, { by }: FindRule, rule: ValueRule): LookUpJudge {
  const key = by[0]?.key ?? ''
  const shape = oneChoice(knownShape(target, key) ?? plainShape(key, 'TEXT'))
  refuseWrongOptions(target, shape, { ...rule, split: null }, place.path)
  const names = compileNames(place, rule, compileReader(target, shape, rule, place.path))
  return (cells, row) => names(cells, row)?.map(name => [name])
}

/**
 * A record that is looked up by fields with rules of their own. What the mapping itself states, a default or a constant,
 * names no record alone: where all that the row has for them is blank, there is none.
 */
export function fieldsJudge(place: Place, target: Scope, { object, by }: FindRule): LookUpJudge {
  const keys = by.map(({ key }) => key).join(' and ')
  const parts = by.flatMap(({ key, rule }) => {
    if (rule === null) return []
    const path = findByPath(place.path, key)
    return [{ ...compilePart(place, target, key, rule, path), blank: incomplete(place, object, keys, rule) }]
  })
  const isConstant = parts.every(({ judge }) => judge === null)
  return (cells, row) => {
    const found = row.problems.length
    const read = parts.map(({ judge }) => judge?.(cells, row) ?? undefined)
    if (row.problems.length > found) return undefined
    if (!isConstant && read.every(value => value === undefined)) return undefined
    const values: FieldValue[] = []
    for (const [position, { standIn, blank }] of parts.entries()) {
      const value = read[position] ?? standIn
      if (value === undefined) row.problems.push(blank)
      else values.push(value)
    }
    return values.length < parts.length ? undefined : [values]
  }
}

interface Part {
  /** Null: the value is a constant. */
  readonly judge: FieldJudge | null
  /** The constant, or the default. */
  readonly standIn: FieldValue | undefined
}

function compilePart({ scope, key }: Place, target: Scope, field: string, rule: ValueRule, path: Path): Part {
  const shape = oneChoice(fieldShape(target, field, rule))
  refuseWrongOptions(target, shape, rule, path)
  const reader = compileReader(target, shape, rule, path)
  if (rule.source.kind === 'constant') {
    return { judge: null, standIn: settle(scope, reader.constant(rule.source.value), [...path, 'value']) }
  }
  const { fallback } = rule
  const standIn = fallback === null ? undefined : settle(scope, reader.constant(fallback), [...path, 'default'])
  return { judge: valueJudge({ scope, key, path, choose: null }, { ...rule, fallback: null }, reader), standIn }
}

/** A filter takes one value, and knows nothing of what the record has in other fields. */
function oneChoice(shape: FieldShape): FieldShape {
  return { ...shape, many: false, parentFieldKey: null }
}

function incomplete({ key }: Place, object: string, keys: string, { source }: ValueRule): RowProblem {
  return Object.freeze({
    code: 'look_up_incomplete',
    message: `is blank, and the ${object} is looked up by ${keys} together: fill it in, or declare a default`,
    column: sourceColumns(source)[0] ?? null,
    param: key,
  })
}
