/** How a looked-up record is held against what a row names: a list's filter is wider than what is meant. */

/** One key for all spellings that are the same look-up. */
export function lookUpKey(find: { readonly object: string; readonly by: string }, value: string): string {
  return JSON.stringify([find.object, find.by, fold(find.by, value)])
}

/**
 * Whether a record's value is the one that is looked for: to the letter, but for e-mail addresses (where case does not
 * count) and web addresses (where neither the scheme nor `www.` does).
 *
 * @param held a field's value in an answer: a text, a list of texts or a full name
 */
export function holdsValue(held: unknown, by: string, wanted: string): boolean {
  return texts(held).some(text => fold(by, text) === fold(by, wanted))
}

function texts(held: unknown): readonly string[] {
  if (Array.isArray(held)) return held.flatMap(texts)
  if (typeof held === 'object' && held !== null && ('firstName' in held || 'lastName' in held)) {
    const names = [part(held, 'firstName'), part(held, 'lastName')]
    return [names.filter(name => name !== '').join(' ')]
  }
  return held === null || held === undefined ? [] : [String(held)]
}

function part(name: object, key: string): string {
  const value: unknown = Reflect.get(name, key)
  return typeof value === 'string' ? value.trim() : ''
}

function fold(by: string, value: string): string {
  const text = value.trim()
  if (text.includes('@')) return text.toLowerCase()
  if (/^(https?:\/\/|www\.)/i.test(text) || /website|url/i.test(by)) {
    return text
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/^www\./, '')
      .replace(/\/+$/, '')
  }
  return text
}
