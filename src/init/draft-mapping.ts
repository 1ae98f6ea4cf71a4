import { convertCountry } from '../mapping/values/country.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { nearest } from '../model/nearest.ts'
import { objectFacts } from '../model/objects.ts'
import { columnForms } from './column-names.ts'
import { currencyDecisions, leftOut } from './column-reasons.ts'
import { findDecisions } from './decisions.ts'
import type { EntryDraft, MappingDraft, MissingKey } from './draft.ts'
import { draftEntries, foreignEntries } from './entries.ts'
import { writableDefinitions } from './known-definitions.ts'
import { partSynonyms } from './part-names.ts'
import { type Placement, placeColumns, propose } from './place-columns.ts'
import { proposeKey } from './propose-key.ts'
import { likelyName } from './propose-name.ts'
import { relatedNames } from './related-names.ts'
import type { ColumnProfile, Sample } from './sample.ts'
import { listTargets, type Target } from './targets.ts'

/**
 * Proposes a mapping of a file's columns to an object type. Whatever is not sure is left open, and named in `decisions`.
 *
 * @param definitions the workspace's; null: only what the API's documentation fixes
 */
export function draftMapping(sample: Sample, object: string, definitions: ObjectDefinitions | null): MappingDraft {
  const known = writableDefinitions(object, definitions)
  const facts = objectFacts(object)
  const required = [...facts.requiredFields, ...facts.requiredRelationships]
  const targets = listTargets(known)
  const filled = sample.columns.filter(column => column.filled > 0)
  const placements = placeColumns(filled, targets, object, required, regionOf(filled, object))
  const { placed } = placements
  const guesses = guess(filled, placed, targets, object)
  const key = proposeKey(sample.columns, object)
  const drafted = draftEntries(known, placed, guesses)
  const foreign = foreignEntries(known, drafted, placements.foreignIds, required)
  const entries = { ...drafted, relationships: [...drafted.relationships, ...foreign] }
  const context = { sample, definitions, object, placements, guesses }
  const isNamed = (column: ColumnProfile) =>
    placed.some(each => each.column === column) || (key?.isSure === true && key.column === column.name)
  return {
    object,
    rows: sample.rows,
    isWhole: sample.isWhole,
    unreadableRows: sample.unreadableRows,
    key,
    match: matchOf(object, entries.fields),
    ...entries,
    leftOut: sample.columns.filter(column => !isNamed(column)).map(column => leftOut(column, context)),
    missing: [
      ...missingKeys('fields', facts.requiredFields, entries.fields),
      ...missingKeys('relationships', facts.requiredRelationships, entries.relationships),
    ],
    decisions: [...findDecisions(entries, placed, required), ...currencyDecisions(context)],
  }
}

/** The country that most rows are in, by whichever column is one of countries. */
function regionOf(columns: readonly ColumnProfile[], object: string): string | null {
  const names = partSynonyms('country')
  const column = columns.find(({ name }) => columnForms(name, object).some(({ text }) => names.includes(text)))
  const [most] = [...(column?.values ?? [])].sort(([, a], [, b]) => b - a)
  const country = most === undefined ? null : convertCountry(most[0])
  return country?.ok ? country.value : null
}

/** Columns that are left, at targets that are left and whose names are near: to be confirmed by a person. */
function guess(
  columns: readonly ColumnProfile[],
  placed: readonly Placement[],
  targets: readonly Target[],
  object: string,
): readonly Placement[] {
  const guesses: Placement[] = []
  const isFree = (target: Target) => ![...placed, ...guesses].some(each => each.target.key === target.key)
  for (const column of columns) {
    if (placed.some(each => each.column === column)) continue
    const target = likelyTarget(
      column.name,
      targets.filter(target => target.kind !== 'part' && isFree(target)),
      object,
    )
    if (target === undefined) continue
    const proposal = propose({ column, target }, null)
    if (proposal.share >= 0.95) guesses.push({ column, target, proposal })
  }
  const left = columns.filter(column => ![...placed, ...guesses].some(each => each.column === column))
  return [...guesses, ...nameGuess(left, targets.filter(isFree), object)]
}

/** Whatever it is called: where nothing fills the name, what tells the rows apart in words may be it. */
function nameGuess(columns: readonly ColumnProfile[], free: readonly Target[], object: string): readonly Placement[] {
  const target = free.find(({ kind, key }) => kind === 'field' && ['$name', 'name'].includes(key))
  const column = target === undefined ? undefined : likelyName(columns, object)
  if (target === undefined || column === undefined) return []
  const proposal = propose({ column, target }, null)
  return proposal.share >= 0.95 ? [{ column, target, proposal }] : []
}

/** A related record by what such records are called, whichever relationship it may be; else a label that is near. */
function likelyTarget(column: string, free: readonly Target[], object: string): Target | undefined {
  const names = columnForms(column, object).map(({ text }) => text)
  const related = free.find(
    target =>
      target.kind === 'relationship' && relatedNames(target.relationship.objectType).some(name => names.includes(name)),
  )
  if (related !== undefined) return related
  const near = nearest(column, free.map(labelOf))
  return free.find(target => labelOf(target) === near)
}

function labelOf(target: Target): string {
  return target.kind === 'relationship' ? target.relationship.label : target.field.label
}

function missingKeys(
  section: MissingKey['section'],
  required: readonly string[],
  entries: readonly EntryDraft[],
): readonly MissingKey[] {
  const present = entries.filter(entry => entry.kind !== 'open').map(entry => entry.key)
  return required.filter(key => !present.includes(key)).map(key => ({ section, key }))
}

/** E-mail addresses tell contacts apart, names the rest. */
function matchOf(object: string, fields: readonly EntryDraft[]): string | null {
  const keys = fields.filter(entry => entry.kind !== 'open').map(entry => entry.key)
  const wanted = object === 'contact' ? ['$email'] : ['$name', 'name', '$title']
  return wanted.find(key => keys.includes(key)) ?? null
}
