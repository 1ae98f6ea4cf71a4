/**
 * The mapping language as TypeScript: what a mapping file holds, written as an object. Held to the schema by a test; its
 * meaning is in docs/mapping.md.
 */

/** A mapping, written as an object: keys and values as in a mapping file. */
export interface MappingDefinition {
  /** `account`, `contact`, `opportunity`, `task`, `note`, or the slug of a custom object. */
  readonly object: string
  /** Names this import in the ledger. A file may leave it out, and is named by its file name; an object needs it. */
  readonly import: string
  /** What to do with a row whose record may exist. Default: `create`. */
  readonly mode?: 'create' | 'find-or-create' | 'upsert' | undefined
  /** The column or columns that identify a row over time. Default: the row's whole content. */
  readonly key?: string | readonly string[] | undefined
  /** The field or fields that an existing record is looked up by, in the modes find-or-create and upsert. */
  readonly match?: string | readonly string[] | MatchDefinition | undefined
  /** What to do when several records match. Default: `fail`. */
  readonly ambiguous?: 'fail' | 'first_created' | undefined
  /** What to do with a row whose record was trashed or merged since it was written. Default: `fail`. */
  readonly gone?: 'fail' | 'recreate' | undefined
  /** How the file is written, where detection would guess wrong. */
  readonly csv?: CsvDefinition | undefined
  /** The word that clears a field, for all fields. */
  readonly clear?: string | undefined
  /** Columns left out on purpose. */
  readonly ignore?: string | readonly string[] | undefined
  /** Field keys of Lightfield, and the column or rule that each gets its value from. */
  readonly fields?: Readonly<Record<string, string | FieldDefinition>> | undefined
  /** Relationship keys, and the column of ids or the rule that each gets its records from. */
  readonly relationships?: Readonly<Record<string, string | RelationshipDefinition>> | undefined
}

/** The fields that a row and its record have alike. */
export interface MatchDefinition {
  /** Field or fields that must all be alike. */
  readonly by: string | readonly string[]
  /** Differences between texts that do not count. */
  readonly fold?: Difference | readonly Difference[] | undefined
}

type Difference = 'case' | 'space'

/** How a CSV file is written. */
export interface CsvDefinition {
  /** What separates cells; `tab` for the tab character. Default: the one of `,` `;` tab `|` that fits the rows. */
  readonly delimiter?: string | undefined
  /** The quote character. Default: `"`. Empty where the file knows no quoting. */
  readonly quote?: string | undefined
  /** What a quote inside a quoted cell is preceded by. Default: the quote itself. */
  readonly escape?: string | undefined
  /** By a name of the Encoding Standard. Default: detected. */
  readonly encoding?: string | undefined
  /** Lines before the header. Default: 0. */
  readonly skip_lines?: number | undefined
  /** Names of the columns, in order, where the file has no header. */
  readonly columns?: readonly string[] | undefined
  /** Bytes that a cell may take, in UTF-8. Default: 1048576. */
  readonly max_field_bytes?: number | undefined
}

type Scalar = string | number | boolean
type Constant = Scalar | readonly string[]

/** Where a text comes from, and what is done to it before it is read as a value. */
export interface TextDefinition {
  /** The column. */
  readonly column?: string | undefined
  /** Columns, of which the first that is not blank is taken. */
  readonly first_of?: readonly string[] | undefined
  /** Text with columns in braces, such as `{Company} - {Product}`. */
  readonly template?: string | undefined
  /** Words of the source and what they stand for; null leaves the value out. Other words pass as they are. */
  readonly values?: Readonly<Record<string, Scalar | null>> | undefined
  /** Whether spaces around the text are taken away. Default: true, but for text fields. */
  readonly trim?: boolean | undefined
  /** Whether the text is put in lower case. */
  readonly lower?: boolean | undefined
  /** Whether the text is put in upper case. */
  readonly upper?: boolean | undefined
  /** Patterns (RE2) and what stands in for what they find, before `values`. */
  readonly replace?: ReplacementDefinition | readonly ReplacementDefinition[] | undefined
}

/** A pattern, and what stands in for every place where it is found. */
export interface ReplacementDefinition {
  readonly pattern: string
  readonly with: string
}

/** The rows that a rule holds for: exactly one test of a column. */
export interface ConditionDefinition {
  readonly column: string
  /** The column holds this word, in whatever case. */
  readonly is?: Scalar | undefined
  /** It holds one of these words. */
  readonly in?: readonly Scalar[] | undefined
  /** It holds none of these words. */
  readonly not_in?: readonly Scalar[] | undefined
  /** Whether it is blank. */
  readonly blank?: boolean | undefined
  /** A pattern (RE2) is found in it. */
  readonly matches?: string | undefined
}

