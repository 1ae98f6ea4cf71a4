import { stripVTControlCharacters } from 'node:util'
import { displayWidth } from '../report/display-width.ts'
import { wordsOf } from '../report/wrap.ts'

/** What is to be copied as it stands: broken by us, it would be two commands. */
const command = /lightfield-import |^\s*(?:\$|export) /

/**
 * A message as a terminal of so many columns shows it best: lines that are too long break between words, and go on moved
 * in. A line with a command is left to the terminal, which knows that it is one line when it is copied.
 *
 * @param text safe to show, and coloured
 */
export function fitMessage(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap(line => fitLine(line, columns))
    .join('\n')
}

function fitLine(line: string, columns: number): readonly string[] {
  if (widthOf(line) <= columns || command.test(stripVTControlCharacters(line))) return [line]
  const indent = line.length - line.trimStart().length
  const lines: string[] = []
  let width = 0
  for (const word of wordsOf(line.trimStart())) {
    const needed = widthOf(word)
    const last = lines.length - 1
    if (last >= 0 && width + 1 + needed <= columns) {
      lines[last] = `${lines[last]} ${word}`
      width += 1 + needed
    } else {
      const margin = last < 0 ? indent : indent + 2
      lines.push(' '.repeat(margin) + word)
      width = margin + needed
    }
  }
  return lines.map(each => each.trimEnd())
}

/** Without the colours, which take no room. */
function widthOf(text: string): number {
  return displayWidth(stripVTControlCharacters(text))
}
