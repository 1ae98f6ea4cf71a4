import { stripVTControlCharacters } from 'node:util'
import { displayWidth } from '../report/display-width.ts'
import { flowed, wordsOf } from '../report/wrap.ts'

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
  const plain = stripVTControlCharacters(line)
  if (displayWidth(plain) <= columns || command.test(plain)) return [line]
  const indent = line.length - line.trimStart().length
  const lines = flowed(wordsOf(line.trimStart()), { columns }, { indent, hanging: indent + 2 })
  return lines.map(each => each.trimEnd())
}
