import type { TextRule } from './mapping.ts'
import { compileReplacements, maxPatternText } from './replace.ts'
import { type Refusal, refusal } from './values/converted.ts'

/** Changes a text before it is converted; a refusal where it cannot. */
export type TextEdit = (text: string) => string | Refusal

const tooLong = refusal('too_long_to_replace', `is longer than the ${maxPatternText} characters that replace takes`)

/** The edits of a rule in their order: `replace`, then letter case, then the spaces that are left. Null: there are none. */
export function compileTextEdit({ trim, letters, replace }: TextRule): TextEdit | null {
  if (replace.length === 0 && letters === null) return null
  const replaced = compileReplacements(replace)
  return text => {
    const edited = replaced(text)
    if (edited === null) return tooLong
    const cased = letters === null ? edited : letters === 'lower' ? edited.toLowerCase() : edited.toUpperCase()
    return trim ? cased.trim() : cased
  }
}
