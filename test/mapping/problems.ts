import { InputError } from '../../src/errors.ts'

/** The problems of the InputError that the action throws, as `line:column message`. */
export function problemsOf(action: () => unknown): string[] {
  try {
    action()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.problems.map(problem => `${problem.line}:${problem.column} ${problem.message}`)
  }
  throw new Error('nothing was refused')
}
