import { nearest } from '../model/nearest.ts'
import type { LookUp } from '../model/payload.ts'
import { lookUpField, lookUpProblem } from './look-up-field.ts'
import type { MatchRule } from './mapping.ts'
import type { Scope } from './scope.ts'

/**
 * What a row's own record is looked up by; null without `match`. Whatever is wrong with it is noted in the scope: the mode
 * may come from elsewhere than the mapping, so this is not known before.
 */
export function compileMatch(scope: Scope): LookUp | null {
  const { mapping, object, refuse, warn } = scope
  const { match, mode } = mapping
  if (match === null) {
    const needed = `mode ${mode} needs "match": the field that an existing record is looked up by, such as $name`
    if (mode !== 'create') refuse(['mode'], needed)
    return null
  }
  if (mode === 'create') {
    warn(['match'], 'mode create meets no existing record: "match" only finds those whose answer was lost')
  }
  return { object, by: match.by.map((key, position) => matchField(scope, match, key, position)), fold: match.fold }
}

function matchField(scope: Scope, match: MatchRule, key: string, position: number) {
  const { mapping, refuse } = scope
  const path = [...match.path, position]
  if (match.by.indexOf(key) < position) refuse(path, `${key} stands twice in "match"`)
  const problem = mapping.fields.has(key) ? lookUpProblem(scope, key) : unmapped(scope, key)
  if (problem !== null) refuse(path, problem)
  return lookUpField(scope, key)
}

function unmapped({ mapping }: Scope, key: string): string {
  if (mapping.relationships.has(key)) return `${key} is a relationship: records are matched by fields`
  const near = nearest(key, mapping.fields.keys())
  const advice = near === null ? 'add it under "fields"' : `nearest: ${near}`
  return `the mapping fills no field "${key}" to match by; ${advice}`
}
