import { eastAsianWidth } from 'get-east-asian-width'

const ascii = /^[\x20-\x7e]*$/
const withoutWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u
const emoji = /\p{Emoji_Presentation}|\ufe0f/u
/** Marks that stand beside their letter: those of Indian scripts, and of narrow Japanese. */
const spacingMarks = /\p{Mc}|\uff9e|\uff9f/gu

/** Columns that a text takes on a terminal: a Chinese character or an emoji two, a combining mark none. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (const character of characters(text)) width += characterWidth(character)
  return width
}

/** A text on one line cut to that many columns, with `…` for what is missing. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  if (columns < 1) return ''
  let [kept, width] = ['', 0]
  for (const character of characters(text)) {
    width += displayWidth(character)
    if (width > columns - 1) break
    kept += character
  }
  return `${kept}…`
}

/** What a person sees as one character, which may be several: a letter with its marks, a flag, a family. */
export function* characters(text: string): Generator<string> {
  // Takes as long to set up as all the rest here: only where a text is not plain.
  segmenter ??= new Intl.Segmenter()
  for (const { segment } of segmenter.segment(text)) yield segment
}

let segmenter: Intl.Segmenter | null = null

function characterWidth(character: string): number {
  if (withoutWidth.test(character)) return 0
  if (emoji.test(character)) return 2
  const marks = character.match(spacingMarks)?.length ?? 0
  return eastAsianWidth(character.codePointAt(0) ?? 0) + marks
}
