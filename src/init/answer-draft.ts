import { inlineYaml } from '../mapping/yaml.ts'
import type { EntryDraft } from './draft.ts'
import { entryLines } from './mapping-text.ts'

/**
 * Answers to what a draft leaves open, written into its text as a person would: a comment is made a line, a word gets its
 * meaning, and everything else stays as it is, other comments included. Each gives the text with the answer in it, or null
 * where the text is no longer as `mappingText` wrote it.
 */

/** The columns that identify a row. */
export function answerKey(text: string, column: string): string | null {
  return replaced(text, /^# key: .*$/m, `key: [${inlineYaml(column)}]`)
}

/** What is to become of records that exist. */
export function answerMode(text: string, mode: 'find-or-create' | 'upsert', match: string): string | null {
  return replaced(text, /^# match: .*$/m, `mode: ${mode}\nmatch: ${inlineYaml(match)}`)
}

/** An entry for a key that had none: its lines take the place of those that asked for it. */
export function answerEntry(text: string, section: 'fields' | 'relationships', entry: EntryDraft): string {
  const lines = text.split('\n')
  const at = lines.findIndex(each => each === `${section}:` || each === `# ${section}:`)
  if (at === -1) return newSection(lines, section, entryLines(entry))
  const end = endOfSection(lines, at)
  const asks = `  # ${inlineYaml(entry.key)}: `
  const rest = lines
    .slice(at + 1, end)
    .filter((line, index, all) => !line.startsWith(asks) && !isNoteOf(asks, all, index))
  return [...lines.slice(0, at), `${section}:`, ...entryLines(entry), ...rest, ...lines.slice(end)].join('\n')
}

/** What words stand for; null: a blank cell. */
export function answerWords(text: string, key: string, meanings: ReadonlyMap<string, string | null>): string | null {
  const lines = text.split('\n')
  const block = blockOf(lines, key)
  if (block === null) return null
  const left = new Map(meanings)
  const answered = lines.slice(block.start, block.end).map(line => {
    const word = [...left.keys()].find(each => line.trimStart().startsWith(`# ${inlineYaml(each)}: ?`))
    if (word === undefined) return line
    const meaning = left.get(word) ?? null
    left.delete(word)
    return `${indentOf(line)}${inlineYaml(word)}: ${inlineYaml(meaning)}`
  })
  if (left.size > 0) return null
  return joined(
    lines,
    block,
    answered.map(line => line.replace(/^(\s+)# values:$/, '$1values:')),
  )
}

/** Rows whose value a field cannot take go without it. */
export function answerOnError(text: string, key: string): string | null {
  const lines = text.split('\n')
  const block = blockOf(lines, key)
  const columnAt = lines.findIndex((line, at) => block !== null && at >= block.start && /^ {4}column: /.test(line))
  if (block === null || columnAt === -1 || columnAt >= block.end) return null
  return [...lines.slice(0, columnAt + 1), '    on_error: omit', ...lines.slice(columnAt + 1)].join('\n')
}

/** What becomes of a row that names a record which is not there. */
export function answerMissing(text: string, key: string, missing: 'create' | 'omit'): string | null {
  const lines = text.split('\n')
  const block = blockOf(lines, key)
  if (block === null) return null
  const find = /\bfind: \{ (?!.*\bmissing:)(.*?) \}/
  const answered = lines
    .slice(block.start, block.end)
    .map(line => line.replace(find, `find: { $1, missing: ${missing} }`))
  return answered.some((line, at) => line !== lines[block.start + at]) ? joined(lines, block, answered) : null
}

/** A column that has got its place, or is left out for good: no longer among those that are not placed. */
export function settleColumn(text: string, column: string): string {
  return text
    .split('\n')
    .filter(line => !line.startsWith(`#   ${inlineYaml(column)}: `))
    .join('\n')
}

interface Block {
  readonly start: number
  /** The line after its last. */
  readonly end: number
}

/** The lines of one entry of `fields` or `relationships`. */
function blockOf(lines: readonly string[], key: string): Block | null {
  const start = lines.findIndex(line => line.startsWith(`  ${inlineYaml(key)}:`))
  if (start === -1) return null
  const next = lines.findIndex((line, at) => at > start && !line.startsWith('    '))
  return { start, end: next === -1 ? lines.length : next }
}

/** Whether a line is the remark above the ways to decide an open entry. */
function isNoteOf(asks: string, lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? ''
  return /^ {2}# (?:unsure|decide how) /.test(line.replace(':', '')) && (lines[at + 1] ?? '').startsWith(asks)
}

function endOfSection(lines: readonly string[], at: number): number {
  const next = lines.findIndex((line, index) => index > at && !line.startsWith('  '))
  return next === -1 ? lines.length : next
}

/** A section that the draft had no use for, before what is left out. */
function newSection(lines: readonly string[], section: string, entry: readonly string[]): string {
  const tail = lines.findIndex(each => each === 'ignore:' || each.startsWith('# Not placed:'))
  const at = tail === -1 ? lines.length : tail
  return [...lines.slice(0, at), `${section}:`, ...entry, '', ...lines.slice(at)].join('\n')
}

function joined(lines: readonly string[], block: Block, answered: readonly string[]): string {
  return [...lines.slice(0, block.start), ...answered, ...lines.slice(block.end)].join('\n')
}

function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length)
}

function replaced(text: string, pattern: RegExp, line: string): string | null {
  return pattern.test(text) ? text.replace(pattern, () => line) : null
}
