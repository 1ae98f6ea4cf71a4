import type { RowProblem } from '../model/payload.ts'

/** Everything of one kind that is wrong in one column, as a linter would report it. */
export interface Finding {
  /** Source column; null where the row as a whole is to blame. */
  readonly column: string | null
  readonly param: string | null
  readonly code: string
  /** What the first such row was told. */
  readonly message: string
  readonly count: number
  /** Lines of the first rows. */
  readonly lines: readonly number[]
  /** Words that no option has, most frequent first. */
  readonly values: readonly { readonly value: string; readonly count: number }[]
  /** Whether the rows can be sent all the same. */
  readonly isNote: boolean
}

const linesKept = 5
/** A column of free text that is taken for a select must not fill the memory. */
const mostValues = 1_000
const mostFindings = 1_000

interface Growing extends Omit<Finding, 'count' | 'lines' | 'values'> {
  count: number
  readonly lines: number[]
  readonly values: Map<string, number>
}

/** Gathers problems by column and kind. */
export class Findings {
  readonly #byKind = new Map<string, Growing>()

  add(problem: RowProblem, line: number, isNote: boolean): void {
    const kind = `${problem.column}\n${problem.param}\n${problem.code}`
    let finding = this.#byKind.get(kind)
    if (finding === undefined) {
      if (this.#byKind.size >= mostFindings) return
      const { column, param, code, message } = problem
      finding = { column, param, code, message, isNote, count: 0, lines: [], values: new Map() }
      this.#byKind.set(kind, finding)
    }
    finding.count += 1
    if (finding.lines.length < linesKept) finding.lines.push(line)
    if (problem.value !== undefined) countValue(finding.values, problem.value)
  }

  /** What keeps rows from being sent before what does not, most frequent first. */
  list(): readonly Finding[] {
    return [...this.#byKind.values()]
      .map(({ values, ...finding }) => ({
        ...finding,
        values: [...values].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count),
      }))
      .sort((a, b) => Number(a.isNote) - Number(b.isNote) || b.count - a.count)
  }
}

function countValue(values: Map<string, number>, value: string): void {
  if (values.has(value) || values.size < mostValues) values.set(value, (values.get(value) ?? 0) + 1)
}
