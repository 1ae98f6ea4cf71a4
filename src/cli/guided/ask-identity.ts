import { answerKey, answerMissing, answerMode } from '../../init/answer-draft.ts'
import type { EntryDraft } from '../../init/draft.ts'
import { type ColumnProfile, identifiesRows } from '../../init/sample.ts'
import type { Rule } from '../../init/trial.ts'
import { type Deciding, isRequired } from './deciding.ts'
import type { Choice } from './prompts.ts'

/** What becomes of rows that name a record which Lightfield does not have. */
export async function askParents(entry: EntryDraft, deciding: Deciding): Promise<void> {
  const { drafted, sheet, prompts, isWorkspaceEmpty } = deciding
  const required = isRequired(entry.key, drafted)
  const find = findOf(entry)
  if (find === null) return
  const object = find.get('object')
  const choices: readonly Choice<'fail' | 'create' | 'omit'>[] = [
    { value: 'fail', label: 'The row fails', hint: 'and can be retried later' },
    ...(object === 'member' ? [] : [{ value: 'create', label: `Create the ${object}` } as const]),
    ...(required ? [] : [{ value: 'omit', label: 'The row goes without it' } as const]),
  ]
  if (choices.length === 1) return
  const question = `${entry.columns.join(', ')} → ${entry.key}: and if there is no such ${object} in Lightfield?`
  // Nothing can be found in an empty workspace: every row would fail.
  const likeliest = isWorkspaceEmpty ? choices[1]?.value : 'fail'
  const missing = await prompts.choose(question, choices, likeliest)
  if (missing !== 'fail') sheet.write(text => answerMissing(text, entry.key, missing))
}

export async function askKey({ drafted, sheet, prompts }: Deciding): Promise<void> {
  const { draft } = drafted
  const { columns } = drafted.sample
  const fit = keyColumns(columns)
  if (fit.length === 0) return
  const key = await prompts.choose<string | null>(
    'Which column tells a row from the others, and stays the same over time?',
    [
      ...fit.map(({ name }) => ({ value: name, label: name })),
      { value: null, label: 'None', hint: 'an edited row counts as a new one' },
    ],
    draft.key?.column ?? null,
  )
  if (key !== null) sheet.write(text => answerKey(text, key))
}

export async function askMode({ drafted, sheet, prompts }: Deciding): Promise<void> {
  const { match, object } = drafted.draft
  if (match === null) return
  const mode = await prompts.choose(`And if Lightfield has a record with the same ${match} already?`, [
    { value: 'create', label: `Create another ${object}` },
    { value: 'find-or-create', label: 'Leave that record as it is', hint: 'find-or-create' },
    { value: 'upsert', label: 'Update that record', hint: 'upsert' },
  ] as const)
  if (mode !== 'create') sheet.write(text => answerMode(text, mode, match))
}

/** Columns that could identify rows: unique, never blank, and no free text. */
export function keyColumns(columns: readonly ColumnProfile[]): readonly ColumnProfile[] {
  return columns.filter(identifiesRows)
}

/** How an entry finds the record that a row names; null: it does not. */
export function findOf(entry: EntryDraft): Rule | null {
  const find = entry.kind === 'rule' ? entry.rule.options.get('find') : undefined
  return find === undefined || typeof find === 'string' ? null : find
}
