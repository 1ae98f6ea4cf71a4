/**
 * A workspace's definitions of one object type, as `GET /v1/{objects}/definitions` describes them.
 * Source: the "Fields and relationships" page of the API's documentation.
 */

export const valueTypes = [
  'ADDRESS',
  'CHECKBOX',
  'CURRENCY',
  'DATETIME',
  'EMAIL',
  'FULL_NAME',
  'HTML',
  'MARKDOWN',
  'MULTI_SELECT',
  'NUMBER',
  'SINGLE_SELECT',
  'SOCIAL_HANDLE',
  'TELEPHONE',
  'TEXT',
  'URL',
] as const

export type ValueType = (typeof valueTypes)[number]

/** One choice of a select field. A write takes its id or its label. */
export interface SelectOption {
  readonly id: string
  readonly label: string
  /** Option of the parent field (`parentFieldKey`) that this one belongs to, where selects depend on each other. */
  readonly parentId: string | null
}

export interface FieldDefinition {
  readonly key: string
  readonly label: string
  readonly valueType: ValueType
  readonly readOnly: boolean
  /** Empty for anything but a select. */
  readonly options: readonly SelectOption[]
  /** Whether a write takes an array; null where the definition does not say. */
  readonly multipleValues: boolean | null
  /** ISO 4217 code of a currency field; amounts are sent without it. */
  readonly currency: string | null
  readonly handleService: 'TWITTER' | 'LINKEDIN' | 'FACEBOOK' | 'INSTAGRAM' | null
  readonly parentFieldKey: string | null
}

export interface RelationshipDefinition {
  readonly key: string
  readonly label: string
  readonly cardinality: 'HAS_ONE' | 'HAS_MANY'
  /** The object type at the other end, such as `account` or `member`. */
  readonly objectType: string
}

export interface ObjectDefinitions {
  readonly objectType: string
  readonly fields: ReadonlyMap<string, FieldDefinition>
  readonly relationships: ReadonlyMap<string, RelationshipDefinition>
}
