import type { Problem } from '../errors.ts'
import { isObjectName, isStandardObject, writableObjects } from '../model/objects.ts'
import type { Path, ProblemAt } from './document.ts'
import type { MappingInput } from './schema.ts'

/**
 * Names of objects that cannot be meant: no slug, or a standard object's name as people also write it, which taken as it
 * stands would be a custom object's slug. Whether the workspace has a custom object is for the workspace to say.
 */
export function objectNameProblems({ object, relationships }: MappingInput, problemAt: ProblemAt): Problem[] {
  const problems = misnamed(object, writableObjects, ['object'], problemAt)
  if (object === 'member')
    problems.push(problemAt(['object'], 'members cannot be created through the API', 'value', 'object_name'))
  for (const [key, rule] of relationships ?? []) {
    if (typeof rule === 'string' || rule.find === undefined) continue
    const path = ['relationships', key, 'find', 'object']
    problems.push(...misnamed(rule.find.object, [...writableObjects, 'member'], path, problemAt))
  }
  return problems
}

const noObjectName =
  'this cannot be the name of an object: a slug has letters, digits, "-" and "_" only, and no more than 200 of them'

function misnamed(object: string, known: readonly string[], path: Path, problemAt: ProblemAt): Problem[] {
  if (isStandardObject(object)) return []
  const wanted = object.trim().toLowerCase().replace(/^\$/, '')
  const meant = known.find(type => [type, `${type}s`, type.replace(/y$/, 'ies')].includes(wanted))
  if (meant !== undefined)
    return [problemAt(path, `unknown object "${object}"; nearest: ${meant}`, 'value', 'object_name')]
  return isObjectName(object) ? [] : [problemAt(path, noObjectName, 'value', 'object_name')]
}
