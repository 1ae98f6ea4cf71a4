import type {
  FieldDefinition,
  ObjectDefinitions,
  RelationshipDefinition,
  SelectOption,
  ValueType,
} from '../../src/model/definitions.ts'

/** Definitions of a workspace's opportunities, with one custom field of every value type. */
export const opportunityDefinitions: ObjectDefinitions = {
  objectType: 'opportunity',
  fields: byKey([
    field('$name', 'TEXT'),
    field('$stage', 'SINGLE_SELECT', { options: options('Lead', 'Qualified', 'Proposal', 'Won', 'Lost', 'On hold') }),
    field('$opportunityStatus', 'TEXT', { readOnly: true }),
    field('summary', 'MARKDOWN', { readOnly: true }),
    field('amount', 'CURRENCY', { currency: 'EUR' }),
    field('seats', 'NUMBER'),
    field('closeDate', 'DATETIME'),
    field('isKey', 'CHECKBOX'),
    field('segments', 'MULTI_SELECT', { options: options('Enterprise', 'Mid-market', 'Public sector') }),
    field('pipelineStage', 'SINGLE_SELECT', {
      options: [
        { id: 'opt_new_won', label: 'Won', parentId: 'pd_new' },
        { id: 'opt_renewal_won', label: 'Won', parentId: 'pd_renewal' },
      ],
    }),
    field('outcome', 'SINGLE_SELECT', { options: options('Won', 'Lost') }),
    field('reason', 'SINGLE_SELECT', {
      parentFieldKey: 'outcome',
      options: [
        { id: 'opt_won_price', label: 'Price', parentId: 'opt_won' },
        { id: 'opt_lost_price', label: 'Price', parentId: 'opt_lost' },
        { id: 'opt_lost_delay', label: 'Delay', parentId: 'opt_lost' },
        { id: 'opt_other', label: 'Other', parentId: null },
      ],
    }),
    field('billingEmail', 'EMAIL', { multipleValues: false }),
    field('emails', 'EMAIL'),
    field('sites', 'URL', { multipleValues: true }),
    field('phones', 'TELEPHONE'),
    field('hq', 'ADDRESS'),
    field('sponsor', 'FULL_NAME'),
    field('x', 'SOCIAL_HANDLE', { handleService: 'TWITTER' }),
    field('memo', 'TEXT'),
    field('__proto__', 'TEXT'),
  ]),
  relationships: byKey([
    relationship('$account', 'HAS_ONE', 'account'),
    relationship('$owner', 'HAS_ONE', 'member'),
    relationship('$task', 'HAS_MANY', 'task'),
    relationship('partners', 'HAS_MANY', 'account'),
  ]),
}

/** Definitions of the same workspace's accounts. */
export const accountDefinitions: ObjectDefinitions = {
  objectType: 'account',
  fields: byKey([
    field('$name', 'TEXT'),
    field('$website', 'URL'),
    field('$industry', 'MULTI_SELECT', { options: options('Retail', 'Banking') }),
    field('$accountStatus', 'TEXT', { readOnly: true }),
    field('number', 'NUMBER'),
    field('founded', 'DATETIME'),
    field('isPartner', 'CHECKBOX'),
    field('tier', 'SINGLE_SELECT', { options: options('Gold', 'Silver') }),
    field('hotline', 'TELEPHONE'),
    field('mail', 'EMAIL'),
    field('notes', 'MARKDOWN'),
    field('region', 'TEXT'),
  ]),
  relationships: byKey([relationship('$owner', 'HAS_ONE', 'member'), relationship('parent', 'HAS_ONE', 'account')]),
}

function field(key: string, valueType: ValueType, rest: Partial<FieldDefinition> = {}): FieldDefinition {
  return {
    key,
    label: key,
    valueType,
    readOnly: false,
    options: [],
    multipleValues: null,
    currency: null,
    handleService: null,
    parentFieldKey: null,
    ...rest,
  }
}

function options(...labels: string[]): SelectOption[] {
  return labels.map(label => ({ id: `opt_${label.toLowerCase().replaceAll(' ', '_')}`, label, parentId: null }))
}

function relationship(
  key: string,
  cardinality: RelationshipDefinition['cardinality'],
  objectType: string,
): RelationshipDefinition {
  return { key, label: key, cardinality, objectType }
}

function byKey<Value extends { readonly key: string }>(values: readonly Value[]): Map<string, Value> {
  return new Map(values.map(value => [value.key, value]))
}
