import { InputError, type Problem } from '../errors.ts'

/** What a document is, in messages and in the codes of errors. */
export type DocumentKind = 'mapping' | 'migration'

/** More problems than anybody reads; what they are can take as long to say as the whole file to read. */
const maxProblems = 100

/** The error for a mapping that cannot be used, with everything that is wrong about it. */
export function invalidMapping(file: string, problems: readonly Problem[]): InputError {
  return invalidDocument('mapping', file, problems)
}

/** The error for a document that cannot be used; the problems may be of several files, each of which is kept together. */
export function invalidDocument(kind: DocumentKind, file: string, problems: readonly Problem[]): InputError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
  const inFileOrder = [...Map.groupBy(problems, problem => problem.file).values()].flatMap(ofOneFile =>
    ofOneFile.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  )
  return new InputError(`${kind}_invalid`, `The ${kind} ${file} has ${count}.`, {
    problems: inFileOrder.slice(0, maxProblems),
    hint: problems.length > maxProblems ? `These are the first ${maxProblems} of them.` : null,
  })
}

/** The error for a text that is longer than any mapping. */
export function documentTooLarge(kind: DocumentKind, file: string): InputError {
  return new InputError(`${kind}_invalid`, `The ${kind} ${file} is larger than 1 MiB.`, {
    hint: `Check that it is the ${kind} and not the data.`,
  })
}
