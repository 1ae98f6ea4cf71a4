/**
 * A JSON object of unknown content, as JSON.parse gives it. Keys that the API defines are read directly; a key that
 * comes from elsewhere only through `Object.entries`, since `constructor` would be found where nobody put it.
 */
export type JsonObject = Readonly<Record<string, unknown>>

/** The value as an object whose keys can be read; null where it is anything else (an array too). Not a copy. */
export function asJsonObject(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null
}

/**
 * JSON with the keys of every object in code-unit order: the same value is the same text on every machine, whatever
 * the order in which it was put together. Takes what JSON.parse can give, and Maps with text keys.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries: ReadonlyMap<string, unknown> = value instanceof Map ? value : new Map(Object.entries(value))
  let text = ''
  for (const key of [...entries.keys()].sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(entries.get(key))}`
  }
  return `{${text}}`
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