/** The rule of one part of an address or a name. */
export interface PartDefinition extends TextDefinition {
  /** The same value for every row. */
  readonly value?: Constant | undefined
  /** What stands in for a blank cell. */
  readonly default?: Constant | undefined
  /** Leaves the value out of rows for which this does not hold. */
  readonly when?: ConditionDefinition | undefined
  /** What to do with a value that cannot be read. Default: `fail`. */
  readonly on_error?: 'fail' | 'omit' | 'default' | undefined
  /** The decimal sign of its numbers. */
  readonly decimal?: '.' | ',' | undefined
}

/** How the text of a cell is read as a value. */
export interface FormatDefinition {
  /** The decimal sign of the column's numbers; without it, ambiguous numbers are errors. */
  readonly decimal?: '.' | ',' | undefined
  /** Whether numbers with more than two decimal places are rounded. */
  readonly round?: boolean | undefined
  /** How dates are written, in Unicode tokens; or `iso`, `excel`, `epoch`, `epoch_ms`; or several of these. */
  readonly format?: string | readonly string[] | undefined
  /** IANA name of the zone of dates without an offset. Default: UTC. */
  readonly zone?: string | undefined
  /** Language of the names of months. Default: English. */
  readonly locale?: string | undefined
  /** Country that telephone numbers without `+` belong to. Default: US. */
  readonly region?: string | undefined
  /** The word that clears the field. */
  readonly clear?: string | undefined
}

type Part = string | PartDefinition | undefined

/** The rule of a field: where its value comes from and how it is read, or the parts that it is put together from. */
export interface FieldDefinition extends PartDefinition, FormatDefinition {
  readonly decimal?: '.' | ',' | undefined
  /** What separates several values in one cell. */
  readonly split?: string | undefined
  /** When the value is written to a record that exists. Default: `always`. */
  readonly write?: 'always' | 'if_blank' | 'on_create' | undefined
  /** Of an address: street and number. */
  readonly street?: Part
  readonly street2?: Part
  readonly city?: Part
  readonly state?: Part
  readonly postalCode?: Part
  /** Of an address: the country, by ISO code or by its name in many languages. */
  readonly country?: Part
  readonly latitude?: Part
  readonly longitude?: Part
  /** Of a person's name. */
  readonly firstName?: Part
  readonly lastName?: Part
}

/** The rule of one of several fields that a record is looked up by. */
export interface LookUpDefinition extends TextDefinition, FormatDefinition {
  /** The same value for every row. */
  readonly value?: Constant | undefined
  /** What stands in for a blank cell. */
  readonly default?: Constant | undefined
}

/** How a related record is looked up. */
export interface FindDefinition {
  /** Object type of the records to search. */
  readonly object: string
  /** Key of the field whose value the column holds; or several keys, each with a rule of its own. */
  readonly by: string | Readonly<Record<string, string | LookUpDefinition>>
  /** Differences between texts that do not count. */
  readonly fold?: Difference | readonly Difference[] | undefined
  /** What to do when nothing is found. Default: `fail`. */
  readonly missing?: 'fail' | 'create' | 'omit' | undefined
  /** What to do when several records are met. Default: `fail`. */
  readonly ambiguous?: 'fail' | 'first_created' | undefined
  /** What else a record that is created gets. */
  readonly fields?: Readonly<Record<string, string | FieldDefinition>> | undefined
}

/** The rule of a relationship. */
export interface RelationshipDefinition extends TextDefinition {
  /** The same related record, or records, for every row, by id. */
  readonly value?: string | readonly string[] | undefined
  /** Stands in for a blank cell. */
  readonly default?: string | undefined
  /** What separates several values in one cell. */
  readonly split?: string | undefined
  /** Leaves the relationship out of rows for which this does not hold. */
  readonly when?: ConditionDefinition | undefined
  /** Looks the record up by its fields instead of by id. */
  readonly find?: FindDefinition | undefined
  /** Takes the record that another import of the same ledger made for this key. */
  readonly import?: string | undefined
  /** What to do when the other import has no record for the key. Default: `fail`. */
  readonly missing?: 'fail' | 'omit' | undefined
  /** When the relationship is written to a record that exists. Default: `always`. */
  readonly write?: 'always' | 'if_blank' | 'on_create' | undefined
}
