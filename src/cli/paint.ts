import { randomUUID } from 'node:crypto'
import { styleText } from 'node:util'
import { plainText } from '../report/text.ts'

/** Makes a part of a message stand out, where the stream that it is written to shows colours. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
}

type Style = keyof Paint

/**
 * Encloses what is painted until it is written. Every control character in a message is escaped then; only who knows this
 * word can have colours put in, and what comes out of a file or from a server cannot know it.
 */
const mark = randomUUID()
const painted = new RegExp(`${mark}(?<style>[a-z]+):(?<text>.*?):${mark}`, 'gs')

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
  return plainText(text).replace(painted, (_, style: Style, inner: string) =>
    stream === null ? inner : styleText(style, inner, { stream }),
  )
}

function marked(style: Style, text: string): string {
  return `${mark}${style}:${text}:${mark}`
}
