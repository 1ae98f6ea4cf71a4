import { writableObjects } from '../model/objects.ts'
import { nameWords, objectWords } from './column-names.ts'
import type { MappingDraft } from './draft.ts'
import { draftMapping } from './draft-mapping.ts'
import type { Sample } from './sample.ts'

/** An object type that the rows of a file may become. */
export interface ObjectGuess {
  readonly object: string
  /** Columns that the type has a place for, by what the API's documentation fixes. */
  readonly placed: number
  /** The more, the likelier. */
  readonly score: number
}

/** What the file's name says outweighs that nothing in it fills what the type requires. */
const nameScore = 5
/** A required key that nothing fills speaks against the type, a little more than a column that fits speaks for it. */
const missingScore = 1.5

/**
 * The standard object types, the likeliest first: by the file's name, and by how many of its columns a draft would place.
 *
 * @param fileName without its folder
 */
export function guessObjects(sample: Sample, fileName: string): readonly ObjectGuess[] {
  const words = singular(nameWords(fileName))
  const first = singular(nameWords(sample.columns[0]?.name ?? ''))
  return writableObjects
    .map(object => {
      const draft = draftMapping(sample, object, null)
      const placed = placedColumns(draft)
      const own = [object, ...(objectWords.get(object) ?? [])]
      const named = words.some(word => own.includes(word)) ? nameScore : 0
      // The first column of an export is most often about the record itself: its id, or its name.
      const led = first.some(word => own.includes(word)) ? 1 : 0
      return { object, placed, score: placed - missingScore * draft.missing.length + named + led }
    })
    .toSorted((a, b) => b.score - a.score)
}

function placedColumns({ fields, relationships }: MappingDraft): number {
  const entries = [...fields, ...relationships].filter(entry => entry.kind !== 'open')
  return new Set(entries.flatMap(entry => entry.columns)).size
}

/** With each word in the singular as well: `companies` is `company`. */
function singular(words: readonly string[]): readonly string[] {
  return words.flatMap(word => [word, word.replace(/ies$/, 'y'), word.replace(/s$/, '')])
}
