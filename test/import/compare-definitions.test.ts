import { describe, expect, test } from 'vitest'
import { compareDefinitions, type DefinitionChange, keptDefinition } from '../../src/import/compare-definitions.ts'
import { digestOf } from '../../src/import/identity.ts'
import type { FieldDefinition, RelationshipDefinition, SelectOption } from '../../src/model/definitions.ts'
import { canonicalJson } from '../../src/model/json.ts'
import { definitionChangesText } from '../../src/report/definition-changes-text.ts'

const field: FieldDefinition = {
  key: '$stage',
  label: 'Stage',
  valueType: 'SINGLE_SELECT',
  readOnly: false,
  options: [option('1', 'Open'), option('2', 'Won'), option('3', 'Lost')],
  multipleValues: null,
  currency: null,
  handleService: null,
  parentFieldKey: null,
}

const account: RelationshipDefinition = {
  key: '$account',
  label: 'Account',
  cardinality: 'HAS_ONE',
  objectType: 'account',
}

const otherwise = 'is defined otherwise in the workspace than it was'

function option(id: string, label: string, parentId: string | null = null): SelectOption {
  return { id, label, parentId }
}

function changes(more: Partial<FieldDefinition>, before: FieldDefinition = field): readonly DefinitionChange[] {
  return compareDefinitions(keptDefinition(before), keptDefinition({ ...before, ...more }))
}

const told: readonly (readonly [string, Partial<FieldDefinition>, string])[] = [
  ['another label', { label: 'Phase "A"' }, 'label was "Stage", is "Phase \\"A\\""'],
  ['another type', { valueType: 'TEXT' }, 'value type was SINGLE_SELECT, is TEXT'],
  ['a currency', { currency: 'EUR' }, 'currency was not set, is EUR'],
  ['that it cannot be written', { readOnly: true }, 'read-only was no, is yes'],
  ['options that are gone', { options: [option('2', 'Won')] }, '2 options gone: "Open", "Lost"'],
  ['a new option', { options: [...field.options, option('4', 'Parked')] }, '1 option new: "Parked"'],
  [
    'an option of another name',
    { options: [option('1', 'Lead'), option('2', 'Won'), option('3', 'Lost')] },
    '1 option renamed: "Open" is "Lead"',
  ],
  [
    'an option of another id',
    { options: [option('1', 'Open'), option('2', 'Won'), option('9', 'Lost')] },
    '1 option made anew, with another id: "Lost"',
  ],
  [
    'an option that depends on another one',
    { options: [option('1', 'Open', 'eu'), option('2', 'Won'), option('3', 'Lost')] },
    '1 option under another one of the parent field: "Open"',
  ],
  [
    'several of it',
    { label: 'Phase', options: [option('1', 'Lead'), option('3', 'Lost'), option('4', 'Parked')] },
    'label was "Stage", is "Phase"; 1 option gone: "Won"; 1 option new: "Parked"; 1 option renamed: "Open" is "Lead"',
  ],
]

test.each(told)('tells of %s', (_, more, text) => {
  expect(definitionChangesText(changes(more))).toBe(`${otherwise}: ${text}`)
})

test('tells of many options by the first ones and a number', () => {
  const many = Array.from({ length: 205 }, (_, index) => option(`${index}`, `${index}`))
  const now = changes({ options: [] }, { ...field, options: many })
  expect(definitionChangesText(now)).toBe(`${otherwise}: 205 options gone: "0", "1", "2", "3", "4" and 200 more`)
})

test('tells of a relationship to another type, or to several records', () => {
  const now: RelationshipDefinition = { ...account, cardinality: 'HAS_MANY', objectType: 'contact' }
  expect(definitionChangesText(compareDefinitions(keptDefinition(account), keptDefinition(now)))).toBe(
    `${otherwise}: cardinality was HAS_ONE, is HAS_MANY; object type was account, is contact`,
  )
})

describe('no change is', () => {
  test('the same definition, or one with its options in another order', () => {
    expect(changes({})).toEqual([])
    expect(changes({ options: field.options.toReversed() })).toEqual([])
  })

  test('a property that one of two versions of this program did not know', () => {
    const { currency: _, ...older } = field
    expect(compareDefinitions(canonicalJson(older), keptDefinition(field))).toEqual([])
    expect(compareDefinitions(keptDefinition(field), canonicalJson(older))).toEqual([])
  })
})

describe('of a digest', () => {
  const digest = digestOf([canonicalJson(field)])

  test('that an older version kept, it is known whether it is the same', () => {
    expect(compareDefinitions(digest, keptDefinition(field))).toEqual([])
    expect(compareDefinitions(digest, digest)).toEqual([])
  })

  test('it is not known what is otherwise', () => {
    const now = compareDefinitions(digest, keptDefinition({ ...field, label: 'Phase' }))
    expect(now).toEqual([{ kind: 'unknown' }])
    expect(definitionChangesText(now)).toBe(otherwise)
  })

  test('there is no other for a definition of more than 20,000 characters', () => {
    const options = Array.from({ length: 1_000 }, (_, index) => option(`${index}`, `Option ${index}`))
    expect(keptDefinition({ ...field, options })).toMatch(/^[0-9a-f]{32}$/)
    expect(changes({ options: options.slice(1) }, { ...field, options })).toEqual([{ kind: 'unknown' }])
    expect(changes({ options: options.slice(0, 10) }, { ...field, options })).toEqual([{ kind: 'unknown' }])
    expect(changes({}, { ...field, options })).toEqual([])
  })
})
