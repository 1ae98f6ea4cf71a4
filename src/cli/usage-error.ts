import { plainText } from '../report/text.ts'
import { hideKeys } from './hide-keys.ts'

/**
 * What commander says about a wrong call, fit to be shown: without the value of an option that does not exist, and
 * without a key, since people try `--api-key=sk_lf_…` and what is printed may be kept.
 */
export function usageErrorText(said: string): string {
  const text = plainText(said.replace(quotedBreak, '\\u000a'))
  const isAboutKey = keyOption.test(text) || hideKeys(text) !== text
  const safe = hideKeys(text.replace(/^(error: unknown option '[^'=]*)=.*?'(?=\r?\n|$)/s, "$1'"))
  return isAboutKey ? `${safe}${keyHint}\n` : safe
}

/** A line break in what the user said: commander's own are at the end, and before a suggestion. */
const quotedBreak = /\n(?!$|\(Did you mean)/g

const keyOption = /^error: unknown option '--?(api[-_]?)?(key|token)['=]/i
const keyHint = '  The API key is never an argument: set LIGHTFIELD_API_KEY, or name a file with --api-key-file FILE.'
