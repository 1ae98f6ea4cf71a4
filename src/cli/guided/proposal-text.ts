import type { EntryDraft, LeftOut, MappingDraft } from '../../init/draft.ts'
import type { Sample } from '../../init/sample.ts'
import { formatCount, nameList, plainLine, shortName } from '../../report/text.ts'
import { filled } from '../../report/wrap.ts'
import type { Paint } from '../paint.ts'

/** Longest name that others are aligned with. */
const widestColumn = 32

/**
 * A draft as a table of the file's columns: where each goes, or why nowhere; and what is left to decide.
 *
 * @param width columns of the terminal; on a narrow one a column and its field have a line each
 */
export function proposalText(
  { draft, sample }: { draft: MappingDraft; sample: Sample },
  paint: Paint,
  width: number,
): string {
  const rows = sample.columns
    .map(({ name }) => ({ name, goals: goalsOf(name, draft) }))
    .filter(({ goals }) => goals.length > 0)
  const left = draft.leftOut.filter(({ isIgnored }) => !isIgnored)
  const ignored = draft.leftOut.filter(({ isIgnored }) => isIgnored)
  const open = draft.decisions.map(({ key, message }): Line => [key, message])
  return [
    ...block(
      'Column → field',
      rows.map(({ name, goals }): Line => [name, `→ ${goals.join(', ')}`]),
      paint,
      width,
    ),
    ...reasons('Not placed', left, paint, width),
    ...reasons('Left out', ignored, paint, width),
    ...block('To be decided', open, paint, width),
  ].join('\n')
}

/** A terminal with fewer columns has no room for two of them side by side. */
const narrow = 60

type Line = readonly [string, string]

function block(title: string, lines: readonly Line[], paint: Paint, width: number): readonly string[] {
  if (lines.length === 0) return []
  const names = lines.map(([name]) => plainLine(shortName(name)))
  const widest = Math.max(...names.map(name => name.length).filter(length => length <= widestColumn), 0)
  const isNarrow = width < narrow
  const indent = isNarrow ? 6 : widest + 4
  return [
    `${paint.bold(title)} ${paint.dim(`(${lines.length})`)}`,
    ...lines.map(([, text], index) => {
      const name = names[index] ?? ''
      const told = filled(plainLine(text), Math.max(width - indent - 1, 20)).join(`\n${' '.repeat(indent)}`)
      return isNarrow ? `  ${name}\n      ${told}` : `  ${name.padEnd(widest)}  ${told}`
    }),
  ]
}

/** Columns by the reason that they have in common. */
function reasons(title: string, columns: readonly LeftOut[], paint: Paint, width: number): readonly string[] {
  if (columns.length === 0) return []
  const groups = [...Map.groupBy(columns, ({ reason }) => reason)]
  return [
    `${paint.bold(title)} ${paint.dim(`(${columns.length})`)}`,
    ...groups.map(([reason, group]) => {
      const text = `${nameList(group.map(({ column }) => column))}: ${plainLine(reason)}`
      return `  ${filled(text, width - 5).join('\n    ')}`
    }),
  ]
}

/** Where a column goes. */
function goalsOf(column: string, { key, fields, relationships }: MappingDraft): readonly string[] {
  const goals = [...fields, ...relationships].filter(entry => entry.columns.includes(column)).map(goalOf)
  return key?.isSure === true && key.column === column ? [...goals, 'identifies the row'] : goals
}

function goalOf(entry: EntryDraft): string {
  if (entry.kind === 'open') return `${entry.key}?`
  const words = openWordsOf(entry)
  return words === 0 ? entry.key : `${entry.key} (${formatCount(words, 'word')} open)`
}

/** Words of an entry that nobody has said the meaning of. */
function openWordsOf(entry: Exclude<EntryDraft, { kind: 'open' }>): number {
  const words = entry.kind === 'rule' ? entry.rule.words : [...entry.parts.values()].flatMap(part => part.words)
  return words.filter(({ meaning }) => meaning === null).length
}
