import { z } from 'zod'
import { checkFieldRule, checkRelationshipRule } from './rule-checks.ts'
import { parseTemplate } from './template.ts'

/**
 * The one definition of the mapping language: it validates a mapping, types what comes out, and is what
 * `schema/mapping.schema.json` is generated from. Maps keyed by a user's words are `Map`s; sections whose keys the
 * language fixes become objects.
 */

/** Parts of an ADDRESS, as a write takes them. */
export const addressParts = [
  'street',
  'street2',
  'city',
  'state',
  'postalCode',
  'country',
  'latitude',
  'longitude',
] as const

/** Parts of a FULL_NAME. */
export const nameParts = ['firstName', 'lastName'] as const

export type AddressPart = (typeof addressParts)[number]
export type NamePart = (typeof nameParts)[number]
export type PartName = AddressPart | NamePart

const columnName = z
  .string({ error: issue => `expected the name of a column${quoteAdvice(issue.input)}` })
  .min(1, 'the name of a column cannot be empty')
  .meta({ title: 'Column', description: 'A column of the CSV file, named as in its header.' })

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'expected text, a number, true or false' })

const constant = z
  .union([scalar, z.array(z.string({ error: 'expected text' })).min(1, 'the list is empty')], {
    error: 'expected text, a number, true, false or a list of texts',
  })
  .meta({ title: 'Constant' })

const words = z
  .map(
    z.string(),
    z.union([scalar, z.null()], { error: 'expected text, a number, true or false, or null for "leave it out"' }),
    { error: 'expected a map from words of the file to values, such as { closedwon: Won }' },
  )
  .meta({
    title: 'Values',
    description:
      'Words of the source and what they stand for; null leaves the field out. Other words pass as they are.',
    examples: [{ closedwon: 'Won', closedlost: 'Lost' }],
  })

const separator = text('a separator, such as ";"').meta({
  title: 'Split',
  description: 'What separates several values in one cell.',
  examples: [';', ','],
})

const decimal = z.enum(['.', ','], { error: 'expected "." or ","' }).meta({
  title: 'Decimal sign',
  description: 'The decimal sign of the numbers in this column; without it, ambiguous numbers are errors.',
})

const template = z
  .string({ error: 'expected a text with columns in braces, such as "{Company} - {Product}"' })
  .check(context => {
    const result = parseTemplate(context.value)
    if (!result.ok) context.issues.push({ code: 'custom', input: context.value, message: result.message })
  })
  .meta({ title: 'Template', description: 'Text with columns in braces.', examples: ['{Company} - {Product}'] })

const sourceShape = {
  column: columnName.optional(),
  value: constant.optional().meta({ title: 'Constant', description: 'The same value for every row.' }),
  template: template.optional(),
  values: words.optional(),
  default: constant.optional().meta({ title: 'Default', description: 'What stands in for a blank cell.' }),
}

const partRuleShape = { ...sourceShape, decimal: decimal.optional() }

const partRule = ruleOrColumn(
  partRuleShape,
  'expected a column, or a map with "column", "value" or "template"',
  context => checkFieldRule(context, []),
)

const partShape = {
  street: partRule.optional(),
  street2: partRule.optional(),
  city: partRule.optional(),
  state: partRule.optional(),
  postalCode: partRule.optional(),
  country: partRule.optional().meta({ title: 'Country', description: 'A country by ISO code or English name.' }),
  latitude: partRule.optional(),
  longitude: partRule.optional(),
  firstName: partRule.optional(),
  lastName: partRule.optional(),
}

