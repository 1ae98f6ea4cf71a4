import { write } from './field-rules.ts'
import { find } from './find-rules.ts'
import { columnName, ruleOrColumn, text, z } from './forms.ts'
import { checkRelationshipRule } from './rule-checks.ts'
import { condition, textShape } from './text-rules.ts'
import { firstOf, separator, template, words } from './value-options.ts'

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
      description: 'Take the record that another import of the same ledger made for this key.',
      examples: ['hubspot-accounts'],
    }),
  missing: z
    .enum(['fail', 'omit'], { error: 'expected fail or omit' })
    .optional()
    .meta({
      title: 'Missing',
      description: 'What to do when the other import has no record for the key; fail by default.',
      examples: ['omit'],
    }),
  write: write.optional(),
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
