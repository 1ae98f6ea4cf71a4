import type { Problem } from '../errors.ts'
import type { ProblemAt } from './document.ts'
import type { MappingInput } from './schema.ts'

/**
 * What the language has and the program does not do yet, one problem each: better refused than half done. Whoever
 * builds one of these deletes its line here.
 */
export function notYetProblems(input: MappingInput, problemAt: ProblemAt): Problem[] {
  const problems: Problem[] = []
  if (input.object === 'meeting' || input.object === 'list') {
    problems.push(problemAt(['object'], `importing ${input.object}s is not available yet`))
  }
  return problems
}
