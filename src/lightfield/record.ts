import { asJsonObject } from '../model/json.ts'

/** A record as an answer holds it: its values unwrapped from `{valueType, value}`. */
export interface ApiRecord {
  readonly id: string
  readonly httpLink: string | null
  readonly createdAt: string | null
  /** Null where it was never updated. */
  readonly updatedAt: string | null
  readonly fields: ReadonlyMap<string, unknown>
  readonly relationships: ReadonlyMap<string, readonly string[]>
}

/** Which record an answer is about: all that the answer to a write is read for. */
export type RecordReference = Pick<ApiRecord, 'id' | 'httpLink'>

/** Reads what identifies the record of an answer; null where the body is not one: no id, no record, nor with an error. */
export function parseReference(json: unknown): RecordReference | null {
  const id = parseRecordId(json)
  return id === null ? null : { id, httpLink: webAddress(asJsonObject(json)?.['httpLink']) }
}

/** The id alone, without a look at the link: whether an answer is about a record is asked of each one. */
export function parseRecordId(json: unknown): string | null {
  const root = asJsonObject(json)
  const id = root?.['id']
  if (root === null || typeof id !== 'string' || !isPlainId(id) || asJsonObject(root['error']) !== null) return null
  return id
}

/** Reads a record of an answer; null where the body is not one. */
export function parseRecord(json: unknown): ApiRecord | null {
  const reference = parseReference(json)
  const root = asJsonObject(json)
  if (reference === null || root === null) return null
  const fields = Object.entries(asJsonObject(root['fields']) ?? {})
  const relationships = Object.entries(asJsonObject(root['relationships']) ?? {})
  return {
    ...reference,
    createdAt: typeof root['createdAt'] === 'string' ? root['createdAt'] : null,
    updatedAt: typeof root['updatedAt'] === 'string' ? root['updatedAt'] : null,
    fields: new Map(fields.map(([key, value]) => [key, asJsonObject(value)?.['value'] ?? null])),
    relationships: new Map(relationships.map(([key, value]) => [key, ids(asJsonObject(value)?.['values'])])),
  }
}

/** A page of a list. Source: the "List endpoints" page of the API's documentation. */
export interface Page {
  readonly records: readonly ApiRecord[]
  readonly totalCount: number
}

/**
 * Reads a list answer; null where the body is not one, or contradicts itself: nothing on the page, and more records
 * than lie before it.
 *
 * @param offset of the page
 */
export function parsePage(json: unknown, offset: number): Page | null {
  const root = asJsonObject(json)
  const data = root?.['data']
  if (root === null || !Array.isArray(data)) return null
  const records = data.map(parseRecord).filter(record => record !== null)
  const totalCount = typeof root['totalCount'] === 'number' ? root['totalCount'] : records.length
  if (records.length < data.length || (records.length === 0 && totalCount > offset)) return null
  return { records, totalCount }
}

/** An id becomes the last part of later requests' paths: what could lead to another path is none. */
function isPlainId(id: string): boolean {
  return /^(?!\.+$)[\w.~:-]{1,255}$/.test(id)
}

/** A link is for people to follow, out of results and reports: nothing but the web is behind it. */
function webAddress(link: unknown): string | null {
  return typeof link === 'string' && /^https?:/i.test(link) && URL.canParse(link) ? link : null
}

function ids(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(id => typeof id === 'string') : []
}
