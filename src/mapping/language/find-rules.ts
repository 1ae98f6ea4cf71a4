import { fieldRule, lookUpRule } from './field-rules.ts'
import { section, text, z } from './forms.ts'
import { ambiguous, fold } from './look-up-options.ts'
import { checkFind } from './rule-checks.ts'

/** Keys of `find`. */
export const findShape = {
  object: text('the object type to search, such as account').meta({
    title: 'Object',
    description: 'Object type of the records to search.',
    examples: ['account', 'member'],
  }),
  by: z
    .union([text('the field to search by, such as $name'), z.map(z.string(), lookUpRule).min(1, 'the map is empty')], {
      error: 'expected the field to search by, such as $name, or a map such as { $name: Company, region: Region }',
    })
    .meta({
      title: 'By',
      description: 'Key of the field whose value the column holds; or several keys, each with a rule of its own.',
      examples: ['$name', '$email', { $name: 'Company', region: 'Region' }],
    }),
  fold: fold.optional(),
  missing: z
    .enum(['fail', 'create', 'omit'], { error: 'expected fail, create or omit' })
    .optional()
    .meta({
      title: 'Missing',
      description: 'What to do when nothing is found: fail the row (the default), create the record, or leave it out.',
      examples: ['fail', 'create', 'omit'],
    }),
  ambiguous: ambiguous.optional(),
  fields: z
    .map(z.string(), fieldRule, { error: 'expected a map from field keys to columns, such as { $website: Website }' })
    .optional()
    .meta({
      title: 'Fields',
      description: 'What else a record that is created gets (missing: create); the fields of "by" are filled anyway.',
      examples: [{ $website: 'Website' }],
    }),
}

/** `find`: related records that are looked up by their fields. */
export const find = section(findShape, 'expected a map such as { object: account, by: $name }', checkFind).meta({
  title: 'Find',
  description: 'Look the record up by one of its fields, or by several, instead of by id.',
  examples: [
    { object: 'account', by: '$name' },
    { object: 'account', by: { $name: 'Company', region: 'Region' }, missing: 'create' },
  ],
})

export type FindInput = z.infer<typeof find>
