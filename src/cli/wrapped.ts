import { wordsOf } from '../report/wrap.ts'

/** A text in lines of at most `width` characters; a word that is longer has a line to itself. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of wordsOf(text.replace(/\s+/g, ' '))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
