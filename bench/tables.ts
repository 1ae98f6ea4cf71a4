/** Figures as people read them, in Markdown on the terminal too. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What was aimed at, and whether the figures reach it. */
export interface Verdict {
  readonly aim: string
  readonly isMet: boolean
  /** The figure that decides, in words. */
  readonly found: string
}

/** What a measurement found: its tables, each with a sentence above it where there are several, and what they say of its aims. */
export interface Findings {
  readonly tables: readonly (Table & { readonly caption?: string })[]
  readonly verdicts: readonly Verdict[]
}

/** The findings as Markdown: the tables, then one line an aim. */
export function findingsText({ tables, verdicts }: Findings): string {
  const shown = tables.map(({ caption, ...table }) => [
    ...(caption === undefined ? [] : [caption]),
    markdownTable(table),
  ])
  const lines = verdicts.map(({ aim, isMet, found }) => `- ${aim}: **${isMet ? 'met' : 'missed'}** (${found})`)
  return [...shown.flat(), ...(lines.length === 0 ? [] : [lines.join('\n')])].join('\n\n')
}

/** The first column is words, the others are figures and stand at the right. */
export function markdownTable({ columns, rows }: Table): string {
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'))
  return [columns, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
