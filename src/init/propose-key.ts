import { columnForms } from './column-names.ts'
import type { KeyDraft } from './draft.ts'
import { type ColumnProfile, identifiesRows } from './sample.ts'

const idNames = new Set(
  'id recordid hsobjectid externalid sourceid systemid pipedrivesystemid legacyid crmid uuid guid key nr number nummer kundennummer kundennr kennung'.split(
    ' ',
  ),
)
const emailNames = new Set('email emailaddress emailaddresses primaryemail emailadresse'.split(' '))
const nameNames = new Set('name title record dealname opportunityname fullname'.split(' '))

/**
 * The column that identifies a row over time: unique, never blank, and by its name an id; failing that an e-mail
 * address. A column that is unique and says what the record is called may be one, which a person has to confirm.
 */
export function proposeKey(columns: readonly ColumnProfile[], object: string): KeyDraft | null {
  const unique = columns.filter(identifiesRows)
  const named = (names: ReadonlySet<string>) =>
    unique
      .map(({ name }) => ({ name, rank: columnForms(name, object).findIndex(({ text }) => names.has(text)) }))
      .filter(({ rank }) => rank >= 0)
      .sort((a, b) => a.rank - b.rank)[0]?.name
  const sure = named(idNames) ?? (object === 'contact' ? named(emailNames) : undefined)
  if (sure !== undefined) return { column: sure, isSure: true }
  const unsure = named(nameNames)
  return unsure === undefined ? null : { column: unsure, isSure: false }
}
