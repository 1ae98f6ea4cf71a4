/** Figures as people read them, in Markdown on the terminal too. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The first column is words, the others are figures and stand at the right. */
export function markdownTable({ columns, rows }: Table): string {
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'))
  return [columns, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/**
 * The document with new figures between the markers of a measurement.
 *
 * @throws Error where the document has no such markers
 */
export function withFigures(document: string, name: string, figures: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the document has no place marked ${begin} … ${end}`)
  return `${document.slice(0, from + begin.length)}\n\n${figures}\n\n${document.slice(to)}`
}

/** The middle value; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low = Number.NaN, high = low] = sorted.slice(
    Math.ceil(sorted.length / 2) - 1,
    Math.floor(sorted.length / 2) + 1,
  )
  return (low + high) / 2
}

/** `1,234` or, with decimals, `24.97`. */
export function figure(value: number, decimals = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** The smallest and the largest of several figures. */
export function spread(values: readonly number[], decimals = 0): string {
  return `${figure(Math.min(...values), decimals)}–${figure(Math.max(...values), decimals)}`
}

export function mebibytes(bytes: number): number {
  return bytes / 1024 ** 2
}
