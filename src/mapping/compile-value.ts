import type { FieldValue, RowProblem } from '../model/payload.ts'
import type { FieldJudge, RowState } from './compiled.ts'
import { compileCondition, type RowTest } from './condition.ts'
import type { Chooser } from './dependent-select.ts'
import type { Path } from './document.ts'
import type { ValueRule } from './mapping.ts'
import type { Place, Scope } from './scope.ts'
import { compileSource, type RowSource } from './source.ts'
import { compileTextEdit } from './text-edit.ts'
import type { FieldReader } from './value-reader.ts'
import { type Converted, converted, type Note, type Refusal } from './values/converted.ts'

/** What a value is compiled for. */
export interface Target extends Place {
  /** Null: the value does not depend on another field's. */
  readonly choose: Chooser | null
}

/** Compiles a rule with one source: its condition, its text, its value, and what becomes of one that cannot be read. */
export function valueJudge(target: Target, rule: ValueRule, reader: FieldReader): FieldJudge {
  const judge =
    rule.source.kind === 'constant'
      ? constantJudge(target, reader.constant(rule.source.value))
      : sourceJudge(target, rule, rule.source, reader)
  return onlyWhen(compileCondition(target.scope, rule.when, target.path), judge)
}

/** A judge that is asked only about the rows that a condition holds for. */
export function onlyWhen(applies: RowTest | null, judge: FieldJudge): FieldJudge {
  return applies === null ? judge : (cells, row) => (applies(cells) ? judge(cells, row) : undefined)
}

function constantJudge({ scope, key, path, choose }: Target, constant: Converted): FieldJudge {
  const value = settle(scope, constant, [...path, 'value'])
  if (choose === null || value === undefined) return () => value
  return (_, row) => {
    const chosen = choose(converted(value), row)
    if (chosen.ok) return chosen.value
    row.problems.push(problemOf(chosen, null, key))
    return undefined
  }
}

function sourceJudge(target: Target, rule: ValueRule, source: RowSource, reader: FieldReader): FieldJudge {
  const { scope, key, path, choose } = target
  const { clear, onError } = rule
  const { read, columnAt } = compileSource(scope, source, rule.text.trim, path)
  const edit = compileTextEdit(rule.text)
  const fallback =
    rule.fallback === null ? undefined : settle(scope, reader.constant(rule.fallback), [...path, 'default'])

  function take(result: Converted, cells: readonly string[], row: RowState): FieldValue | undefined {
    const settled = choose === null ? result : choose(result, row)
    if (!settled.ok) return refuse(settled, cells, row)
    if (settled.note !== undefined) row.notes.push(problemOf(settled.note, columnAt(cells), key))
    return settled.value
  }

  function takeFallback(cells: readonly string[], row: RowState): FieldValue | undefined {
    if (fallback === undefined || choose === null) return fallback
    const chosen = choose(converted(fallback), row)
    if (chosen.ok) return chosen.value
    row.problems.push(problemOf(chosen, columnAt(cells), key))
    return undefined
  }

  function refuse(refusal: Refusal, cells: readonly string[], row: RowState): FieldValue | undefined {
    const problem = problemOf(refusal, columnAt(cells), key)
    if (onError === 'fail') {
      row.problems.push(problem)
      return undefined
    }
    const consequence = onError === 'omit' ? 'left out' : 'the default was taken'
    row.notes.push({ ...problem, message: `${problem.message}; ${consequence} (on_error)` })
    return onError === 'omit' ? undefined : takeFallback(cells, row)
  }

  return (cells, row) => {
    const text = read(cells)
    if (text === '') return takeFallback(cells, row)
    if (text === clear || (clear !== null && text.trim() === clear)) return null
    const edited = edit === null ? text : edit(text)
    if (typeof edited !== 'string') return refuse(edited, cells, row)
    const result = edited === '' ? null : reader.read(edited)
    return result === null ? takeFallback(cells, row) : take(result, cells, row)
  }
}

/** A row's problem, or note, of what a converter says. */
export function problemOf(
  { code, message, text }: Note & { text?: string },
  column: string | null,
  key: string,
): RowProblem {
  const problem = { code, message, column, param: key }
  return text === undefined ? problem : { ...problem, value: text }
}

/** The value of a constant; one that cannot be read is a mistake in the mapping. */
export function settle<Value extends FieldValue>(
  scope: Scope,
  result: Converted<Value>,
  path: Path,
): Value | undefined {
  if (result.ok) return result.value
  scope.refuse(path, result.message, 'value', result.code)
  return undefined
}
