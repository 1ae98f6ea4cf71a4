import type { Decision, EntryDraft, WordDraft } from './draft.ts'
import { type Entries, rowsOf } from './entries.ts'
import { nameOf, type Placement } from './place-columns.ts'

/** What keeps rows of the sample from being sent until a person has settled it. */
export function findDecisions(
  { fields, relationships }: Entries,
  placed: readonly Placement[],
  required: readonly string[],
): readonly Decision[] {
  const entries = [...fields, ...relationships]
  return [
    ...(entries.some(entry => entry.kind !== 'open') ? [] : [nothingPlaced]),
    ...required.filter(key => !entries.some(entry => entry.key === key)).map(key => ({ key, message: noColumnPlaced })),
    ...entries.flatMap(openEntry),
    ...entries.flatMap(openWords),
    ...placed.flatMap(placement => [...refusedValues(placement), ...blanksOf(placement, required)]),
  ]
}

/** Of a required key that nothing in the file is like. */
export const noColumnPlaced = 'is required, and no column was placed there'

const nothingPlaced: Decision = { key: 'fields', message: 'no column was placed: say which column fills what' }

function openEntry(entry: EntryDraft): readonly Decision[] {
  return entry.kind === 'open' ? [{ key: entry.key, message: entry.notes.join('; ') }] : []
}

function openWords(entry: EntryDraft): readonly Decision[] {
  if (entry.kind === 'open') return []
  const words = entry.kind === 'rule' ? entry.rule.words : [...entry.parts.values()].flatMap(part => part.words)
  const open = words.filter(({ meaning }) => meaning === null)
  if (open.length === 0) return []
  const named = open.slice(0, 5).map(wordText).join(', ')
  const more = open.length > 5 ? ` and ${open.length - 5} more` : ''
  return [{ key: entry.key, message: `say under \`values\` what these words stand for: ${named}${more}` }]
}

function wordText({ word, rows }: WordDraft): string {
  return `${word.length > 40 ? `${word.slice(0, 40)}…` : word} (${rowsOf(rows)})`
}

function refusedValues({ target, column, proposal }: Placement): readonly Decision[] {
  if (proposal.refusedRows === 0 || proposal.isOpen) return []
  const type = target.kind === 'relationship' ? target.relationship.objectType : target.field.valueType
  const message = `${rowsOf(proposal.refusedRows)} of "${column.name}" cannot be read as ${type}`
  return [{ key: nameOf(target), message }]
}

function blanksOf({ target, column }: Placement, required: readonly string[]): readonly Decision[] {
  if (column.blank === 0 || !required.includes(target.key) || target.kind === 'part') return []
  const advice =
    target.kind === 'relationship'
      ? 'such rows are not sent; fill it in, or name a record for them all with `default`'
      : 'fill it in, or add a `default`'
  const message = `"${column.name}" is blank in ${rowsOf(column.blank)}, and required: ${advice}`
  return [{ key: target.key, message }]
}
