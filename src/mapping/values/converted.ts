import type { MessageCode } from '../../messages/catalogue.ts'
import type { FieldValue } from '../../model/payload.ts'

/** What a converter makes of a cell: a value as a write takes it, or the reason why there is none. */
export type Converted<Value extends FieldValue = FieldValue> = Conversion<Value> | Refusal

export interface Conversion<Value extends FieldValue = FieldValue> {
  readonly ok: true
  readonly value: Value
  /** What the value lost on the way, where it lost anything: told to the user, though the row is sent. */
  readonly note?: Note
}

/** Something about a cell that a person should know: what and why, never the text itself. */
export interface Note {
  /** Literal, for programs. */
  readonly code: MessageCode
  readonly message: string
}

/** Why a text cannot become a value: what was expected and what to do, never the text itself. */
export interface Refusal extends Note {
  readonly ok: false
  /** The text in question, where a list of such texts is worth having (words of a select, countries); in no message. */
  readonly text?: string
}

/** Reads a trimmed text that is not blank. Pure, and never throws, whatever the text. */
export type Converter<Value extends FieldValue = FieldValue> = (text: string) => Converted<Value>

/** A successful conversion. */
export function converted<Value extends FieldValue>(value: Value): Conversion<Value> {
  return { ok: true, value }
}

/** A successful conversion that lost something. */
export function convertedWith<Value extends FieldValue>(value: Value, note: Note): Conversion<Value> {
  return { ok: true, value, note }
}

/** A note, made once and shared by all the cells it applies to. */
export function note(code: MessageCode, message: string): Note {
  return Object.freeze({ code, message })
}

/** A refusal, made once and shared by all the cells it applies to. */
export function refusal(code: MessageCode, message: string): Refusal {
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
    if (text.length <= longestRemembered) results.set(text, result)
    return result
  }
}

/** Longer texts seldom come twice, and thousands of them would fill the memory. */
const longestRemembered = 256
