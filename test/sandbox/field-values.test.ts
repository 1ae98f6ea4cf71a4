import { expect, test } from 'vitest'
import { buildCatalog, type FieldModel } from '../../src/sandbox/catalog.ts'
import { ApiFailure } from '../../src/sandbox/errors.ts'
import { readFieldValue } from '../../src/sandbox/field-values.ts'
import { normalizeTelephone } from '../../src/sandbox/telephone.ts'
import type { FieldSpec } from '../../src/sandbox/workspace.ts'

function field(spec: Omit<FieldSpec, 'key' | 'label'> & { key?: string }): FieldModel {
  const fields = [{ key: 'field', label: 'Field', ...spec }]
  const catalog = buildCatalog({ members: [], objects: [{ type: 'thing', label: 'Thing', fields, relationships: [] }] })
  const model = catalog.types.get('thing')?.fields.get(spec.key ?? 'field')
  if (model === undefined) throw new Error('The catalog lost the field.')
  return model
}

function refusalOf(model: FieldModel, value: unknown): unknown {
  try {
    readFieldValue(model, value)
  } catch (error) {
    if (error instanceof ApiFailure) return [error.status, error.body.code, error.body.param]
    throw error
  }
  return 'accepted'
}

const select = { valueType: 'SINGLE_SELECT', options: ['Lead', 'In progress'] } as const

test.each<[Omit<FieldSpec, 'key' | 'label'>, unknown, unknown]>([
  [{ valueType: 'TEXT' }, '', ''],
  [{ valueType: 'TEXT' }, null, null],
  [{ valueType: 'NUMBER' }, -12.34, -12.34],
  [{ valueType: 'CURRENCY', currency: 'USD' }, 9007199254740991, 9007199254740991],
  [{ valueType: 'CHECKBOX' }, false, false],
  [{ valueType: 'DATETIME' }, '2026-02-28T23:30:00-05:00', '2026-03-01T04:30:00.000Z'],
  [{ valueType: 'DATETIME' }, '2024-02-29T10:00Z', '2024-02-29T10:00:00.000Z'],
  [{ valueType: 'EMAIL' }, ['ada@example.com'], ['ada@example.com']],
  [{ valueType: 'EMAIL', multipleValues: false }, 'ada@example.com', 'ada@example.com'],
  [{ valueType: 'URL' }, ['https://example.com/a?b=c'], ['https://example.com/a?b=c']],
  [{ valueType: 'TELEPHONE' }, ['(212) 555-0100'], ['+12125550100']],
  [{ valueType: 'SOCIAL_HANDLE', handleService: 'TWITTER' }, 'https://x.com/ada', 'https://x.com/ada'],
  [select, 'In progress', 'opt_thing_field_in_progress'],
  [select, 'opt_thing_field_lead', 'opt_thing_field_lead'],
  [{ valueType: 'MULTI_SELECT', options: ['A', 'B'] }, ['B', 'A'], ['opt_thing_field_b', 'opt_thing_field_a']],
  [{ valueType: 'ADDRESS' }, { city: 'Paris', country: 'FR', street2: null }, { city: 'Paris', country: 'FR' }],
  [{ valueType: 'FULL_NAME' }, { firstName: 'Ada' }, { firstName: 'Ada' }],
])('%j takes %j and keeps %j', (spec, value, kept) => {
  expect(readFieldValue(field(spec), value)).toEqual(kept)
})

test.each<[Omit<FieldSpec, 'key' | 'label'>, unknown]>([
  [{ valueType: 'TEXT' }, 1],
  [{ valueType: 'MARKDOWN' }, ['a']],
  [{ valueType: 'NUMBER' }, '12'],
  [{ valueType: 'NUMBER' }, 1.005],
  [{ valueType: 'CURRENCY' }, 2 ** 53],
  [{ valueType: 'CHECKBOX' }, 'true'],
  [{ valueType: 'DATETIME' }, '2026-02-30T00:00:00Z'],
  [{ valueType: 'DATETIME' }, '2026-02-28'],
  [{ valueType: 'DATETIME' }, '2026-02-28T10:00:00'],
  [{ valueType: 'EMAIL' }, 'ada@example.com'],
  [{ valueType: 'EMAIL' }, ['ada']],
  [{ valueType: 'EMAIL', multipleValues: false }, ['ada@example.com']],
  [{ valueType: 'URL' }, ['example.com']],
  [{ valueType: 'TELEPHONE' }, ['+123']],
  [{ valueType: 'SOCIAL_HANDLE', handleService: 'LINKEDIN' }, 'https://x.com/ada'],
  [{ valueType: 'SOCIAL_HANDLE', handleService: 'LINKEDIN' }, 'https://notlinkedin.com/in/ada'],
  [select, ['Lead']],
  [{ valueType: 'MULTI_SELECT', options: ['A'] }, 'A'],
  [{ valueType: 'ADDRESS' }, { country: 'UK' }],
  [{ valueType: 'ADDRESS' }, { zip: '1' }],
  [{ valueType: 'ADDRESS' }, { latitude: '1' }],
  [{ valueType: 'ADDRESS' }, 'Paris'],
  [{ valueType: 'FULL_NAME' }, 'Ada Lovelace'],
])('%j refuses %j as a wrong type', (spec, value) => {
  expect(refusalOf(field(spec), value)).toEqual([400, 'invalid_type', 'field'])
})

test('an option that a select has not is a missing reference', () => {
  expect(refusalOf(field(select), 'Won')).toEqual([400, 'referenced_resource_missing', 'field'])
})

test('a stage label that stands in several pipelines is refused with the candidates, an id of one is taken', () => {
  const stage = field({ key: '$stage', valueType: 'SINGLE_SELECT', options: ['Won', 'Won'] })
  expect(() => readFieldValue(stage, 'Won')).toThrow(
    expect.objectContaining({
      status: 422,
      body: expect.objectContaining({
        code: 'ambiguous_stage_label',
        candidates: ['opt_thing_stage_won', 'opt_thing_stage_won_2'],
      }),
    }),
  )
  expect(readFieldValue(stage, 'opt_thing_stage_won_2')).toBe('opt_thing_stage_won_2')
})

test.each([
  ['+44 20 7946 0018', '+442079460018'],
  ['212-555-0100', '+12125550100'],
  ['1 (212) 555.0100', '+12125550100'],
  ['212-555-0100 ext. 12', '+12125550100;ext=12'],
  ['+12125550100;ext=7', '+12125550100;ext=7'],
  ['020 7946 0018', '02079460018'],
  ['12345', null],
  ['+0123456789', null],
  ['call me', null],
])('the telephone number %j is kept as %j', (written, kept) => {
  expect(normalizeTelephone(written)).toBe(kept)
})
