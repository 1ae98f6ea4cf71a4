import type { ProblemAt } from './document.ts'
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
}

/** A value written into the mapping itself. */
export type Constant = string | number | boolean | readonly string[]

/** Words of the source and what they stand for; null: nothing, as if the cell were blank. */
export type Words = ReadonlyMap<string, string | number | boolean | null>

export type Source =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'template'; readonly template: Template }

/** A value from one source, and how it is to be read. */
export interface ValueRule {
  readonly kind: 'value'
  readonly source: Source
  readonly values: Words | null
  /** Stands in for a blank cell (`default` in the file). */
  readonly fallback: Constant | null
  readonly split: string | null
  readonly decimal: '.' | ',' | null
  readonly format: string | null
  readonly zone: string | null
  readonly region: string | null
  /** The cell that clears the field. */
  readonly clear: string | null
}

/** An address or a name put together from several sources. */
export interface PartsRule {
  readonly kind: 'parts'
  readonly parts: ReadonlyMap<AddressPart | NamePart, ValueRule>
}

export type FieldRule = ValueRule | PartsRule

/** How a related record is looked up. */
export interface FindRule {
  readonly object: string
  readonly by: string
  readonly missing: 'fail' | 'omit'
}

export interface RelationshipRule {
  readonly source:
    | { readonly kind: 'column'; readonly column: string }
    | { readonly kind: 'ids'; readonly ids: readonly string[] }
  readonly values: Words | null
  readonly fallback: string | null
  readonly split: string | null
  /** The cell that stands for no record. */
  readonly clear: string | null
  /** Null: the source holds ids. */
  readonly find: FindRule | null
}
