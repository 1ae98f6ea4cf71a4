import { decodeDraft, draftOfBody } from '../import/delivery/draft-json.ts'
import type { LedgerRow } from '../ledger/ledger-row.ts'
import type { FieldValue, RelationshipDraft } from '../model/payload.ts'
import type { RowValue } from '../report/report-data.ts'

/** Characters that are shown of a value. */
const longestValue = 300
/** Fields and relationships that are shown of a row. */
const mostValues = 60

/**
 * What the ledger has of a row, field by field: what was sent for it or, where its look-ups were never done, what was to be
 * looked up.
 *
 * @returns null where the ledger holds nothing of it: what was judged unfit to be sent is in the file alone
 */
export function rowValues({ draft, sent }: LedgerRow): readonly RowValue[] | null {
  const known = draft !== null ? decodeDraft(draft) : sent && draftOfBody(sent.result)
  if (known === null) return null
  const fields = [...known.fields].map(([key, value]): RowValue => [key, cut(valueText(value))])
  const links = [...known.relationships].map(([key, link]): RowValue => [key, cut(linkText(link))])
  return [...fields, ...links].slice(0, mostValues)
}

function valueText(value: FieldValue): string {
  if (value === null) return '(cleared)'
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.join(', ')
  return Object.entries(value)
    .map(([part, text]) => `${part}: ${text}`)
    .join(', ')
}

function linkText(link: RelationshipDraft): string {
  switch (link.kind) {
    case 'ids':
      return link.ids.join(', ')
    case 'find':
      return link.wanted.map(({ values }) => values.join(' / ')).join(', ')
    case 'import':
      return link.keys.join(', ')
    default:
      return link satisfies never
  }
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}
