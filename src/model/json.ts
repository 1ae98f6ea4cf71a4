/**
 * A JSON object of unknown content, as JSON.parse gives it. Keys that the API defines are read directly; a key that
 * comes from elsewhere only through `Object.entries`, since `constructor` would be found where nobody put it.
 */
export type JsonObject = Readonly<Record<string, unknown>>

/** The value as an object whose keys can be read; null where it is anything else (an array too). Not a copy. */
export function asJsonObject(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null
}

/** Levels of objects and lists in one another that a JSON text may have. */
const maxJsonDepth = 64

/**
 * The value of a JSON text; undefined where it is none, or is nested more than 64 levels deep: whatever walks through a
 * value may do so by recursion then. Keys such as `__proto__` are plain keys of the objects.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * JSON with the keys of every object in code-unit order: the same value is the same text on every machine, whatever
 * the order in which it was put together. Takes what JSON.parse can give, and Maps with text keys.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value instanceof Map) return entriesJson([...value.keys()], key => value.get(key))
  const object = value as JsonObject
  return entriesJson(Object.keys(object), key => object[key])
}

function entriesJson(keys: string[], valueAt: (key: string) => unknown): string {
  let text = ''
  for (const key of keys.sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(valueAt(key))}`
  }
  return `{${text}}`
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A loop over every character: a pattern that matches whole texts would itself exhaust the stack. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (isQuoted) {
      if (sign === backslash) at += 1
      else if (sign === quote) isQuoted = false
    } else if (sign === quote) isQuoted = true
    else if (sign === openBracket || sign === openBrace) {
      depth += 1
      if (depth > maxJsonDepth) return true
    } else if (sign === closeBracket || sign === closeBrace) depth -= 1
  }
  return false
}

const [quote, backslash] = [0x22, 0x5c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]
