import type { MessageCode } from '../messages/catalogue.ts'
import type { RowProblem } from '../model/payload.ts'
import type { Binding, CellJudge } from './compiled.ts'

/** One key of a row, and how its value comes about. */
export interface Step<Value> {
  readonly key: string
  readonly judge: CellJudge<Value>
}

/** A step whose value may be neither blank nor cleared: a row where it is has a problem with this code and reason. */
export function neverBlank<Value>(
  { key, judge, binding }: Step<Value> & { readonly binding: Pick<Binding, 'columns'> },
  code: MessageCode,
  reason: string,
): Step<Value> {
  const blank: RowProblem = Object.freeze({
    code,
    message: `is blank, and ${reason}: fill it in, or declare a default`,
    column: binding.columns[0] ?? null,
    param: key,
  })
  return {
    key,
    judge(cells, row) {
      const found = row.problems.length
      const value = judge(cells, row)
      if (value !== undefined && value !== null) return value
      if (row.problems.length === found) row.problems.push(blank)
      return undefined
    },
  }
}
