import type { ObjectDefinitions } from '../model/definitions.ts'
import type { EntryDraft, RuleDraft } from './draft.ts'
import type { Placement } from './place-columns.ts'
import type { ColumnProfile } from './sample.ts'

export interface Entries {
  readonly fields: readonly EntryDraft[]
  readonly relationships: readonly EntryDraft[]
}

/** Puts the placements of each key together, in the order of the definitions; `guesses` become open entries. */
export function draftEntries(
  definitions: ObjectDefinitions,
  placed: readonly Placement[],
  guesses: readonly Placement[],
): Entries {
  const entriesOf = (keys: Iterable<string>) =>
    [...keys].flatMap(key => [
      ...entryOf(
        key,
        placed.filter(each => each.target.key === key),
      ),
      ...guesses.filter(each => each.target.key === key).map(guessed),
    ])
  return {
    fields: entriesOf(definitions.fields.keys()),
    relationships: entriesOf(definitions.relationships.keys()),
  }
}

function entryOf(key: string, placed: readonly Placement[]): readonly EntryDraft[] {
  const [first] = placed
  if (first === undefined) return []
  const columns = placed.map(each => each.column.name)
  if (first.target.kind === 'part') return [{ kind: 'parts', key, columns, parts: partsOf(placed), notes: [] }]
  const { rules, isOpen, notes, refusedRows } = first.proposal
  if (isOpen) {
    const note = `decide how "${columns[0]}" is written: its values can be read in more than one way`
    return [{ kind: 'open', key, columns, alternatives: rules.map(rule => rule.options), notes: [note] }]
  }
  const told = refusedRows === 0 ? notes : [...notes, `${rowsOf(refusedRows)} cannot be read like this`]
  return [{ kind: 'rule', key, columns, rule: rules[0], notes: told }]
}

/** In the order in which a person writes an address. */
function partsOf(placed: readonly Placement[]): ReadonlyMap<string, RuleDraft> {
  const order = ['firstName', 'lastName', 'street', 'street2', 'city', 'state', 'postalCode', 'country']
  const parts = placed.flatMap(({ target, proposal }) =>
    target.kind === 'part' ? [[target.part, proposal.rules[0]] as const] : [],
  )
  return new Map(parts.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))
}

/** Ids of another product where a record is required: they lead to it once another import has made it. */
export function foreignEntries(
  { relationships }: ObjectDefinitions,
  drafted: Entries,
  foreignIds: ReadonlyMap<string, ColumnProfile>,
  required: readonly string[],
): readonly EntryDraft[] {
  return [...foreignIds].flatMap(([key, { name }]): EntryDraft[] => {
    const objectType = relationships.get(key)?.objectType
    const isTaken = drafted.relationships.some(entry => entry.key === key)
    if (isTaken || objectType === undefined || !required.includes(key)) return []
    const note = `"${name}" holds ids of another product: import each ${objectType} first with that id as its key, then name that import here; or \`migrate\` both`
    const rule = new Map([
      ['column', name],
      ['import', `${objectType}s`],
    ])
    return [{ kind: 'open', key, columns: [name], alternatives: [rule], notes: [note] }]
  })
}

function guessed({ target, column, proposal }: Placement): EntryDraft {
  const note = `unsure: is "${column.name}" this?`
  const alternatives = proposal.rules.map(rule => rule.options)
  return { kind: 'open', key: target.key, columns: [column.name], alternatives, notes: [note] }
}

/** `1 row`, `1,200 rows`. */
export function rowsOf(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en-US')} rows`
}
