import { answerOnError, answerWords } from '../../init/answer-draft.ts'
import type { EntryDraft, RuleDraft, WordDraft } from '../../init/draft.ts'
import { nearest } from '../../model/nearest.ts'
import { formatCount, formatNumber } from '../../report/text.ts'
import type { AnswerSheet } from './answer-sheet.ts'
import type { Prompts } from './prompts.ts'

/** Most words of one field that are asked for one by one; more are better looked at in an editor. */
const mostWords = 15

/** Words of an entry that nobody has said the meaning of; the most frequent first. */
export function openWords(entry: EntryDraft): readonly WordDraft[] {
  return rulesOf(entry)
    .flatMap(({ words }) => words)
    .filter(({ meaning }) => meaning === null)
    .toSorted((a, b) => b.rows - a.rows)
}

/** Asks what the words of a select stand for. */
export async function askWords(
  entry: EntryDraft,
  isRequired: boolean,
  sheet: AnswerSheet,
  prompts: Prompts,
): Promise<void> {
  const words = openWords(entry)
  if (words.length === 0) return
  const place = `${entry.columns.join(', ')} → ${entry.key}`
  const way = await prompts.choose(
    `${place}: ${formatCount(words.length, 'word means', 'words mean')} nothing to Lightfield.`,
    [
      {
        value: 'say',
        label: 'Say what each means',
        ...(words.length > mostWords && { hint: `the first ${mostWords}` }),
      },
      ...(isRequired || entry.kind !== 'rule'
        ? []
        : [{ value: 'omit', label: `Leave ${entry.key} out of these rows` } as const]),
      { value: 'later', label: 'Leave them open', hint: 'such rows are not sent' },
    ] as const,
  )
  if (way === 'omit') sheet.write(text => answerOnError(text, entry.key))
  if (way === 'say') await askEach(entry, words.slice(0, mostWords), isRequired, sheet, prompts)
}

async function askEach(
  entry: EntryDraft,
  words: readonly WordDraft[],
  isRequired: boolean,
  sheet: AnswerSheet,
  prompts: Prompts,
): Promise<void> {
  for (const { word, rows, hint } of words) {
    const choices = rulesOf(entry).flatMap(rule => rule.choices ?? [])
    const question = `${entry.key}: what is "${word}" (${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'})?`
    const meaning =
      choices.length > 0
        ? await chooseMeaning(question, word, choices, isRequired, prompts)
        : await askCode(question, hint, prompts)
    if (meaning !== open) sheet.write(text => answerWords(text, entry.key, new Map([[word, meaning]])))
  }
}

/** What stands for a word that is left as it is; null is a meaning: a blank cell. */
const open = Symbol('left open')

function chooseMeaning(
  question: string,
  word: string,
  choices: readonly string[],
  isRequired: boolean,
  prompts: Prompts,
): Promise<string | null | typeof open> {
  return prompts.choose<string | null | typeof open>(
    question,
    [
      ...choices.map(choice => ({ value: choice, label: choice })),
      ...(isRequired ? [] : [{ value: null, label: 'Leave it blank' }]),
      { value: open, label: 'Leave it open', hint: 'such rows are not sent' },
    ],
    nearest(word, choices) ?? open,
  )
}

/** Where there is no list of what there is, such as of countries. */
async function askCode(question: string, hint: string | null, prompts: Prompts): Promise<string | typeof open> {
  const answer = await prompts.ask(`${question} Enter alone leaves it open.`, () => null, hint ?? 'such as DE')
  return answer.trim() === '' ? open : answer.trim()
}

function rulesOf(entry: EntryDraft): readonly RuleDraft[] {
  if (entry.kind === 'open') return []
  return entry.kind === 'rule' ? [entry.rule] : [...entry.parts.values()]
}
