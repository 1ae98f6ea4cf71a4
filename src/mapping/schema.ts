import { csv, csvShape } from './language/csv-rules.ts'
import {
  type FieldRuleInput,
  fieldRule,
  fieldRuleShape,
  type PartRuleInput,
  partRuleShape,
} from './language/field-rules.ts'
import { columnList, columnName, section, text, z } from './language/forms.ts'
import {
  findShape,
  type RelationshipRuleInput,
  relationshipRule,
  relationshipRuleShape,
} from './language/relationship-rules.ts'
import { type ConditionInput, conditionShape, replacementShape } from './language/text-rules.ts'

export { type AddressPart, addressParts, type NamePart, nameParts, type PartName } from './language/part-names.ts'
export type { ConditionInput, FieldRuleInput, PartRuleInput, RelationshipRuleInput }

/**
 * The one definition of the mapping language: it validates a mapping, types what comes out, and is what
 * `schema/mapping.schema.json` is generated from. Maps keyed by a user's words are `Map`s; sections whose keys the
 * language fixes become objects.
 */

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
    .meta({
      title: 'Mode',
      description: 'What to do with a row whose record may exist; create by default.',
      examples: ['create'],
    }),
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
    .meta({ title: 'Ignore', description: 'Columns left out on purpose.', examples: [['Internal notes']] }),
  fields: z
    .map(z.string(), fieldRule, { error: 'expected a map from field keys to columns, such as { $name: Deal Name }' })
    .optional()
    .meta({
      title: 'Fields',
      description: 'Field keys of Lightfield and where their values come from.',
      examples: [{ $name: 'Deal Name' }],
    }),
  relationships: z
    .map(z.string(), relationshipRule, {
      error: 'expected a map from relationship keys to columns, such as { $account: Account ID }',
    })
    .optional()
    .meta({
      title: 'Relationships',
      description: 'Relationship keys and the records they point to.',
      examples: [{ $account: 'Account ID' }],
    }),
}

/** The whole mapping file. */
export const mappingSchema = section(mappingShape, 'expected a map with "object" and "fields"')

/** A mapping as it is written, after validation. */
export type MappingInput = z.infer<typeof mappingSchema>

/** The keys that the language knows in the section at `path`. */
export function knownKeys(path: readonly (string | number)[]): readonly string[] {
  const [first, , third] = path
  const last = path.findLast(step => typeof step === 'string')
  if (path.length > 2 && last === 'when') return Object.keys(conditionShape)
  if (path.length > 2 && last === 'replace') return Object.keys(replacementShape)
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
      // Examples are shown as they are written, and so also where the value becomes another one.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {}
      if (Array.isArray(examples)) jsonSchema.examples = examples
      const definition = zodSchema._zod.def
      if (definition.type !== 'map') return
      // JSON has no Map: there it is an object with any keys.
      const { $schema: _, ...values } = jsonSchemaOf((definition as z.core.$ZodMapDef).valueType)
      Object.assign(jsonSchema, { type: 'object', additionalProperties: values })
    },
  })
}
