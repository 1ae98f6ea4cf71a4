import { RE2JS } from 're2js'

/** A pattern of the mapping, and what stands in for what it matches. */
export interface Replacement {
  readonly pattern: string
  /** `$1` to `$9` are the groups of the pattern, `$&` is the whole match, `$$` a dollar. */
  readonly with: string
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: RE2JS }
  | { readonly ok: false; readonly message: string }

/** Longest text that patterns are tried on, in characters: with the limit on a pattern's size it bounds the time. */
export const maxPatternText = 32_768

/** Steps of a compiled pattern; each may cost a look at every character. */
const maxProgramSize = 500
const maxPatternLength = 500
const maxReplacementLength = 200

/**
 * Compiles a pattern of RE2's syntax: no look-around and no back-references, and so a time that grows with the text
 * and never explodes. A mistake in it is explained by the result.
 */
export function compilePattern(source: string): PatternResult {
  if (source.length > maxPatternLength) return tooLarge
  try {
    const pattern = RE2JS.compile(source)
    return pattern.programSize() > maxProgramSize ? tooLarge : { ok: true, pattern }
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
    return { ok: false, message: `not a pattern of RE2's syntax: ${why}` }
  }
}

/** What is wrong with a replacement; null where it fits its pattern. */
export function replacementProblem(replacement: string, pattern: RE2JS): string | null {
  if (replacement.length > maxReplacementLength) return `longer than ${maxReplacementLength} characters`
  const groups = pattern.groupCount()
  const missing = [...replacement.matchAll(reference)].map(([, name]) => Number(name)).find(group => group > groups)
  return missing === undefined ? null : `$${missing} is no group of the pattern, which has ${groups}; "$$" is a dollar`
}

/**
 * Applies replacements one after the other. Null for a text that is too long for patterns.
 *
 * @param replacements patterns and replacements that were found right
 */
export function compileReplacements(replacements: readonly Replacement[]): (text: string) => string | null {
  const steps = replacements.flatMap(replacement => {
    const result = compilePattern(replacement.pattern)
    return result.ok ? [{ pattern: result.pattern, expand: expander(replacement.with) }] : []
  })
  return text => {
    let edited = text
    for (const { pattern, expand } of steps) {
      if (edited.length > maxPatternText) return null
      edited = pattern.matcher(edited).replaceAll(expand)
    }
    return edited
  }
}

/** Whether a pattern is found in a text; never in one that is too long for patterns. */
export function patternTest(source: string): (text: string) => boolean {
  const result = compilePattern(source)
  return text => result.ok && text.length <= maxPatternText && result.pattern.matcher(text).find()
}

const reference = /\$([1-9&$])/g

const tooLarge: PatternResult = {
  ok: false,
  message: 'the pattern is too large: shorten it, or lower its counts such as {1000}',
}

/** Takes the whole match and its groups, as the engine hands them over; a group that took no part is empty. */
function expander(replacement: string): (...match: string[]) => string {
  return (...match) =>
    replacement.replace(reference, (_, name: string) => {
      if (name === '$') return '$'
      return match[name === '&' ? 0 : Number(name)] ?? ''
    })
}
