import { columnName, constant, flag, ruleOrColumn, text, z } from './forms.ts'
import { addressParts, nameParts } from './part-names.ts'
import { checkFieldRule } from './rule-checks.ts'
import { condition, textShape } from './text-rules.ts'
import { decimal, firstOf, separator, template, words } from './value-options.ts'

const onError = z
  .enum(['fail', 'omit', 'default'], { error: 'expected fail, omit or default' })
  .optional()
  .meta({
    title: 'On error',
    description: 'What to do with a value that cannot be read: fail the row, leave the field out, or use the default.',
    examples: ['omit'],
  })

/** `write`: when a value is written to a record that exists already. */
export const write = z
  .enum(['always', 'if_blank', 'on_create'], { error: 'expected always, if_blank or on_create' })
  .meta({
    title: 'Write',
    description:
      'When the value is written to a record that exists: always (the default), where it has none, or never (on_create).',
    examples: ['if_blank', 'on_create'],
  })

const valueShape = {
  column: columnName.optional(),
  first_of: firstOf.optional(),
  value: constant
    .optional()
    .meta({ title: 'Constant', description: 'The same value for every row.', examples: ['HubSpot', 3, true] }),
  template: template.optional(),
  values: words.optional(),
  default: constant
    .optional()
    .meta({ title: 'Default', description: 'What stands in for a blank cell.', examples: ['unknown', 0] }),
  ...textShape,
}

const sourceShape = { ...valueShape, when: condition.optional(), on_error: onError }

/** Keys of the rule of one part of an address or a name. */
export const partRuleShape = { ...sourceShape, decimal: decimal.optional() }

const partRule = ruleOrColumn(
  partRuleShape,
  'expected a column, or a map with "column", "value" or "template"',
  context => checkFieldRule(context, []),
)

function part(title: string, description: string, examples: readonly unknown[]) {
  return partRule.optional().meta({ title, description, examples })
}

const partShape = {
  street: part('Street', 'Street and number of an address.', ['Street']),
  street2: part('Street, second line', 'What an address has after the street: a floor, a building.', ['Address 2']),
  city: part('City', 'City of an address.', ['City']),
  state: part('State', 'State or province of an address.', ['State']),
  postalCode: part('Postal code', 'Postal code of an address; leading zeros stay.', ['ZIP']),
  country: part('Country', 'Country of an address, by ISO code or by its name in many languages.', [
    'Country',
    { column: 'Country', default: 'US' },
  ]),
  latitude: part('Latitude', 'Latitude of an address, in degrees north.', ['Lat']),
  longitude: part('Longitude', 'Longitude of an address, in degrees east.', ['Lng']),
  firstName: part('First name', 'First names of a person.', ['First Name']),
  lastName: part('Last name', 'Last name of a person.', ['Last Name']),
}

const dateFormat = text('a date format, such as MM/dd/yyyy')

/** How the text of a cell is read as a value. */
const formatShape = {
  decimal: decimal.optional(),
  round: flag.optional().meta({
    title: 'Round',
    description: 'Whether numbers with more than two decimal places are rounded, halves away from zero.',
    examples: [true],
  }),
  format: z
    .union([dateFormat, z.array(dateFormat).min(1, 'the list is empty')], {
      error: 'expected a date format, such as MM/dd/yyyy, or a list of them',
    })
    .optional()
    .meta({
      title: 'Date format',
      description:
        'How dates are written in this column, in Unicode tokens; or iso, excel (serial numbers), epoch (seconds) or epoch_ms; or a list of these.',
      examples: ['MM/dd/yyyy', 'dd.MM.yyyy HH:mm', 'excel', ['MM/dd/yyyy', 'iso']],
    }),
  zone: text('a time zone, such as America/New_York')
    .optional()
    .meta({
      title: 'Time zone',
      description: 'IANA name of the zone of dates without an offset; UTC by default.',
      examples: ['America/New_York', 'Europe/Berlin'],
    }),
  locale: text('a language, such as de')
    .optional()
    .meta({
      title: 'Language of dates',
      description: 'Language of the names of months; English by default.',
      examples: ['de', 'fr'],
    }),
  region: text('a country code, such as US')
    .optional()
    .meta({
      title: 'Region',
      description: 'Country that telephone numbers without "+" belong to; US by default.',
      examples: ['US', 'DE'],
    }),
  clear: text('the word that clears the field')
    .optional()
    .meta({
      title: 'Clear',
      description: 'A cell with this word clears the field.',
      examples: ['NULL'],
    }),
}

/** Keys of the rule of a field. */
export const fieldRuleShape = {
  ...sourceShape,
  split: separator.optional(),
  ...formatShape,
  write: write.optional(),
  ...partShape,
}

/** Keys of the rule of one of several fields that a record is looked up by. */
export const lookUpRuleShape = { ...valueShape, ...formatShape }

/** The rule of one of several fields that a record is looked up by, short or long. */
export const lookUpRule = ruleOrColumn(
  lookUpRuleShape,
  'expected a column, or a map with "column", "value" or "template"',
  context => checkFieldRule(context, []),
).meta({
  title: 'Looked-up field',
  description: 'Where the value that the record must have comes from, and how it is read.',
  examples: ['Company', { column: 'Region', upper: true }],
})

/** The rule of a field, short or long. */
export const fieldRule = ruleOrColumn(
  fieldRuleShape,
  'expected a column, or a map such as { column: Stage, values: … }',
  context => checkFieldRule(context, [addressParts, nameParts]),
).meta({
  title: 'Field',
  description: 'Where the value of a field comes from and how it is read: a column, or a rule.',
  examples: ['Deal Name', { column: 'Amount', decimal: ',' }],
})

export type FieldRuleInput = z.infer<typeof fieldRule>
export type LookUpRuleInput = z.infer<typeof lookUpRule>
export type PartRuleInput = z.infer<typeof partRule>
