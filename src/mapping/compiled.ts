import type { Problem } from '../errors.ts'
import type { SelectOption, ValueType } from '../model/definitions.ts'
import type { Ambiguous, FieldValue, Judgement, LookUp, RelationshipDraft, RowProblem } from '../model/payload.ts'
import type { Mode } from './mapping.ts'

/** A mapping bound to the columns of a file, and to a workspace's definitions where they are known. */
export interface CompiledMapping {
  /** Makes of a row's cells what is to be sent, or says everything that is wrong with it. Pure; never throws. */
  judge(cells: readonly string[]): Judgement
  /** Indexes of the columns that identify a row; null: the row's whole content does. */
  readonly keyColumns: readonly number[] | null
  /** Indexes of the columns that decide who a row is and what is made of it: whatever stands in the others changes nothing. */
  readonly sourceColumns: readonly number[]
  /** Columns that nothing in the mapping reads or names. */
  readonly unmappedColumns: readonly string[]
  readonly warnings: readonly Problem[]
  /** One for each field and relationship, in the mapping's order. */
  readonly bindings: readonly Binding[]
}

/** How a row's values are brought into a record that may exist already. Needs no file: `retry` goes by it too. */
export interface WritePolicy {
  readonly mode: Mode
  /** What an existing record is looked up by; null in mode create. */
  readonly match: LookUp | null
  /** What tells, in any mode, whether a create whose key the API has forgotten was carried out; null without `match`. */
  readonly traceBy: LookUp | null
  readonly ambiguous: Ambiguous
  /** What becomes of a row whose record was trashed or merged since it was written. */
  readonly gone: 'fail' | 'recreate'
  /** Fields and relationships that are not always written to an existing record; the others are. */
  readonly write: ReadonlyMap<string, 'if_blank' | 'on_create'>
  /** Value types of the mapped fields, where they are known: how the API changes a value when it stores it. */
  readonly valueTypes: ReadonlyMap<string, ValueType>
  /** Options of the mapped selects, by field key: label and id are the same choice. */
  readonly options: ReadonlyMap<string, readonly SelectOption[]>
  /** Fields that cannot be written; their changes are the workspace's own. */
  readonly readOnly: ReadonlySet<string>
}

/** How a field or relationship gets its value, for people to read. */
export interface Binding {
  readonly kind: 'field' | 'relationship'
  readonly key: string
  /** The columns it is read from; none for a constant. */
  readonly columns: readonly string[]
  /** The field's value type, or the object type at the other end; null where it is not known. */
  readonly valueType: string | null
  /** The options of the rule in a few words, such as `format MM/dd/yyyy`; null where there are none. */
  readonly option: string | null
}

/** What is found out about a row while its cells are judged. */
export interface RowState {
  /** Why the row cannot be sent; empty where it can. */
  readonly problems: RowProblem[]
  /** What a person should know of a row that is sent all the same. */
  readonly notes: RowProblem[]
  /** The fields so far: a select that depends on another one asks for it. */
  readonly fields: Map<string, FieldValue>
}

/** The value of one key for a row; undefined where the cell is blank, or what is wrong with it was added to the row's problems. */
export type CellJudge<Value> = (cells: readonly string[], row: RowState) => Value | undefined

export type FieldJudge = CellJudge<FieldValue>
export type RelationshipJudge = CellJudge<RelationshipDraft>
