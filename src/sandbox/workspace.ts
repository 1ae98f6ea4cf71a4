import type { FieldDefinition, ValueType } from '../model/definitions.ts'

/** One field of an object type, as a workspace's owner would describe it. */
export interface FieldSpec {
  readonly key: string
  readonly label: string
  readonly valueType: ValueType
  readonly description?: string
  readonly required?: boolean
  readonly readOnly?: boolean
  /** A create takes it, an update does not. */
  readonly createOnly?: boolean
  /** Options of a select: labels, whose ids are then derived, or labels with ids of their own. A label may repeat. */
  readonly options?: readonly (string | { readonly id: string; readonly label: string })[]
  /** For EMAIL, URL and TELEPHONE: false where a write takes one string in place of an array. */
  readonly multipleValues?: boolean
  /** Whether only one record of the type, the trash not counted, may have a value. */
  readonly unique?: boolean
  /** ISO 4217 code of a CURRENCY field. */
  readonly currency?: string
  /** Service of a SOCIAL_HANDLE field. */
  readonly handleService?: NonNullable<FieldDefinition['handleService']>
}

export interface RelationshipSpec {
  readonly key: string
  readonly label: string
  readonly cardinality: 'HAS_ONE' | 'HAS_MANY'
  /** Type at the other end. Ids of `file` are taken as they come, since files are not simulated. */
  readonly objectType: string
  /** Key of the relationship that shows the same links at the other end. It is enough that one of the two names the other. */
  readonly inverse?: string
  readonly required?: boolean
  readonly readOnly?: boolean
  readonly createOnly?: boolean
}

/** An object type: a standard one by its singular name, such as `opportunity`, or else a custom object by its slug. */
export interface ObjectSpec {
  readonly type: string
  readonly label: string
  readonly fields: readonly FieldSpec[]
  readonly relationships: readonly RelationshipSpec[]
}

export interface MemberSpec {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** Default: `member`. */
  readonly role?: string
}

/** What a workspace defines before any record is in it. */
export interface Workspace {
  readonly objects: readonly ObjectSpec[]
  readonly members: readonly MemberSpec[]
}
