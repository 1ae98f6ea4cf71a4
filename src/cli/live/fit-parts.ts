import { cutToWidth, displayWidth } from '../../report/display-width.ts'
import type { Paint } from '../paint.ts'

/** A piece of a line: a text without colours, and how it is painted. */
export interface Part {
  readonly text: string
  readonly style?: keyof Paint
}

/** Parts side by side as one line, cut where it is full. */
export function joinParts(parts: readonly Part[], columns: number, paint: Paint): string {
  let left = columns
  let line = ''
  for (const { text, style } of parts) {
    const shown = cutToWidth(text, left)
    if (shown === '') continue
    line += style === undefined ? shown : paint[style](shown)
    left -= displayWidth(shown)
    if (shown !== text) break
  }
  return line
}

const between = ' · '

/** Parts one after the other, on as many lines as they need: none is broken, and one that is too long is cut. */
export function flowParts(parts: readonly Part[], columns: number, paint: Paint): readonly string[] {
  const lines: Part[][] = []
  let width = 0
  for (const part of parts) {
    const needed = displayWidth(part.text)
    const line = lines.at(-1)
    if (line !== undefined && width + between.length + needed <= columns) {
      line.push({ text: between }, part)
      width += between.length + needed
    } else {
      lines.push([part])
      width = needed
    }
  }
  return lines.map(line => joinParts(line, columns, paint))
}
