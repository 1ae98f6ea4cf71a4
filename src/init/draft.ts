import type { Rule } from './trial.ts'

/** A mapping as it is proposed, before it is written down. */
export interface MappingDraft {
  readonly object: string
  /** Rows that were looked at, and whether these are all. */
  readonly rows: number
  readonly isWhole: boolean
  /** Rows among them that could not be read at all. */
  readonly unreadableRows: number
  readonly key: KeyDraft | null
  /** Field that find-or-create and upsert would look a record up by; null where none offers itself. */
  readonly match: string | null
  /** In the order of the definitions. */
  readonly fields: readonly EntryDraft[]
  readonly relationships: readonly EntryDraft[]
  readonly leftOut: readonly LeftOut[]
  /** Required keys that nothing in the file could be placed at. */
  readonly missing: readonly MissingKey[]
  /** What a person has to decide before every row can be sent; empty where the draft passes `check` as it is. */
  readonly decisions: readonly Decision[]
}

export interface KeyDraft {
  readonly column: string
  /** False where the column is unique only by what was looked at, and not by what it is: then it is a comment. */
  readonly isSure: boolean
}

/** What is proposed for one key. An open one is written as a comment, with each way to decide it. */
export type EntryDraft =
  | {
      readonly kind: 'rule'
      readonly key: string
      readonly columns: readonly string[]
      readonly rule: RuleDraft
      readonly notes: readonly string[]
    }
  | {
      readonly kind: 'parts'
      readonly key: string
      readonly columns: readonly string[]
      readonly parts: ReadonlyMap<string, RuleDraft>
      readonly notes: readonly string[]
    }
  | {
      readonly kind: 'open'
      readonly key: string
      readonly columns: readonly string[]
      readonly alternatives: readonly Rule[]
      readonly notes: readonly string[]
    }

/** A rule and the lines of its `values`. */
export interface RuleDraft {
  readonly options: Rule
  readonly words: readonly WordDraft[]
  /** What the words may stand for, where there is a list of it. */
  readonly choices?: readonly string[]
}

/** A word of the file that stands for something else in Lightfield. */
export interface WordDraft {
  readonly word: string
  /** What it stands for; null: a person has to say. */
  readonly meaning: string | null
  /** Rows that have the word. */
  readonly rows: number
  /** What it may stand for, where that is not sure enough to be written down. */
  readonly hint: string | null
}

/** A column that the draft does not use. */
export interface LeftOut {
  readonly column: string
  readonly reason: string
  /** Whether it is put under `ignore`, rather than left for a person to place. */
  readonly isIgnored: boolean
}

export interface MissingKey {
  readonly section: 'fields' | 'relationships'
  readonly key: string
}

/** Something that only a person can settle. `message` holds no value of a cell but the words of selects. */
export interface Decision {
  /** Field or relationship key. */
  readonly key: string
  readonly message: string
}
