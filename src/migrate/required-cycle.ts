import { InputError, type Problem } from '../errors.ts'
import type { MigrationImport } from './migration.ts'
import type { Reference } from './references.ts'

/**
 * The error for imports each of which needs another one before it.
 *
 * @param circle positions of imports that each have a required reference to one of them
 */
export function requiredCycle(
  circle: readonly number[],
  imports: readonly MigrationImport[],
  references: readonly (readonly Reference[])[],
): InputError {
  const steps = requiredSteps(circle, references)
  const nameOf = (index: number) => imports[index]?.mapping.importName ?? ''
  const needs = steps.map(({ from, to }) => `${nameOf(from)} needs ${from === to ? 'itself' : nameOf(to)}`)
  const problems = steps.flatMap(({ from, to, relationship }): readonly Problem[] => {
    const mapping = imports[from]?.mapping
    const message = `${relationship} is required, and its records come with the import "${nameOf(to)}"`
    return mapping === undefined ? [] : [mapping.problemAt(['relationships', relationship], message, 'key')]
  })
  return new InputError('import_cycle', `No order of the imports works: ${needs.join(', and ')}.`, {
    problems,
    hint: 'Required relationships cannot be completed later: let one of these point to records that are there before.',
  })
}

interface Step {
  readonly from: number
  readonly relationship: string
  readonly to: number
}

/** Once round: who goes from import to import by their required references comes back to where it has been. */
function requiredSteps(circle: readonly number[], references: readonly (readonly Reference[])[]): readonly Step[] {
  const steps: Step[] = []
  let from = circle[0]
  while (from !== undefined && steps.every(step => step.from !== from)) {
    const next = stepFrom(from, circle, references[from] ?? [])
    if (next === null) break
    steps.push(next)
    from = next.to
  }
  return steps.slice(steps.findIndex(step => step.from === from))
}

function stepFrom(from: number, circle: readonly number[], references: readonly Reference[]): Step | null {
  for (const { relationship, targets, isRequired } of references) {
    const to = targets.find(target => circle.includes(target))
    if (isRequired && to !== undefined) return { from, relationship, to }
  }
  return null
}
