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
  if (input.mode !== undefined && input.mode !== 'create') {
    problems.push(problemAt(['mode'], `mode ${input.mode} is not available yet: use create`))
  }
  for (const [key, rule] of input.relationships ?? []) {
    if (typeof rule === 'string') continue
    if (rule.import !== undefined) {
      const message = 'relationships through another import are not available yet: use a column of ids, or find'
      problems.push(problemAt(['relationships', key, 'import'], message, 'key'))
    }
    if (rule.find?.missing === 'create') {
      const message = 'missing: create is not available yet: use fail or omit'
      problems.push(problemAt(['relationships', key, 'find', 'missing'], message))
    }
  }
  return problems
}
