/** A JSON object of unknown content, read without trust: a key that is not there is undefined, never inherited. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The value as an object whose keys can be read; null where it is anything else (an array too). */
export function asJsonObject(value: unknown): JsonObject | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.assign(Object.create(null), value)
}

/**
 * JSON with the keys of every object in code-unit order: the same value is the same text on every machine, whatever
 * the order in which it was put together. Takes what JSON.parse can give, and Maps with text keys.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries =
    value instanceof Map ? [...value] : value !== null && typeof value === 'object' && Object.entries(value)
  if (!entries) return JSON.stringify(value)
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
