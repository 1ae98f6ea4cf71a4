import type { FieldValue } from '../../model/payload.ts'

/** What a converter makes of a cell: a value as a write takes it, or the reason why there is none. */
export type Converted<Value extends FieldValue = FieldValue> = { readonly ok: true; readonly value: Value } | Refusal

/** Why a text cannot become a value: what was expected and what to do, never the text itself. */
export interface Refusal {
  readonly ok: false
  /** Literal, for programs. */
  readonly code: string
  readonly message: string
}

/** Reads a trimmed text that is not blank. Pure, and never throws, whatever the text. */
export type Converter<Value extends FieldValue = FieldValue> = (text: string) => Converted<Value>

/** A successful conversion. */
export function converted<Value extends FieldValue>(value: Value): Converted<Value> {
  return { ok: true, value }
}

/** A refusal, made once and shared by all the cells it applies to. */
export function refusal(code: string, message: string): Refusal {
  return Object.freeze({ ok: false, code, message })
}

/** Remembers the last results, at most `limit` of them, for converters that cost more than a look-up. */
export function remembering<Value extends FieldValue>(convert: Converter<Value>, limit = 4096): Converter<Value> {
  const results = new Map<string, Converted<Value>>()
  return text => {
    const known = results.get(text)
    if (known !== undefined) return known
    const result = convert(text)
    if (results.size >= limit) results.clear()
    results.set(text, result)
    return result
  }
}
