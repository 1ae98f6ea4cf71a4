import type { Path } from './document.ts'
import type { Condition } from './mapping.ts'
import { patternTest } from './replace.ts'
import type { Scope } from './scope.ts'

/** Whether a field is filled for a row. */
export type RowTest = (cells: readonly string[]) => boolean

/** Compiles `when`; null where there is no condition. Words are compared trimmed and without regard to case. */
export function compileCondition(scope: Scope, condition: Condition | null, path: Path): RowTest | null {
  if (condition === null) return null
  const index = scope.requiredColumn(condition.column, [...path, 'when', 'column'])
  const test = textTest(condition)
  return cells => test(cells[index]?.trim() ?? '')
}

function textTest({ test }: Condition): (text: string) => boolean {
  switch (test.kind) {
    case 'blank':
      return text => (text === '') === test.isBlank
    case 'words': {
      const words = new Set(test.words.map(fold))
      return text => words.has(fold(text)) !== test.isNegated
    }
    case 'pattern':
      return patternTest(test.pattern)
    default:
      return test satisfies never
  }
}

function fold(word: string): string {
  return word.trim().toLowerCase()
}
