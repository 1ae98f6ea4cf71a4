import { columnName, ruleOrColumn, section, text, z } from './forms.ts'
import { checkRelationshipRule } from './rule-checks.ts'
import { condition, textShape } from './text-rules.ts'
import { firstOf, separator, template, words } from './value-options.ts'

/** Keys of `find`. */
export const findShape = {
  object: text('the object type to search, such as account').meta({
    title: 'Object',
    description: 'Object type of the records to search.',
    examples: ['account', 'member'],
  }),
  by: text('the field to search by, such as $name').meta({
    title: 'By',
    description: 'Key of the field whose value the column holds.',
    examples: ['$name', '$email'],
  }),
  missing: z
    .enum(['fail', 'create', 'omit'], { error: 'expected fail, create or omit' })
    .optional()
    .meta({
      title: 'Missing',
      description: 'What to do when nothing is found; fail by default.',
      examples: ['fail', 'omit'],
    }),
}

const find = section(findShape, 'expected a map such as { object: account, by: $name }').meta({
  title: 'Find',
  description: 'Look the record up by one of its fields instead of by id.',
  examples: [{ object: 'account', by: '$name' }],
})

/** Keys of the rule of a relationship. */
export const relationshipRuleShape = {
  column: columnName.optional(),
  first_of: firstOf.optional(),
  template: template.optional(),
  value: z
    .union([text('an id'), z.array(text('an id')).min(1, 'the list is empty')], {
      error: 'expected an id or a list of ids',
    })
    .optional()
    .meta({ title: 'Constant', description: 'The same related record for every row.', examples: ['mem_1'] }),
  values: words.optional(),
  default: text('an id, or what to find')
    .optional()
    .meta({ title: 'Default', description: 'Stands in for a blank cell.', examples: ['mem_1'] }),
  split: separator.optional(),
  ...textShape,
  when: condition.optional(),
  find: find.optional(),
  import: text('the name of an import')
    .optional()
    .meta({
      title: 'Import',
      description: 'Take the record that another import made for this key.',
      examples: ['hubspot-accounts'],
    }),
}

/** The rule of a relationship, short or long. */
export const relationshipRule = ruleOrColumn(
  relationshipRuleShape,
  'expected a column of ids, or a map such as { column: Company, find: { object: account, by: $name } }',
  checkRelationshipRule,
).meta({
  title: 'Relationship',
  description: 'Where the related records come from: a column of ids, or a rule.',
  examples: ['Account ID', { column: 'Company', find: { object: 'account', by: '$name' } }],
})

export type RelationshipRuleInput = z.infer<typeof relationshipRule>
