/** What is sent for a row, before and after its look-ups are done. */

import type { MessageCode } from '../messages/catalogue.ts'
import type { ValueType } from './definitions.ts'

/** A bare value as a write takes it. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | { readonly [part: string]: string | number }

/** A difference between texts that does not count. `space`: white space, wherever it is. */
export type Fold = 'case' | 'space'

/** A field that records are compared by. */
export interface MatchField {
  readonly key: string
  /** Null where it is not known: its values are compared as texts. */
  readonly valueType: ValueType | null
}

/** What records of a type are looked up by. */
export interface LookUp {
  /** Object type to search, such as `account` or `member`. */
  readonly object: string
  /** Fields that must all hold what is wanted; at least one. */
  readonly by: readonly MatchField[]
  /** What does not count, beside what never does for a value type (the case of an e-mail address). */
  readonly fold: readonly Fold[]
}

/** What becomes of a look-up that meets several records: the row is `ambiguous`, or the oldest of them is taken. */
export type Ambiguous = 'fail' | 'first_created'

/** One record that a row names. */
export interface Wanted {
  /** Values in the order of the look-up's fields, as a filter takes them. */
  readonly values: readonly (string | number | boolean)[]
  /** What to create where nothing is found, the look-up's own fields included; null without `missing: create`. */
  readonly fields: ReadonlyMap<string, FieldValue> | null
}

/** A relationship as the mapping leaves it: ids at hand, or records still to be found. */
export type RelationshipDraft =
  | { readonly kind: 'ids'; readonly ids: readonly string[]; readonly many: boolean }
  | {
      readonly kind: 'find'
      readonly lookUp: LookUp
      readonly wanted: readonly Wanted[]
      readonly many: boolean
      readonly missing: 'fail' | 'omit' | 'create'
      readonly ambiguous: Ambiguous
      /** Source column, for messages. */
      readonly column: string
    }
  | {
      /** The records that another import of the same ledger made for these keys. */
      readonly kind: 'import'
      readonly importName: string
      /** As the other import's `key` columns hold them; several columns joined by ` / `. */
      readonly keys: readonly string[]
      readonly many: boolean
      readonly missing: 'fail' | 'omit'
      readonly column: string
    }

/** A judged row: everything the mapping makes of its cells. Keys are field and relationship keys of the API. */
export interface Draft {
  readonly fields: ReadonlyMap<string, FieldValue>
  readonly relationships: ReadonlyMap<string, RelationshipDraft>
}

/** Why a row cannot be sent. Never holds a cell's value beyond what the user needs to find it. */
export interface RowProblem {
  readonly code: MessageCode
  readonly message: string
  /** Source column, where one is to blame. */
  readonly column: string | null
  /** Field or relationship key, where one is to blame. */
  readonly param: string | null
  /** The word that no option has: for the list that `check` makes of them, never for a message or a log. */
  readonly value?: string
}

export type Judgement =
  /** `notes`: what was left out, replaced or rounded on the way, as the mapping says. */
  | { readonly kind: 'ready'; readonly draft: Draft; readonly notes?: readonly RowProblem[] }
  | { readonly kind: 'invalid'; readonly problems: readonly [RowProblem, ...RowProblem[]] }
