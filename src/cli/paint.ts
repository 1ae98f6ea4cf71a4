import { styleText } from 'node:util'
import type { Style } from '../report/style.ts'
import { plainText } from '../report/text.ts'

/** Makes a part of a message stand out, where the stream that it is written to shows colours. */
export type Paint = Style

type StyleName = keyof Style

/**
 * Encloses what is painted until it is written. Every control character in a message is escaped then; only who knows this
 * word can have colours put in, and what comes out of a file or from a server cannot know it.
 */
let mark: { readonly word: string; readonly painted: RegExp } | null = null

/** Made when something is painted for the first time: randomness takes a while to load. */
function theMark() {
  if (mark !== null) return mark
  const word = crypto.randomUUID()
  mark = { word, painted: new RegExp(`${word}(?<style>[a-z]+):(?<text>.*?):${word}`, 'gs') }
  return mark
}

/** Marks parts of messages for `shown`. They do not nest. */
export const paint: Paint = {
  bold: text => marked('bold', text),
  dim: text => marked('dim', text),
  red: text => marked('red', text),
  yellow: text => marked('yellow', text),
  green: text => marked('green', text),
}

/**
 * A message as a stream gets it: without anything that could steer a terminal but line breaks and our own colours.
 *
 * @param stream decides whether it shows colours; null: none
 */
export function shown(text: string, stream: NodeJS.WriteStream | null): string {
  const plain = plainText(text)
  if (mark === null) return plain
  return plain.replace(mark.painted, (_, style: StyleName, inner: string) =>
    stream === null ? inner : styleText(style, inner, { stream }),
  )
}

function marked(style: StyleName, text: string): string {
  const { word } = theMark()
  return `${word}${style}:${text}:${word}`
}
