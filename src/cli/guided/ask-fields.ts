import { answerEntry, settleColumn } from '../../init/answer-draft.ts'
import type { EntryDraft, MappingDraft, MissingKey } from '../../init/draft.ts'
import { draftEntries } from '../../init/entries.ts'
import { writableDefinitions } from '../../init/known-definitions.ts'
import { propose } from '../../init/place-columns.ts'
import type { ColumnProfile } from '../../init/sample.ts'
import { listTargets, type Target } from '../../init/targets.ts'
import type { Rule } from '../../init/trial.ts'
import { formatCount } from '../../report/text.ts'
import type { Drafted } from '../commands/init.ts'
import type { Deciding } from './deciding.ts'
import type { Choice, Prompts } from './prompts.ts'

type Filling =
  | { readonly by: 'column'; readonly column: ColumnProfile }
  | { readonly by: 'template' | 'value' | 'later' }

/** What a required key is to be filled with. */
export async function askMissing({ section, key }: MissingKey, deciding: Deciding): Promise<EntryDraft | null> {
  const { drafted, sheet, prompts } = deciding
  const target = targetsOf(drafted).find(each => each.kind !== 'part' && each.key === key)
  const { columns } = drafted.sample
  const filled = columns.filter(column => column.filled > 0)
  const choices: readonly Choice<Filling>[] = [
    ...filled.map(column => ({
      value: { by: 'column', column } as const,
      label: column.name,
      ...(column.blank > 0 && { hint: `blank in ${formatCount(column.blank, 'row')}` }),
    })),
    ...(section === 'fields'
      ? [
          { value: { by: 'template' } as const, label: 'Put it together from several columns' },
          { value: { by: 'value' } as const, label: 'The same for every row' },
        ]
      : []),
    later,
  ]
  const filling = await prompts.choose(
    `${key} is required. Which column fills it?`,
    choices,
    suggested(choices, drafted.draft),
  )
  if (filling.by === 'later') return null
  if (filling.by === 'column') return target === undefined ? null : place(filling.column, target, deciding)
  const rule: Rule =
    filling.by === 'template'
      ? new Map([['template', await askTemplate(columns, prompts)]])
      : new Map([['value', await askValue(target, prompts)]])
  const entry = ruleEntry(key, columnsNamed(rule, columns), rule)
  sheet.write(text => answerEntry(text, 'fields', entry))
  return entry
}

const later = { value: { by: 'later' } as const, label: 'Leave it open', hint: 'for the editor' }

/** A column that has no place yet is the likeliest. */
function suggested(choices: readonly Choice<Filling>[], { leftOut }: MappingDraft): Filling {
  const isLeft = ({ value }: Choice<Filling>) =>
    value.by === 'column' && leftOut.some(({ column, isIgnored }) => column === value.column.name && !isIgnored)
  return (choices.find(isLeft) ?? later).value
}

async function askTemplate(columns: readonly ColumnProfile[], prompts: Prompts): Promise<string> {
  const names = columns.map(({ name }) => name)
  const example = names
    .slice(0, 2)
    .map(name => `{${name}}`)
    .join(' - ')
  return await prompts.ask(`Text, with columns in braces, such as ${example}:`, answer => refuseTemplate(answer, names))
}

function refuseTemplate(template: string, names: readonly string[]): string | null {
  const named = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)
  if (named.length === 0) return 'Name at least one column in braces.'
  const unknown = named.find(name => !names.includes(name))
  return unknown === undefined ? null : `There is no column ${unknown}.`
}

async function askValue(target: Target | undefined, prompts: Prompts): Promise<string> {
  const options = target?.kind === 'field' ? target.field.options : []
  if (options.length === 0)
    return await prompts.ask('Which text?', answer => (answer.trim() === '' ? 'Say something.' : null))
  return await prompts.choose(
    'Which option?',
    options.map(({ label }) => ({ value: label, label })),
  )
}

