import { compileMapping } from '../mapping/compile.ts'
import { parseMapping } from '../mapping/parse.ts'
import type { FieldDefinition } from '../model/definitions.ts'
import { canonicalJson } from '../model/json.ts'

/** A rule of the mapping language as it will be written: its keys in order, parts of an address as rules of their own. */
export type Rule = ReadonlyMap<string, RuleValue>
export type RuleValue = string | Rule

/** What became of a column's values under a rule. */
export interface Trial {
  /** Share of the rows whose value can be read, 0 to 1; 1 where there is none. */
  readonly share: number
  /** Rows whose value is refused. */
  readonly refusedRows: number
}

/** An object type without required keys, so that a field can be tried alone. */
const trialObject = 'trial'

/**
 * Reads the values as an import would under this rule: a draft is judged by the code that judges rows, so that it
 * passes `check` for the same reasons.
 *
 * @param column the only column that the rule reads
 * @param values texts, and how many rows have each
 */
export function tryRule(
  field: FieldDefinition,
  rule: Rule,
  column: string,
  values: ReadonlyMap<string, number>,
): Trial {
  const reads = valueReader(field, rule, column)
  let rows = 0
  let refusedRows = 0
  for (const [value, count] of values) {
    rows += count
    if (!reads(value)) refusedRows += count
  }
  return { share: rows === 0 ? 1 : 1 - refusedRows / rows, refusedRows }
}

/** Tells of a text whether the rule can read it. */
export function valueReader(field: FieldDefinition, rule: Rule, column: string): (value: string) => boolean {
  const text = canonicalJson(
    new Map<string, unknown>([
      ['object', trialObject],
      ['fields', new Map([[field.key, rule]])],
    ]),
  )
  const definitions = {
    objectType: trialObject,
    fields: new Map([[field.key, standingAlone(field)]]),
    relationships: new Map(),
  }
  const { judge } = compileMapping(parseMapping(text, trialObject), [column], definitions)
  return value => judge([value]).kind === 'ready'
}

/** A select whose options another field tells apart is tried without that field: there each label is one option. */
function standingAlone(field: FieldDefinition): FieldDefinition {
  if (field.parentFieldKey === null) return field
  const byLabel = new Map(field.options.map(option => [option.label, { ...option, parentId: null }]))
  return { ...field, parentFieldKey: null, options: [...byLabel.values()] }
}

/** A rule that is nothing but a column, and whatever options are given. */
export function columnRule(column: string, options: Readonly<Record<string, string>> = {}): Rule {
  return new Map([['column', column], ...Object.entries(options)])
}
