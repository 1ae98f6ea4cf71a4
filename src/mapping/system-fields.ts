import type { FieldDefinition, SelectOption, ValueType } from '../model/definitions.ts'
import type { ObjectType } from '../model/objects.ts'

/** What is fixed about a system field, in every workspace. */
export interface SystemField {
  readonly valueType: ValueType
  /** Whether a write takes an array. */
  readonly many: boolean
  /** The words of a field whose choices are the same everywhere; null where they are the workspace's own. */
  readonly options: readonly SelectOption[] | null
  readonly handleService: FieldDefinition['handleService']
}

export interface SystemRelationship {
  /** Object type at the other end. */
  readonly objectType: ObjectType
  readonly many: boolean
}

/** The system keys of an object type, as the "API reference" page of each object lists them. */
export interface SystemKeys {
  readonly fields: ReadonlyMap<string, SystemField>
  readonly relationships: ReadonlyMap<string, SystemRelationship>
  /** Whether these are all there are: tasks and notes take no custom fields. */
  readonly complete: boolean
}

const taskStatus: readonly SelectOption[] = [
  { id: 'TODO', label: 'To do', parentId: null },
  { id: 'IN_PROGRESS', label: 'In progress', parentId: null },
  { id: 'COMPLETE', label: 'Complete', parentId: null },
  { id: 'CANCELLED', label: 'Cancelled', parentId: null },
]

const none: SystemKeys = { fields: new Map(), relationships: new Map(), complete: false }

const standard: ReadonlyMap<ObjectType, SystemKeys> = new Map<ObjectType, SystemKeys>([
  [
    'opportunity',
    {
      fields: new Map([
        ['$name', field('TEXT')],
        ['$stage', field('SINGLE_SELECT')],
        ['$opportunityStatus', field('TEXT')],
      ]),
      relationships: new Map([
        ['$account', to('account')],
        ['$owner', to('member')],
        ['$createdBy', to('member')],
        ['$champion', to('contact')],
        ['$evaluator', to('contact')],
      ]),
      complete: false,
    },
  ],
  [
    'account',
    {
      fields: new Map([
        ['$name', field('TEXT')],
        ['$website', field('URL', { many: true })],
        ['$industry', field('MULTI_SELECT', { many: true })],
        ['$headcount', field('SINGLE_SELECT')],
        ['$lastFundingType', field('SINGLE_SELECT')],
        ['$linkedIn', field('SOCIAL_HANDLE', { handleService: 'LINKEDIN' })],
        ['$twitter', field('SOCIAL_HANDLE', { handleService: 'TWITTER' })],
        ['$facebook', field('SOCIAL_HANDLE', { handleService: 'FACEBOOK' })],
        ['$instagram', field('SOCIAL_HANDLE', { handleService: 'INSTAGRAM' })],
        ['$primaryAddress', field('ADDRESS')],
        ['$howTheyMakeMoney', field('TEXT')],
        ['$accountStatus', field('TEXT')],
      ]),
      relationships: new Map([
        ['$owner', to('member')],
        ['$contact', to('contact', true)],
      ]),
      complete: false,
    },
  ],
  [
    'contact',
    {
      fields: new Map([
        ['$name', field('FULL_NAME')],
        ['$email', field('EMAIL', { many: true })],
        ['$profilePhotoUrl', field('URL')],
      ]),
      relationships: new Map([['$account', to('account', true)]]),
      complete: false,
    },
  ],
  [
    'task',
    {
      fields: new Map([
        ['$title', field('TEXT')],
        ['$status', field('SINGLE_SELECT', { options: taskStatus })],
        ['$description', field('MARKDOWN')],
        ['$dueAt', field('DATETIME')],
      ]),
      relationships: new Map([
        ['$assignedTo', to('member')],
        ['$account', to('account')],
        ['$opportunity', to('opportunity')],
        ['$createdBy', to('member')],
      ]),
      complete: true,
    },
  ],
  [
    'note',
    {
      fields: new Map([
        ['$title', field('TEXT')],
        ['$content', field('MARKDOWN')],
      ]),
      relationships: new Map([
        ['$account', to('account', true)],
        ['$opportunity', to('opportunity', true)],
      ]),
      complete: true,
    },
  ],
  [
    'member',
    {
      fields: new Map([
        ['$email', field('EMAIL')],
        ['$name', field('FULL_NAME')],
      ]),
      relationships: new Map(),
      complete: true,
    },
  ],
])

/** The system keys of a type; none are known of a custom object. */
export function systemKeys(type: ObjectType): SystemKeys {
  return standard.get(type) ?? none
}

function field(valueType: ValueType, rest: Partial<SystemField> = {}): SystemField {
  return { valueType, many: false, options: null, handleService: null, ...rest }
}

function to(objectType: ObjectType, many = false): SystemRelationship {
  return { objectType, many }
}
