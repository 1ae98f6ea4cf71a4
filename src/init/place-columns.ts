import { foldName } from './column-names.ts'
import { type Candidate, candidates } from './match-columns.ts'
import { type Proposal, proposeField, proposePart, proposeRelationship } from './propose-rule.ts'
import type { ColumnProfile } from './sample.ts'
import type { Target } from './targets.ts'

/** A column at the target that it fills best. */
export interface Placement {
  readonly column: ColumnProfile
  readonly target: Target
  readonly proposal: Proposal
}

/** Columns at their targets, and why the others are not. */
export interface Placements {
  readonly placed: readonly Placement[]
  /** Reasons by column name. */
  readonly reasons: ReadonlyMap<string, string>
  /** Columns by the relationship that they would fill, but for ids that another product gave. */
  readonly foreignIds: ReadonlyMap<string, ColumnProfile>
}

/** Least share of a column's rows that a field has to be able to take. */
const leastShare = 0.8

/**
 * Gives each column to one target and each target one column, those first whose names fit best; a column whose values a
 * field cannot take is not given to it.
 *
 * @param required keys that take words which are no options yet, rather than stay without a column
 */
export function placeColumns(
  columns: readonly ColumnProfile[],
  targets: readonly Target[],
  object: string,
  required: readonly string[],
  region: string | null,
): Placements {
  const placed: Placement[] = []
  const reasons = new Map<string, string>()
  const foreignIds = new Map<string, ColumnProfile>()
  const say = (column: string, reason: string) => {
    if (!reasons.has(column)) reasons.set(column, reason)
  }
  for (const candidate of ordered(candidates(columns, targets, object))) {
    const { column, target } = candidate
    if (placed.some(each => each.column === column)) continue
    const rival = placed.find(each => excludes(each.target, target))
    if (rival !== undefined) {
      say(column.name, `like ${nameOf(target)}, which "${rival.column.name}" fills${eitherOf(target)}`)
      continue
    }
    const proposal = propose(candidate, region)
    if (proposal.share >= leastOf(target, required)) placed.push({ column, target, proposal })
    else {
      say(column.name, misfit(target))
      if (target.kind === 'relationship' && !foreignIds.has(target.key)) foreignIds.set(target.key, column)
    }
  }
  return { placed, reasons, foreignIds }
}

/** What the column would be at the target. */
export function propose({ column, target }: Pick<Candidate, 'column' | 'target'>, region: string | null): Proposal {
  switch (target.kind) {
    case 'field':
      return proposeField(target.field, column, region)
    case 'part':
      return proposePart(target.field, target.part, column)
    case 'relationship':
      return proposeRelationship(target.relationship, column)
    default:
      return target satisfies never
  }
}

/** A target in words: its key, and the part of it. */
export function nameOf(target: Target): string {
  return target.kind === 'part' ? `${target.key}.${target.part}` : target.key
}

function misfit(target: Target): string {
  if (target.kind === 'relationship') return `like ${target.key}, but with the ids of another product`
  return `like ${nameOf(target)}, which takes other values`
}

/** Numbers and addresses often stand in several columns, of which a record needs one. */
function eitherOf(target: Target): string {
  if (target.kind !== 'field') return ''
  const { valueType } = target.field
  return valueType === 'TELEPHONE' || valueType === 'EMAIL' ? ' (`first_of` takes either)' : ''
}

/** A select may have words that are still to be translated: that is what `values` is for. */
function leastOf(target: Target, required: readonly string[]): number {
  if (target.kind !== 'field') return leastShare
  const isSelect = target.field.valueType === 'SINGLE_SELECT' || target.field.valueType === 'MULTI_SELECT'
  if (!isSelect) return leastShare
  return required.includes(target.key) ? 0 : 0.2
}

/** Whether a target is taken once the other one is: it is the same, or a name that is filled by its parts, or whole. */
function excludes(taken: Target, target: Target): boolean {
  if (taken.key !== target.key) return false
  if (taken.kind === 'part' && target.kind === 'part') return taken.part === target.part
  return true
}

/**
 * Best names first, with two preferences: an owner by e-mail address rather than by name, and a name from its two parts
 * where there are two.
 */
function ordered(all: readonly Candidate[]): readonly Candidate[] {
  return all
    .filter(candidate => !isWholeName(candidate))
    .map(candidate => ({ ...candidate, score: candidate.score - handicap(candidate, all) }))
    .sort((a, b) => b.score - a.score)
}

/** Beside a first name, a column that is just called `Name` is the last name, unless its values are whole ones. */
function isWholeName({ column, target }: Candidate): boolean {
  if (target.kind !== 'part' || target.part !== 'lastName' || foldName(column.name) !== 'name') return false
  const texts = [...column.values.keys()]
  return texts.filter(text => /\s/.test(text)).length > texts.length / 2
}

function handicap({ column, target }: Candidate, all: readonly Candidate[]): number {
  if (target.kind === 'relationship' && target.relationship.objectType === 'member') {
    const [first = ''] = column.values.keys()
    return first.includes('@') ? 0 : 0.15
  }
  if (target.kind !== 'field' || target.field.valueType !== 'FULL_NAME') return 0
  const hasPart = (part: string) =>
    all.some(other => other.target.kind === 'part' && other.target.key === target.key && other.target.part === part)
  return hasPart('firstName') && hasPart('lastName') ? 0.5 : 0
}