/** A column at the place that it was given, as `init` would have written it. */
function place(column: ColumnProfile, target: Target, { drafted, sheet }: Deciding): EntryDraft | null {
  const proposal = propose({ column, target }, null)
  const known = writableDefinitions(drafted.draft.object, drafted.definitions)
  const { fields, relationships } = draftEntries(known, [{ column, target, proposal }], [])
  const [entry] = [...fields, ...relationships]
  if (entry === undefined) return null
  const section = target.kind === 'relationship' ? 'relationships' : 'fields'
  sheet.write(text => settleColumn(answerEntry(text, section, entry), column.name))
  return entry
}

/** Which of the ways to read a column is the right one. */
export async function askOpen(entry: EntryDraft, { drafted, sheet, prompts }: Deciding): Promise<EntryDraft | null> {
  if (entry.kind !== 'open') return null
  const [column = ''] = entry.columns
  const ways = entry.alternatives.map(rule => ({ value: rule, label: wayText(rule) }))
  const question = `${column} → ${entry.key}: ${entry.notes.join('; ')}`
  const rule = await prompts.choose<Rule | null>(question, [...ways, { value: null, label: 'Leave it open' }])
  if (rule === null) return null
  const settled = ruleEntry(entry.key, entry.columns, rule)
  const section = drafted.draft.relationships.includes(entry) ? 'relationships' : 'fields'
  sheet.write(text => settleColumn(answerEntry(text, section, settled), column))
  return settled
}

/** What sets a way apart from the others, such as `format dd/MM/yyyy`. */
function wayText(rule: Rule): string {
  const options = [...rule].filter(([name]) => name !== 'column')
  if (options.length === 0) return 'Yes'
  return options
    .map(([name, value]) => (typeof value === 'string' ? `${name} ${value}` : `${name} by ${value.get('by')}`))
    .join(', ')
}

/** Gives columns that were left a field, as long as somebody wants it. */
export async function placeMore(entries: EntryDraft[], deciding: Deciding): Promise<void> {
  const { drafted, prompts } = deciding
  const isPlaced = (name: string) => entries.some(entry => entry.columns.includes(name))
  const left = new Set(drafted.draft.leftOut.filter(({ isIgnored }) => !isIgnored).map(({ column }) => column))
  for (;;) {
    const columns = drafted.sample.columns.filter(({ name, filled }) => left.has(name) && filled > 0 && !isPlaced(name))
    const free = targetsOf(drafted).filter(
      target => target.kind !== 'part' && !entries.some(({ key }) => key === target.key),
    )
    if (columns.length === 0 || free.length === 0) return
    const isNothingPlaced = entries.every(({ kind }) => kind === 'open')
    const column = await prompts.choose<ColumnProfile | null>(
      `${formatCount(columns.length, 'column')} without a field. Give one of them a field?`,
      [{ value: null, label: 'No, leave them out' }, ...columns.map(each => ({ value: each, label: each.name }))],
      isNothingPlaced ? columns[0] : null,
    )
    if (column === null) return
    const target = await prompts.choose<Target | null>(`Which field for ${column.name}?`, [
      ...free.map(each => ({ value: each, label: labelOf(each), hint: each.key })),
      { value: null, label: 'None' },
    ])
    const entry = target === null ? null : place(column, target, deciding)
    if (entry !== null) entries.push(entry)
  }
}

function labelOf(target: Target): string {
  return target.kind === 'relationship' ? target.relationship.label : target.field.label
}

function targetsOf({ draft, definitions }: Drafted): readonly Target[] {
  return listTargets(writableDefinitions(draft.object, definitions))
}

function ruleEntry(key: string, columns: readonly string[], options: Rule): EntryDraft {
  return { kind: 'rule', key, columns, rule: { options, words: [] }, notes: [] }
}

/** The columns that a template takes its text from. */
function columnsNamed(rule: Rule, columns: readonly ColumnProfile[]): readonly string[] {
  const template = rule.get('template')
  if (typeof template !== 'string') return []
  return columns.map(({ name }) => name).filter(name => template.includes(`{${name}}`))
}
