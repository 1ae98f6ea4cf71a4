/** How the names of columns and fields are brought into forms that can be compared. */

/** One way to read a column's name, and how far it is from the name as it stands (1: not at all). */
export interface NameForm {
  readonly text: string
  readonly weight: number
}

/** What a record of each type is called in the exports of other products; such a word says nothing about a column. */
export const objectWords: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    opportunity:
      'deal deals opportunity opp geschaft verkaufschance opportunite affaire oportunidad negocio oportunidade opportunita trattativa verkoopkans',
    account:
      'account company organization organisation org customer client firma firmen unternehmen organisation kunde kunden entreprise societe compte empresa cuenta conta organizacion organizacao azienda societa bedrijf organisatie klant',
    contact:
      'contact person people kontakt ansprechpartner personne contacto persona contato pessoa contatto contactpersoon',
    task: 'task activity aufgabe aktivitat tache activite tarea tarefa attivita taak',
    note: 'note notiz nota notitie',
  }).map(([type, words]) => [type, words.split(' ')]),
)

/** A name as bare letters and digits: `Close_Date`, `closeDate` and `close date` are one, and so are `Straße` and `STRASSE`. */
export function foldName(name: string): string {
  return nameWords(name).join('')
}

/** Names that stand between commas, folded. */
export function foldNames(names: string): readonly string[] {
  return names.split(',').map(foldName)
}

/**
 * The words of a name, folded: without case, accents and punctuation. `closeDate` has two; the `__c` that Salesforce
 * appends to custom fields is none.
 */
export function nameWords(name: string): readonly string[] {
  return name
    .replace(/__c$/i, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\be\W?mail/g, 'email')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
}

/**
 * The ways to read a column's name in a file of one object type, the most faithful first: as it stands, without what is
 * in parentheses, without the type's own name (`Deal - Title` is a title), and by its last part (`Location > Country`).
 */
export function columnForms(column: string, object: string): readonly NameForm[] {
  const bare = column.replace(/\([^()]*\)/g, ' ')
  const segments = bare.split(/ - |>|\.|:/)
  const candidates: NameForm[] = [
    { text: foldName(column), weight: 1 },
    { text: foldName(bare), weight: 0.99 },
    { text: withoutObject(bare, object), weight: 0.97 },
    { text: foldName(segments.at(-1) ?? ''), weight: 0.8 },
  ]
  return candidates.filter(
    ({ text }, index) => text !== '' && candidates.findIndex(other => other.text === text) === index,
  )
}

/** The bare name without the words for the object itself; a column that is called like the object holds its name. */
function withoutObject(name: string, object: string): string {
  const own = [object, ...(objectWords.get(object) ?? [])]
  const rest = nameWords(name).filter(word => !own.includes(word))
  if (rest.length > 0) return rest.join('')
  return foldName(name) === '' ? '' : 'name'
}
