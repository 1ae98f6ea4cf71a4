import { type Inverses, pairInverses } from './inverses.ts'
import type { FieldSpec, ObjectSpec, RelationshipSpec, Workspace } from './workspace.ts'

/** How records of a type are shaped in answers. */
export type RecordForm = 'record' | 'meeting' | 'list' | 'member'

export interface OptionModel {
  readonly id: string
  readonly label: string
}

export interface FieldModel extends FieldSpec {
  readonly id: string
  readonly optionModels: readonly OptionModel[]
  /** Options by id and by label; several under one word where a label repeats. */
  readonly optionsByWord: ReadonlyMap<string, readonly OptionModel[]>
}

export interface RelationshipModel extends RelationshipSpec {
  readonly id: string
  /** Key in filters, such as `$task-account`; the plain key is accepted there as well. */
  readonly filterKey: string
}

/** Everything that handling a request needs to know of an object type. */
export interface ObjectModel {
  readonly type: string
  readonly label: string
  /** Start of record ids, such as `opp_`. */
  readonly idPrefix: string
  /** Collection below `/v1`, such as `opportunities`; for a custom object its slug. */
  readonly collection: string
  readonly isCustom: boolean
  readonly form: RecordForm
  readonly isWritable: boolean
  readonly hasDefinitions: boolean
  /** Whether lists can be filtered, rather than only paged through. */
  readonly isFilterable: boolean
  readonly fields: ReadonlyMap<string, FieldModel>
  readonly relationships: ReadonlyMap<string, RelationshipModel>
}

/** The object types of a workspace, by the ways they are looked up. */
export interface Catalog {
  readonly types: ReadonlyMap<string, ObjectModel>
  /** Standard types by the first segment of their path. */
  readonly collections: ReadonlyMap<string, ObjectModel>
  readonly customObjects: ReadonlyMap<string, ObjectModel>
}

interface StandardType {
  readonly collection: string
  readonly idPrefix: string
  readonly form?: RecordForm
  readonly hasDefinitions?: boolean
}

const standardTypes: ReadonlyMap<string, StandardType> = new Map<string, StandardType>([
  ['account', { collection: 'accounts', idPrefix: 'acc_', hasDefinitions: true }],
  ['contact', { collection: 'contacts', idPrefix: 'con_', hasDefinitions: true }],
  ['opportunity', { collection: 'opportunities', idPrefix: 'opp_', hasDefinitions: true }],
  ['task', { collection: 'tasks', idPrefix: 'tsk_', hasDefinitions: true }],
  ['note', { collection: 'notes', idPrefix: 'not_' }],
  ['meeting', { collection: 'meetings', idPrefix: 'mtg_', form: 'meeting' }],
  ['list', { collection: 'lists', idPrefix: 'lst_', form: 'list' }],
  ['member', { collection: 'members', idPrefix: 'mem_', form: 'member' }],
])

const memberSpec: ObjectSpec = {
  type: 'member',
  label: 'Member',
  fields: [
    { key: '$email', label: 'E-mail', valueType: 'EMAIL', multipleValues: false },
    { key: '$name', label: 'Name', valueType: 'FULL_NAME' },
    { key: '$profileImage', label: 'Profile image', valueType: 'URL', multipleValues: false },
    { key: '$role', label: 'Role', valueType: 'TEXT' },
  ],
  relationships: [],
}

/**
 * Prepares a workspace's definitions for look-ups, with ids derived from keys and labels: the same ones every time.
 * Throws `SandboxError` `bad_option` for inverse relationships that do not fit together.
 */
export function buildCatalog(workspace: Workspace): Catalog {
  const inverses = pairInverses(workspace.objects)
  const models = [...workspace.objects, memberSpec].map(spec => objectModel(spec, inverses))
  return {
    types: new Map(models.map(model => [model.type, model])),
    collections: new Map(models.filter(model => !model.isCustom).map(model => [model.collection, model])),
    customObjects: new Map(models.filter(model => model.isCustom).map(model => [model.type, model])),
  }
}

function objectModel(spec: ObjectSpec, inverses: Inverses): ObjectModel {
  const standard = standardTypes.get(spec.type)
  const form = standard?.form ?? 'record'
  return {
    type: spec.type,
    label: spec.label,
    idPrefix: standard?.idPrefix ?? `${spec.type}_`,
    collection: standard?.collection ?? spec.type,
    isCustom: standard === undefined,
    form,
    isWritable: form !== 'member',
    hasDefinitions: standard === undefined || standard.hasDefinitions === true,
    isFilterable: form !== 'member',
    fields: new Map(spec.fields.map(field => [field.key, fieldModel(spec.type, field)])),
    relationships: new Map(
      spec.relationships.map(rel => [
        rel.key,
        relationshipModel(spec.type, rel, inverses.get(spec.type)?.get(rel.key)),
      ]),
    ),
  }
}

function fieldModel(type: string, spec: FieldSpec): FieldModel {
  const optionModels = optionsOf(type, spec)
  return {
    ...spec,
    id: `ad_${slug(type)}_${slug(spec.key)}`,
    optionModels,
    optionsByWord: groupByWord(optionModels),
  }
}

function relationshipModel(type: string, spec: RelationshipSpec, inverse: string | undefined): RelationshipModel {
  return {
    ...spec,
    ...(inverse !== undefined && { inverse }),
    id: `rd_${slug(type)}_${slug(spec.key)}`,
    filterKey: spec.key.startsWith('$') ? `$${type}-${spec.key.slice(1)}` : `${type}-${spec.key}`,
  }
}

function optionsOf(type: string, spec: FieldSpec): OptionModel[] {
  const seen = new Map<string, number>()
  return (spec.options ?? []).map(option => {
    if (typeof option !== 'string') return option
    const base = `opt_${slug(type)}_${slug(spec.key)}_${slug(option)}`
    const count = (seen.get(base) ?? 0) + 1
    seen.set(base, count)
    return { id: count === 1 ? base : `${base}_${count}`, label: option }
  })
}

function groupByWord(options: readonly OptionModel[]): Map<string, OptionModel[]> {
  const byWord = new Map<string, OptionModel[]>()
  for (const option of options) {
    for (const word of new Set([option.id, option.label])) {
      const same = byWord.get(word)
      if (same) same.push(option)
      else byWord.set(word, [option])
    }
  }
  return byWord
}

function slug(words: string): string {
  return words
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/\+/g, '_plus')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
}