const fieldRuleShape = {
  ...sourceShape,
  split: separator.optional(),
  decimal: decimal.optional(),
  format: text('a date format, such as MM/dd/yyyy')
    .optional()
    .meta({
      title: 'Date format',
      description: 'How dates are written in this column, in Unicode tokens.',
      examples: ['MM/dd/yyyy', 'dd.MM.yyyy HH:mm', 'yyyyMMdd'],
    }),
  zone: text('a time zone, such as America/New_York')
    .optional()
    .meta({
      title: 'Time zone',
      description: 'IANA name of the zone of dates without an offset; UTC by default.',
      examples: ['America/New_York', 'Europe/Berlin'],
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
  ...partShape,
}

const fieldRule = ruleOrColumn(
  fieldRuleShape,
  'expected a column, or a map such as { column: Stage, values: … }',
  context => checkFieldRule(context, [addressParts, nameParts]),
)

const findShape = {
  object: text('the object type to search, such as account').meta({ examples: ['account', 'member'] }),
  by: text('the field to search by, such as $name').meta({ examples: ['$name', '$email'] }),
  missing: z
    .enum(['fail', 'create', 'omit'], { error: 'expected fail, create or omit' })
    .optional()
    .meta({ description: 'What to do when nothing is found; fail by default.' }),
}

const find = section(findShape, 'expected a map such as { object: account, by: $name }').meta({
  title: 'Find',
  description: 'Look the record up by one of its fields instead of by id.',
})

const relationshipRuleShape = {
  column: columnName.optional(),
  value: z
    .union([text('an id'), z.array(text('an id')).min(1, 'the list is empty')], {
      error: 'expected an id or a list of ids',
    })
    .optional()
    .meta({ title: 'Constant', description: 'The same related record for every row.' }),
  values: words.optional(),
  default: text('an id, or what to find')
    .optional()
    .meta({ title: 'Default', description: 'Stands in for a blank cell.' }),
  split: separator.optional(),
  find: find.optional(),
  import: text('the name of an import')
    .optional()
    .meta({ title: 'Import', description: 'Take the record that another import made for this key.' }),
}

const relationshipRule = ruleOrColumn(
  relationshipRuleShape,
  'expected a column of ids, or a map such as { column: Company, find: { object: account, by: $name } }',
  checkRelationshipRule,
)

const character = z
  .string({ error: 'expected one character' })
  .regex(/^(?:[^\r\n]|tab|\\t)$/u, 'expected one character; for the tab character write "\\t" or tab')

const columnList = z.array(columnName).min(1, 'the list is empty')

const csvShape = {
  delimiter: character
    .optional()
    .meta({ description: 'What separates cells; "tab" for the tab character.', examples: [';'] }),
  quote: character.optional().meta({ description: 'The quote character.', examples: ['"'] }),
  escape: character
    .optional()
    .meta({ description: 'What escapes a quote inside quotes; the quote itself by default.' }),
  encoding: text('an encoding, such as windows-1252')
    .refine(isEncoding, 'not an encoding that is known: expected a name such as utf-8, utf-16le or windows-1252')
    .optional()
    .meta({ examples: ['windows-1252'] }),
}

const csv = section(csvShape, 'expected a map such as { delimiter: ";" }').meta({
  title: 'CSV',
  description: 'How the file is written, where detection would guess wrong.',
})

const nameList = (what: string) =>
  z.union([text(what), z.array(text(what)).min(1, 'the list is empty')], { error: `expected ${what}, or a list` })

const mappingShape = {
  object: text('an object type, such as opportunity').meta({
    title: 'Object',
    description: 'account, contact, opportunity, task, note, or the slug of a custom object.',
    examples: ['opportunity', 'account'],
  }),
  import: text('a name')
    .optional()
    .meta({
      title: 'Import name',
      description: "Names this import in the ledger; the file's name without its ending by default.",
      examples: ['hubspot-deals'],
    }),
  mode: z
    .enum(['create', 'find-or-create', 'upsert'], { error: 'expected create, find-or-create or upsert' })
    .optional()
    .meta({ title: 'Mode', description: 'What to do with a row whose record may exist; create by default.' }),
  key: z
    .union([columnName, columnList], { error: 'expected a column, or a list of columns' })
    .optional()
    .meta({
      title: 'Key',
      description: "The columns that identify a row over time; the row's whole content by default.",
      examples: ['Deal ID', ['Region', 'Number']],
    }),
  match: nameList('the key of a field, such as $name')
    .optional()
    .meta({ title: 'Match', description: 'The field that an existing record is looked up by.', examples: ['$name'] }),
  csv: csv.optional(),
  clear: text('the word that clears a field')
    .optional()
    .meta({ title: 'Clear', description: 'The word that clears a field, for all fields.', examples: ['NULL'] }),
  ignore: z
    .union([columnName, z.array(columnName)], { error: 'expected a list of columns' })
    .optional()
    .meta({ title: 'Ignore', description: 'Columns left out on purpose.' }),
  fields: z
    .map(z.string(), fieldRule, { error: 'expected a map from field keys to columns, such as { $name: Deal Name }' })
    .optional()
    .meta({ title: 'Fields', description: 'Field keys of Lightfield and where their values come from.' }),
  relationships: z
    .map(z.string(), relationshipRule, {
      error: 'expected a map from relationship keys to columns, such as { $account: Account ID }',
    })
    .optional()
    .meta({ title: 'Relationships', description: 'Relationship keys and the records they point to.' }),
}

/** The whole mapping file. */
export const mappingSchema = section(mappingShape, 'expected a map with "object" and "fields"')

/** A mapping as it is written, after validation. */
export type MappingInput = z.infer<typeof mappingSchema>
export type FieldRuleInput = z.infer<typeof fieldRule>
export type PartRuleInput = z.infer<typeof partRule>
export type RelationshipRuleInput = z.infer<typeof relationshipRule>

/** The keys that the language knows in the section at `path`. */
export function knownKeys(path: readonly (string | number)[]): readonly string[] {
  const [first, , third] = path
  if (first === 'fields') return Object.keys(third === undefined ? fieldRuleShape : partRuleShape)
  if (first === 'relationships') return Object.keys(third === undefined ? relationshipRuleShape : findShape)
  return Object.keys(first === 'csv' ? csvShape : mappingShape)
}

/** The mapping language as JSON Schema (draft 2020-12), for editors. */
export function mappingJsonSchema(): unknown {
  return {
    ...jsonSchemaOf(mappingSchema),
    title: 'lightfield-import mapping',
    description: 'How the columns of a CSV file become fields and relationships of Lightfield records.',
  }
}

function jsonSchemaOf(schema: z.core.$ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const definition = zodSchema._zod.def
      if (definition.type !== 'map') return
      // JSON has no Map: there it is an object with any keys.
      const { $schema: _, ...values } = jsonSchemaOf((definition as z.core.$ZodMapDef).valueType)
      Object.assign(jsonSchema, { type: 'object', additionalProperties: values })
    },
  })
}

function text(what: string) {
  return z.string({ error: issue => `expected ${what}${quoteAdvice(issue.input)}` }).min(1, `expected ${what}`)
}

function quoteAdvice(input: unknown): string {
  const isBareWord = input === null || typeof input === 'number' || typeof input === 'boolean'
  return isBareWord ? ': put quotes around it' : ''
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label) !== null
  } catch {
    return false
  }
}

/** A map whose keys the language fixes. */
function section<Shape extends z.core.$ZodShape>(
  shape: Shape,
  error: string,
  check: (context: RuleContext) => void = () => {},
) {
  return z.preprocess(
    value => (value instanceof Map ? Object.fromEntries(value) : value),
    z.strictObject(shape, { error }).check(context => check(context as RuleContext)),
  )
}

/** The short form, a column, or the long one. */
function ruleOrColumn<Shape extends z.core.$ZodShape>(
  shape: Shape,
  error: string,
  check: (context: RuleContext) => void,
) {
  return z.union([columnName, section(shape, error, check)], { error: issue => `${error}${quoteAdvice(issue.input)}` })
}

type RuleContext = z.core.ParsePayload<object>
