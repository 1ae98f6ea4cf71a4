import type { Drafted } from '../commands/init.ts'
import { AnswerSheet } from './answer-sheet.ts'
import { askMissing, askOpen, placeMore } from './ask-fields.ts'
import { askKey, askMode, askParents, findOf, keyColumns } from './ask-identity.ts'
import { askWords, openWords } from './ask-words.ts'
import { type Deciding, isRequired } from './deciding.ts'
import type { Prompts } from './prompts.ts'

/** How many questions there would be. */
export function countQuestions({ draft, sample }: Drafted): number {
  const entries = [...draft.fields, ...draft.relationships]
  const isMissing = (key: string) => draft.missing.some(each => each.key === key)
  const open = entries.filter(({ kind, key }) => kind === 'open' && !isMissing(key)).length
  const words = entries.filter(entry => openWords(entry).length > 0).length
  const finds = draft.relationships.filter(entry => findOf(entry) !== null).length
  const key = draft.key?.isSure === true || keyColumns(sample.columns).length === 0 ? 0 : 1
  const left = draft.leftOut.some(({ isIgnored }) => !isIgnored) ? 1 : 0
  return draft.missing.length + open + left + words + finds + key + (draft.match === null ? 0 : 1)
}

/** Asks for what the draft leaves open, and writes each answer into the mapping as soon as it is given. */
export async function decide(
  drafted: Drafted,
  file: string,
  prompts: Prompts,
  isWorkspaceEmpty: boolean,
): Promise<void> {
  const { draft } = drafted
  const sheet = new AnswerSheet(file)
  const deciding: Deciding = { drafted, sheet, prompts, isWorkspaceEmpty }
  const entries = [...draft.fields, ...draft.relationships]
  // What there is a proposal for is asked below, with that.
  for (const missing of draft.missing.filter(({ key }) => !entries.some(entry => entry.key === key))) {
    const entry = await askMissing(missing, deciding)
    if (entry !== null) entries.push(entry)
  }
  const isSettled = (key: string) => entries.some(entry => entry.key === key && entry.kind !== 'open')
  for (const entry of entries.filter(({ kind, key }) => kind === 'open' && !isSettled(key))) {
    const settled = await askOpen(entry, deciding)
    if (settled !== null) entries.push(settled)
  }
  await placeMore(entries, deciding)
  for (const entry of entries) await askWords(entry, isRequired(entry.key, drafted), sheet, prompts)
  for (const entry of entries) await askParents(entry, deciding)
  if (draft.key?.isSure !== true) await askKey(deciding)
  await askMode(deciding)
}
