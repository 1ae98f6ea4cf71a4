import type { Path } from './document.ts'
import { csv, csvShape } from './language/csv-rules.ts'
import {
  type FieldRuleInput,
  fieldRule,
  fieldRuleShape,
  type LookUpRuleInput,
  lookUpRuleShape,
  type PartRuleInput,
  partRuleShape,
} from './language/field-rules.ts'
import { type FindInput, findShape } from './language/find-rules.ts'
import { columnList, columnName, section, text, z } from './language/forms.ts'
import { ambiguous, type MatchInput, match, matchShape } from './language/look-up-options.ts'
import { type RelationshipRuleInput, relationshipRule, relationshipRuleShape } from './language/relationship-rules.ts'
import { type ConditionInput, conditionShape, replacementShape } from './language/text-rules.ts'

export { type AddressPart, addressParts, type NamePart, nameParts, type PartName } from './language/part-names.ts'
export type {
  ConditionInput,
  FieldRuleInput,
  FindInput,
  LookUpRuleInput,
  MatchInput,
  PartRuleInput,
  RelationshipRuleInput,
}

/**
 * The one definition of the mapping language: it validates a mapping, types what comes out, and is what
 * `schema/mapping.schema.json` is generated from. Maps keyed by a user's words are `Map`s; sections whose keys the
 * language fixes become objects.
 */

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
      examples: ['create', 'upsert'],
    }),
  key: z
    .union([columnName, columnList], { error: 'expected a column, or a list of columns' })
    .optional()
    .meta({
      title: 'Key',
      description: "The columns that identify a row over time; the row's whole content by default.",
      examples: ['Deal ID', ['Region', 'Number']],
    }),
  match: match.optional(),
  ambiguous: ambiguous.optional(),
  gone: z
    .enum(['fail', 'recreate'], { error: 'expected fail or recreate' })
    .optional()
    .meta({
      title: 'Gone',
      description:
        'What to do with a row whose record was trashed or merged since it was written: fail it (the default), or create the record again.',
      examples: ['recreate'],
    }),
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
export function knownKeys(path: Path): readonly string[] {
  const [first, , ...below] = path
  if (first === 'fields') return keysOfField(below)
  if (first === 'relationships') return keysOfRelationship(below)
  if (first === 'match') return Object.keys(matchShape)
  return Object.keys(first === 'csv' ? csvShape : mappingShape)
}

function keysOfField([part, ...below]: Path): readonly string[] {
  if (part === undefined) return Object.keys(fieldRuleShape)
  return keysOfOptions(part) ?? keysOfOptions(below[0]) ?? Object.keys(partRuleShape)
}

function keysOfRelationship([part, section, key, ...below]: Path): readonly string[] {
  if (part === undefined) return Object.keys(relationshipRuleShape)
  if (part !== 'find') return keysOfOptions(part) ?? []
  if (section === 'fields' && key !== undefined) return keysOfField(below)
  if (section === 'by') return keysOfOptions(below[0]) ?? Object.keys(lookUpRuleShape)
  return Object.keys(findShape)
}

/** The keys of an option that is a map of its own; null for any other. */
function keysOfOptions(option: string | number | undefined): readonly string[] | null {
  if (option === 'when') return Object.keys(conditionShape)
  return option === 'replace' ? Object.keys(replacementShape) : null
}

/** The mapping language as JSON Schema (draft 2020-12), for editors. */
export function mappingJsonSchema(): unknown {
  return {
    ...jsonSchemaOf(mappingSchema),
    title: 'lightfield-import mapping',
    description: 'How the columns of a CSV file become fields and relationships of Lightfield records.',
  }
}

/** What a validator accepts, as JSON Schema (draft 2020-12) with what is said of each key. */
export function jsonSchemaOf(schema: z.core.$ZodType): Record<string, unknown> {
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
