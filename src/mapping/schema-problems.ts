import type { z } from 'zod'
import type { Problem } from '../errors.ts'
import { nearest } from '../model/nearest.ts'
import type { Path, ProblemAt } from './document.ts'

type Issue = z.core.$ZodIssue

/** Turns what validation found into problems that a person can go to, each at the line and column of its key or value. */
export function schemaProblems(issues: readonly Issue[], knownKeys: KnownKeys, problemAt: ProblemAt): Problem[] {
  return issues.flatMap(issue => problemsOf(issue, [], knownKeys, problemAt))
}

/** The keys that the language knows at a place, for suggestions. */
export type KnownKeys = (path: Path) => readonly string[]

function problemsOf(issue: Issue, above: Path, knownKeys: KnownKeys, problemAt: ProblemAt): Problem[] {
  const path = [...above, ...issue.path.map(step => (typeof step === 'symbol' ? String(step) : step))]
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find(errors => errors.every(error => !isWrongKind(error)))
    if (branch !== undefined) return branch.flatMap(inner => problemsOf(inner, path, knownKeys, problemAt))
  }
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path)
    return issue.keys.map(key => problemAt([...path, key], unknownKeyMessage(key, known), 'key', 'key_unknown'))
  }
  if (issue.input === undefined && issue.code !== 'custom') {
    return [problemAt(path, `"${path.at(-1) ?? ''}" is missing: ${issue.message}`, 'value', 'key_missing')]
  }
  if (issue.code === 'invalid_value' && typeof issue.input === 'string') {
    const near = nearest(issue.input, issue.values.map(String))
    return [
      problemAt(path, near === null ? issue.message : `${issue.message}; nearest: ${near}`, 'value', 'value_wrong'),
    ]
  }
  if (issue.code !== 'custom') return [problemAt(path, issue.message, 'value', 'value_wrong')]
  const isAboutRule = typeof issue.input === 'object'
  return [problemAt(path, issue.message, 'key', isAboutRule ? 'rule_wrong' : 'value_wrong')]
}

/** Whether a branch of a union failed because the value is of another kind altogether, such as text where it takes a map. */
function isWrongKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false
  if (issue.code === 'invalid_union') return issue.errors.every(errors => errors.some(isWrongKind))
  return issue.code === 'invalid_type'
}

function unknownKeyMessage(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  const advice = near === null ? `known here: ${known.join(', ')}` : `nearest: ${near}`
  return `unknown key "${key}"; ${advice}`
}
