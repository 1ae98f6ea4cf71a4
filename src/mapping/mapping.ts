import type { Ambiguous, Fold } from '../model/payload.ts'
import type { Path, ProblemAt } from './document.ts'
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
  /** What an existing record is looked up by; null where the mapping does not say. */
  readonly match: MatchRule | null
  /** What becomes of a row that several existing records match. */
  readonly ambiguous: Ambiguous
  /** What becomes of a row whose record was trashed or merged since it was written. */
  readonly gone: 'fail' | 'recreate'
  readonly csv: CsvOptions
  /** Columns left out on purpose. */
  readonly ignore: readonly string[]
  readonly fields: ReadonlyMap<string, FieldRule>
  readonly relationships: ReadonlyMap<string, RelationshipRule>
  /** Points at a place of the mapping file: `problemAt(['fields', '$name'], 'what is wrong')`. */
  readonly problemAt: ProblemAt
}

export type Mode = 'create' | 'find-or-create' | 'upsert'

/** The fields that a row and its record have alike. */
export interface MatchRule {
  /** Keys of fields that the mapping fills; at least one. */
  readonly by: readonly string[]
  readonly fold: readonly Fold[]
  /** Where the mapping names the fields. */
  readonly path: Path
}

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

/** When a value is written to a record that exists already. */
export type Write = 'always' | 'if_blank' | 'on_create'

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
  readonly write: Write
}

/** An address or a name put together from several sources. */
export interface PartsRule {
  readonly kind: 'parts'
  readonly parts: ReadonlyMap<AddressPart | NamePart, ValueRule>
  readonly when: Condition | null
  readonly onError: Exclude<OnError, 'default'>
  readonly write: Write
}

export type FieldRule = ValueRule | PartsRule

/** A field that a related record is looked up by. */
export interface FindBy {
  readonly key: string
  /** Null: the value is the relationship's own. */
  readonly rule: ValueRule | null
}

/** How a related record is looked up. */
export interface FindRule {
  readonly object: string
  /** Fields that must all hold what the row says: one without a rule of its own, or any number with one each. */
  readonly by: readonly FindBy[]
  readonly fold: readonly Fold[]
  readonly missing: 'fail' | 'omit' | 'create'
  readonly ambiguous: Ambiguous
  /** What else a record that is created gets; empty unless `missing` is `create`. */
  readonly fields: ReadonlyMap<string, FieldRule>
}

/** Another import of the same ledger, whose records are taken by their keys. */
export interface ImportRule {
  readonly name: string
  readonly missing: 'fail' | 'omit'
}

export interface RelationshipRule {
  /** Ids, keys of another import, or values to find records by. Null: each field of `find` has a rule of its own. */
  readonly value: ValueRule | null
  /** Null: the rule holds for every row. */
  readonly when: Condition | null
  /** Null: the value is ids, or keys of another import. */
  readonly find: FindRule | null
  /** Null: the value is ids, or what to find records by. */
  readonly fromImport: ImportRule | null
  readonly write: Write
}
