import type { Problem } from '../errors.ts'
import { isStandardObject, writableObjects } from '../model/objects.ts'
import type { Path, ProblemAt } from './document.ts'
import type { MappingInput } from './schema.ts'

/**
 * Names of standard objects as people also write them, where the mapping names one: taken as they stand they would be
 * custom objects' slugs.
 */
export function objectNameProblems({ object, relationships }: MappingInput, problemAt: ProblemAt): Problem[] {
  const problems = misnamed(object, writableObjects, ['object'], problemAt)
  if (object === 'member') problems.push(problemAt(['object'], 'members cannot be created through the API'))
  for (const [key, rule] of relationships ?? []) {
    if (typeof rule === 'string' || rule.find === undefined) continue
    const path = ['relationships', key, 'find', 'object']
    problems.push(...misnamed(rule.find.object, [...writableObjects, 'member'], path, problemAt))
  }
  return problems
}

function misnamed(object: string, known: readonly string[], path: Path, problemAt: ProblemAt): Problem[] {
  if (isStandardObject(object)) return []
  const wanted = object.trim().toLowerCase().replace(/^\$/, '')
  const meant = known.find(type => [type, `${type}s`, type.replace(/y$/, 'ies')].includes(wanted))
  return meant === undefined ? [] : [problemAt(path, `unknown object "${object}"; nearest: ${meant}`)]
}
