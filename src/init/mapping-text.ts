import { inlineYaml } from '../mapping/yaml.ts'
import type { EntryDraft, LeftOut, MappingDraft, RuleDraft, WordDraft } from './draft.ts'
import { rowsOf } from './entries.ts'
import type { Rule } from './trial.ts'

export interface MappingTextOptions {
  /** What the CSV is called, for the head comment. */
  readonly csvName: string
  /** Where an editor finds the JSON Schema, seen from the mapping file. */
  readonly schemaPath: string
}

/** Lines of `values` that are written out; the rest is only counted. */
const maxWords = 40
const maxWordLength = 60
const maxWidth = 118

/** Writes a draft down as a person would: short forms where they do, and a comment wherever something is to be decided. */
export function mappingText(draft: MappingDraft, options: MappingTextOptions): string {
  const sections = [
    headLines(draft, options),
    identityLines(draft),
    sectionLines(draft, 'fields'),
    sectionLines(draft, 'relationships'),
    ignoredLines(draft.leftOut.filter(column => column.isIgnored)),
    unplacedLines(draft.leftOut.filter(column => !column.isIgnored)),
  ]
  const blocks = sections.filter(lines => lines.length > 0)
  return `${blocks.map(lines => lines.join('\n')).join('\n\n')}\n`
}

function headLines(
  { rows, isWhole, unreadableRows, decisions }: MappingDraft,
  { csvName, schemaPath }: MappingTextOptions,
): string[] {
  const looked = isWhole ? `${rows}, all of them` : `the first ${rows}`
  const unreadable = unreadableRows === 0 ? '' : `; ${rowsOf(unreadableRows)} could not be read`
  const open =
    decisions.length === 0
      ? 'Read it through, then try it with `check`.'
      : 'Where a comment asks, you decide; then try it with `check`.'
  return [
    `# yaml-language-server: $schema=${comment(schemaPath)}`,
    `# Drafted from ${comment(csvName)} (rows looked at: ${looked}${unreadable}).`,
    `# ${open}`,
  ]
}

function identityLines({ object, key, match, isWhole }: MappingDraft): string[] {
  const lines = [`object: ${inlineYaml(object)}`]
  if (key === null) {
    lines.push(
      '# key: ?   # no column is an id by its name, unique and never blank: a row is told by its whole content',
    )
  } else if (key.isSure) {
    lines.push(`key: [${inlineYaml(key.column)}]${isWhole ? '' : '   # unique in the rows looked at'}`)
  } else {
    lines.push(`# key: [${inlineYaml(key.column)}]   # unique, but not by its name: does it stay the same over time?`)
  }
  if (match !== null) {
    lines.push(
      `# match: ${inlineYaml(match)}   # for find-or-create and upsert: what an existing record is looked up by`,
    )
  }
  return lines
}

function sectionLines(draft: MappingDraft, section: 'fields' | 'relationships'): string[] {
  const entries = draft[section]
  const missing = draft.missing
    .filter(each => each.section === section && !entries.some(entry => entry.key === each.key))
    .map(({ key }) => `  # ${inlineYaml(key)}: ?   # required, and no column was placed here${missingAdvice(key)}`)
  if (entries.length + missing.length === 0) return []
  const isEmpty = entries.every(entry => entry.kind === 'open')
  const lines = [...missing, ...entries.flatMap(entryLines)]
  return isEmpty ? [`# ${section}:`, ...lines] : [`${section}:`, ...lines]
}

/** A name may be put together from what there is. */
function missingAdvice(key: string): string {
  return key === '$name' || key === '$title' ? ': a column, or several through `template`' : ''
}

/** The lines of one entry under `fields` or `relationships`; those of an open one are comments. */
export function entryLines(entry: EntryDraft): string[] {
  const name = inlineYaml(entry.key)
  switch (entry.kind) {
    case 'open':
      return [
        ...entry.notes.map(note => `  # ${comment(note)}`),
        ...entry.alternatives.map(rule => `  # ${name}: ${ruleText(rule)}`),
      ]
    case 'rule':
      return withNotes(ruleLines(name, entry.rule, '  '), entry.notes)
    case 'parts':
      return withNotes(
        [`  ${name}:`, ...[...entry.parts].flatMap(([part, rule]) => ruleLines(part, rule, '    '))],
        entry.notes,
      )
    default:
      return entry satisfies never
  }
}

/** A note behind the first line where there is room, else before it. */
function withNotes(lines: readonly string[], notes: readonly string[]): string[] {
  if (notes.length === 0) return [...lines]
  const [first = '', ...rest] = lines
  const text = `# ${comment(notes.join('; '))}`
  const oneLine = `${first}   ${text}`
  return oneLine.length <= maxWidth ? [oneLine, ...rest] : [`  ${text}`, ...lines]
}

function ruleLines(name: string, { options, words, choices = [] }: RuleDraft, indent: string): string[] {
  if (words.length === 0) return [`${indent}${name}: ${ruleText(options)}`]
  const lines = [...options].map(([option, value]) => `${indent}  ${option}: ${inlineYaml(value)}`)
  return [`${indent}${name}:`, ...lines, ...wordLines(words, choices, `${indent}  `)]
}

function ruleText(rule: Rule): string {
  return inlineYaml(rule.size === 1 ? (rule.get('column') ?? rule) : rule)
}

/** Known words first; those that a person has to say something about follow as comments, with what there is to say. */
function wordLines(words: readonly WordDraft[], choices: readonly string[], indent: string): string[] {
  const known = words.filter(({ meaning }) => meaning !== null)
  const open = words.filter(({ meaning }) => meaning === null)
  const rest = open.length - maxWords
  return [
    `${indent}${known.length === 0 ? '# ' : ''}values:`,
    ...known.map(({ word, meaning }) => `${indent}  ${inlineYaml(word)}: ${inlineYaml(meaning)}`),
    ...(open.length > 0 && choices.length > 0 ? [choiceLine(choices, `${indent}  `)] : []),
    ...open.slice(0, maxWords).map(({ word, rows, hint }) => {
      const more = hint === null ? '' : `, ${comment(hint)}`
      return `${indent}  # ${inlineYaml(shortened(word))}: ?   # ${rowsOf(rows)}${more}`
    }),
    ...(rest > 0 ? [`${indent}  # and ${rest} more words: \`check\` lists them`] : []),
  ]
}

/** As many of the choices as fit on a line. */
function choiceLine(choices: readonly string[], indent: string): string {
  const names = choices.map(choice => comment(inlineYaml(choice)))
  const line = (count: number) =>
    `${indent}# one of: ${names.slice(0, count).join(', ')}${count < names.length ? ', …' : ''}`
  let shown = names.length
  while (shown > 1 && line(shown).length > maxWidth) shown -= 1
  return line(shown)
}

function ignoredLines(columns: readonly LeftOut[]): string[] {
  if (columns.length === 0) return []
  return ['ignore:', ...columns.map(({ column, reason }) => `  - ${inlineYaml(column)}   # ${comment(reason)}`)]
}

function unplacedLines(columns: readonly LeftOut[]): string[] {
  if (columns.length === 0) return []
  return [
    '# Not placed: give these a field above, or put them under `ignore`.',
    ...columns.map(({ column, reason }) => `#   ${inlineYaml(column)}: ${comment(reason)}`),
  ]
}

/** A word is short; what is not is recognised by its beginning, and need not be in the file whole. */
function shortened(word: string): string {
  return word.length > maxWordLength ? `${word.slice(0, maxWordLength)}…` : word
}

/** What a file or a definition says, on the one line that a comment has. */
function comment(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
}
