/**
 * What commander says about a wrong call, fit to be shown: without the value of an option that does not exist, and
 * without a key, since people try `--api-key=sk_lf_…` and what is printed may be kept.
 */
export function usageErrorText(text: string): string {
  const safe = text
    .replace(/^(error: unknown option '[^'=]*)=.*?'(?=\r?\n|$)/s, "$1'")
    .replace(/sk_lf_[^\s,'"]*/g, 'sk_lf_…')
  return keyOption.test(safe) ? `${safe}${keyHint}\n` : safe
}

const keyOption = /^error: unknown option '--?(api[-_]?)?(key|token)'/i
const keyHint = '  The API key is never an argument: set LIGHTFIELD_API_KEY, or name a file with --api-key-file FILE.'
