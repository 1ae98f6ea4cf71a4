import type { FieldDefinition } from '../model/definitions.ts'
import { nearest } from '../model/nearest.ts'
import { foldName, foldNames, nameWords } from './column-names.ts'
import type { WordDraft } from './draft.ts'
import { columnRule, valueReader } from './trial.ts'

/** Words that mean the same in the pipelines and lists of the usual products; a line stands for one meaning. */
const meanings: readonly (readonly string[])[] = [
  'won, closed won, closedwon, gewonnen, abgeschlossen gewonnen, gagne, gagnee, ganado, ganada, cerrada ganada, ganho, gewonnen deal, vinto, vinta, chiusa vinta',
  'lost, closed lost, closedlost, verloren, abgeschlossen verloren, perdu, perdue, perdido, perdida, cerrada perdida, verloren deal, perso, persa, chiusa persa',
  'lead, new, lead in, incoming, neu, interessent, nouveau, nuevo, novo, nieuw, nuovo',
  'qualified, qualified to buy, qualifiedtobuy, qualification, qualifiziert, qualifie, calificado, qualificado, gekwalificeerd, qualificato',
  'proposal, proposal made, proposal price quote, angebot, proposition, propuesta, proposta, offerte, offerta',
  'negotiation, negotiations started, negotiation review, verhandlung, negociation, negociacion, negociacao, onderhandeling, negoziazione, trattativa',
  'website, web, web site, webseite, inbound, site web, sitio web, site, sito web',
  'referral, customer referral, employee referral, empfehlung, recommandation, referencia, indicacao, verwijzing',
  'event, trade show, conference, messe, veranstaltung, salon, evento, beurs, fiera',
  'outbound, cold call, cold calling, kaltakquise, prospection',
  'to do, todo, not started, open, offen, a faire, pendiente, pendente',
  'in progress, in bearbeitung, en cours, en curso, em andamento',
  'complete, completed, done, erledigt, abgeschlossen, termine, terminee, completada, concluida',
  'cancelled, canceled, abgebrochen, storniert, annule, cancelada',
].map(foldNames)

/** A text of more words than this is no name of an option, whatever words it holds. */
const mostWords = 6

/** What the words of a column come to as options of a select. */
export interface SelectReading {
  /** Words that are no option as they stand, the most frequent first. */
  readonly words: readonly WordDraft[]
  /** Rows by what can be said of their words; a row with several counts for each. */
  readonly knownRows: number
  readonly unknownRows: number
}

/**
 * Reads the words of a column as options: those that are options as they stand need nothing said, the rest is matched
 * by meaning, and left open where that is not sure.
 *
 * @param values texts of the column, and the rows that have each
 * @param split what separates several words in one cell; null where it holds one
 */
export function readSelect(
  field: FieldDefinition,
  column: string,
  values: ReadonlyMap<string, number>,
  split: string | null,
): SelectReading {
  const isOption = valueReader(field, columnRule(column), column)
  const unknown = [...wordCounts(values, split)].filter(([word]) => !isOption(word))
  const words = unknown.map(([word, rows]) => draftWord(word, rows, field)).sort((a, b) => b.rows - a.rows)
  const all = [...wordCounts(values, split).values()].reduce((sum, rows) => sum + rows, 0)
  const unknownRows = words.filter(({ meaning }) => meaning === null).reduce((sum, { rows }) => sum + rows, 0)
  return { words, knownRows: all - unknownRows, unknownRows }
}

function wordCounts(values: ReadonlyMap<string, number>, split: string | null): ReadonlyMap<string, number> {
  if (split === null) return values
  const counts = new Map<string, number>()
  for (const [text, rows] of values) {
    for (const word of new Set(text.split(split).map(part => part.trim()))) {
      if (word !== '') counts.set(word, (counts.get(word) ?? 0) + rows)
    }
  }
  return counts
}

function draftWord(word: string, rows: number, field: FieldDefinition): WordDraft {
  const labels = distinctLabels(field)
  const meaning = likelyLabel(word, labels)
  if (meaning !== null) return { word, meaning, rows, hint: null }
  const sameLabel = field.options.filter(option => foldName(option.label) === foldName(word))
  if (sameLabel.length > 1) {
    return { word, meaning: null, rows, hint: `one of ${sameLabel.map(option => option.id).join(', ')}` }
  }
  const near = nearest(word, labels)
  return { word, meaning: null, rows, hint: near === null ? null : `${near}?` }
}

/** Labels that stand for one option only: the others cannot be told apart by their words. */
function distinctLabels({ options }: FieldDefinition): readonly string[] {
  const labels = options.map(option => option.label)
  return labels.filter(label => labels.filter(other => foldName(other) === foldName(label)).length === 1)
}

function likelyLabel(word: string, labels: readonly string[]): string | null {
  const range = rangeOf(word)
  const same = only(labels, label => foldName(label) === foldName(word))
  if (same !== null) return same
  if (range !== null) return only(labels, label => rangeOf(label) === range)
  const meant = meanings.find(meaning => meaning.includes(foldName(word)))
  const alike = only(labels, label => meant?.includes(foldName(label)) === true)
  if (alike !== null) return alike
  const words = nameWords(word)
  if (words.length > mostWords) return null
  return only(labels, label => {
    const inLabel = nameWords(label)
    return inLabel.length > 0 && inLabel.every(each => words.includes(each)) && !words.includes('not')
  })
}

function only(labels: readonly string[], isMeant: (label: string) => boolean): string | null {
  const [first, ...others] = labels.filter(isMeant)
  return first !== undefined && others.length === 0 ? first : null
}

/** Ranges of numbers in one form: `501-1,000 employees`, `501 to 1000` and `501-1K` are one, `5,000+` and `more than 5,000` another. */
function rangeOf(text: string): string | null {
  const plain = text.toLowerCase().replace(/(?<=\d)[,.'\s](?=\d{3})/g, '')
  const numbers = [...plain.matchAll(/(\d+)(k?)/g)].map(([, digits, thousand]) =>
    String(Number(digits) * (thousand === 'k' ? 1000 : 1)),
  )
  if (numbers.length === 2 && /\d+k?\s*(?:[-–—]|to|bis|a|à)\s*\d/.test(plain)) return numbers.join('-')
  const [least] = numbers
  if (numbers.length !== 1 || least === undefined) return null
  return /\+|more|over|above|mehr|uber|über|>/.test(plain) ? `${least}+` : null
}
