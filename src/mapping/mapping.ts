import type { ProblemAt } from './document.ts'
import type { Replacement } from './replace.ts'
import type { AddressPart, NamePart } from './schema.ts'
import type { Template } from './template.ts'

/** A mapping file, read and validated, before it is bound to a CSV file's columns and a workspace's definitions. */
export interface Mapping {
  readonly file: string
  readonly object: string
  /** Name of this import in the ledger. */
  readonly importName: string
  readonly mode: Mode
  /** Columns that identify a row over time; null: the row's whole content. */
  readonly key: readonly string[] | null
  /** Fields that an existing record is looked up by; empty where the mapping names none. */
  readonly match: readonly string[]
  readonly csv: CsvOptions
  /** Columns left out on purpose. */
  readonly ignore: readonly string[]
  readonly fields: ReadonlyMap<string, FieldRule>
  readonly relationships: ReadonlyMap<string, RelationshipRule>
  /** Points at a place of the mapping file: `problemAt(['fields', '$name'], 'what is wrong')`. */
  readonly problemAt: ProblemAt
}

export type Mode = 'create' | 'find-or-create' | 'upsert'

/** How the CSV file is written; null: to be detected, or the usual. */
export interface CsvOptions {
  readonly delimiter: string | null
  readonly quote: string | null
  readonly escape: string | null
  readonly encoding: string | null
  readonly skipLines: number | null
  /** Names of the columns, where the file has no header. */
  readonly columns: readonly string[] | null
  readonly maxFieldBytes: number | null
}

/** A value written into the mapping itself. */
export type Constant = string | number | boolean | readonly string[]

/** Words of the source and what they stand for; null: nothing, as if the cell were blank. */
export type Words = ReadonlyMap<string, string | number | boolean | null>

export type Source =
  | { readonly kind: 'column'; readonly column: string }
  /** The first of the columns that is not blank. */
  | { readonly kind: 'first_of'; readonly columns: readonly string[] }
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'template'; readonly template: Template }

/** What is done to a text before it is converted. */
export interface TextRule {
  readonly trim: boolean
  readonly letters: 'lower' | 'upper' | null
  readonly replace: readonly Replacement[]
}

/** A column that decides whether a rule holds for a row (`when` in the file). */
export interface Condition {
  readonly column: string
  readonly test:
    | { readonly kind: 'blank'; readonly isBlank: boolean }
    | { readonly kind: 'words'; readonly words: readonly string[]; readonly isNegated: boolean }
    | { readonly kind: 'pattern'; readonly pattern: string }
}

/** What becomes of a row whose cell cannot be read: it fails, or goes on without the value or with the default. */
export type OnError = 'fail' | 'omit' | 'default'

/** A value from one source, and how it is to be read. */
export interface ValueRule {
  readonly kind: 'value'
  readonly source: Source
  readonly text: TextRule
  readonly values: Words | null
  /** Stands in for a blank cell (`default` in the file). */
  readonly fallback: Constant | null
  readonly split: string | null
  readonly decimal: '.' | ',' | null
  /** Whether more than two decimal places are rounded. */
  readonly round: boolean
  /** Formats of dates; empty: ISO 8601. */
  readonly format: readonly string[]
  readonly zone: string | null
  /** Language of the names of months; null: English. */
  readonly locale: string | null
  readonly region: string | null
  /** The cell that clears the field. */
  readonly clear: string | null
  /** Null: the rule holds for every row. */
  readonly when: Condition | null
  readonly onError: OnError
}

/** An address or a name put together from several sources. */
export interface PartsRule {
  readonly kind: 'parts'
  readonly parts: ReadonlyMap<AddressPart | NamePart, ValueRule>
  readonly when: Condition | null
  readonly onError: Exclude<OnError, 'default'>
}

export type FieldRule = ValueRule | PartsRule

/** How a related record is looked up. */
export interface FindRule {
  readonly object: string
  readonly by: string
  readonly missing: 'fail' | 'omit'
}

export interface RelationshipRule {
  readonly source: Exclude<Source, { kind: 'constant' }> | { readonly kind: 'ids'; readonly ids: readonly string[] }
  readonly text: TextRule
  readonly values: Words | null
  readonly fallback: string | null
  readonly split: string | null
  /** The cell that stands for no record. */
  readonly clear: string | null
  readonly when: Condition | null
  /** Null: the source holds ids. */
  readonly find: FindRule | null
}
