import { stripVTControlCharacters } from 'node:util'
import { displayWidth } from './display-width.ts'
import type { Look } from './style.ts'

/** How far lines are moved in, and how many there are at most; the last one says `…` where more would follow. */
export interface Wrapping {
  readonly indent: number
  /** Of all lines but the first; the same if left out. */
  readonly hanging?: number
  readonly most?: number
}

/** A text on one line as lines that fit, broken between words. A word that is too long sticks out. */
export function wrapped(text: string, { columns }: Pick<Look, 'columns'>, wrapping: Wrapping): readonly string[] {
  return flowed(wordsOf(text), { columns }, wrapping)
}

/** The words of a text, whatever stands between them, as lines of at most so many columns. */
export function filled(text: string, columns: number): readonly string[] {
  return wrapped(text.trim().replace(/\s+/g, ' '), { columns }, { indent: 0 })
}

/** What stands between the spaces of a line; a number and the unit of a duration are one word. */
export function wordsOf(line: string): readonly string[] {
  return line.split(/ (?!(?<=\d )(?:s|min|h)\b)/)
}

/** Parts with a space between them as lines that fit, broken between parts; colours take no room. */
export function flowed(
  parts: readonly string[],
  { columns }: Pick<Look, 'columns'>,
  { indent, hanging = indent, most = Number.POSITIVE_INFINITY }: Wrapping,
): readonly string[] {
  const lines: string[] = []
  let width = 0
  for (const part of parts) {
    const needed = displayWidth(stripVTControlCharacters(part))
    const last = lines.length - 1
    if (last >= 0 && width + 1 + needed <= columns) {
      lines[last] = `${lines[last]} ${part}`
      width += 1 + needed
    } else {
      const margin = last < 0 ? indent : hanging
      lines.push(' '.repeat(margin) + part)
      width = margin + needed
    }
  }
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1]} …`]
}
