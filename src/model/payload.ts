/** What is sent for a row, before and after its look-ups are done. */

/** A bare value as a write takes it. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | { readonly [part: string]: string | number }

/** A relationship as the mapping leaves it: ids at hand, or records still to be found. */
export type RelationshipDraft =
  | { readonly kind: 'ids'; readonly ids: readonly string[]; readonly many: boolean }
  | {
      readonly kind: 'find'
      /** Object type to search, such as `account` or `member`. */
      readonly object: string
      /** Field to search by, such as `$name` or `$email`. */
      readonly by: string
      readonly values: readonly string[]
      readonly many: boolean
      readonly missing: 'fail' | 'omit'
      /** Source column, for messages. */
      readonly column: string
    }

/** A judged row: everything the mapping makes of its cells. Keys are field and relationship keys of the API. */
export interface Draft {
  readonly fields: ReadonlyMap<string, FieldValue>
  readonly relationships: ReadonlyMap<string, RelationshipDraft>
}

/** Why a row cannot be sent. Never holds a cell's value beyond what the user needs to find it. */
export interface RowProblem {
  readonly code: string
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
