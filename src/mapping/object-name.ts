import type { Problem } from '../errors.ts'
import { isStandardObject, writableObjects } from '../model/objects.ts'
import type { ProblemAt } from './document.ts'

/** Names of standard objects as people also write them; taken as they stand they would be a custom object's slug. */
export function objectNameProblems(object: string, problemAt: ProblemAt): Problem[] {
  if (object === 'member') return [problemAt(['object'], 'members cannot be created through the API')]
  if (isStandardObject(object)) return []
  const wanted = object.trim().toLowerCase().replace(/^\$/, '')
  const meant = writableObjects.find(type => [type, `${type}s`, type.replace(/y$/, 'ies')].includes(wanted))
  return meant === undefined ? [] : [problemAt(['object'], `unknown object "${object}"; nearest: ${meant}`)]
}
