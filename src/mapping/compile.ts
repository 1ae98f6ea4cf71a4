import { annotationColumns } from '../model/annotation-columns.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { objectFacts } from '../model/objects.ts'
import type { Judgement, RelationshipDraft, RowProblem } from '../model/payload.ts'
import { type CompiledField, compileField } from './compile-field.ts'
import { type CompiledRelationship, compileRelationship, tooManyLinks } from './compile-relationship.ts'
import type { CellJudge, CompiledMapping, RowState } from './compiled.ts'
import { parentsFirst } from './dependent-select.ts'
import { invalidMapping } from './document.ts'
import { checkKeys } from './keys.ts'
import type { Mapping } from './mapping.ts'
import { createScope, missingColumn, type Scope } from './scope.ts'

/**
 * Binds a mapping to the columns of a file and to a workspace's definitions; without definitions (null) it does what
 * the mapping and the API's documentation allow.
 * @throws InputError `mapping_invalid` with every problem at once, each at its line and column of the mapping.
 */
export function compileMapping(
  mapping: Mapping,
  columns: readonly string[],
  definitions: ObjectDefinitions | null,
): CompiledMapping {
  const scope = createScope(mapping, columns, definitions)
  checkKeys(scope)
  const fields = [...mapping.fields].map(([key, rule]) => compileField(scope, key, rule))
  const relationships = [...mapping.relationships].map(([key, rule]) => compileRelationship(scope, key, rule))
  const keyColumns = bindKey(scope)
  bindIgnored(scope, columns)
  if (scope.problems.length > 0) throw invalidMapping(mapping.file, scope.problems)
  return {
    judge: rowJudge(mapping.object, parentsFirst(fields), relationships),
    keyColumns,
    unmappedColumns: columns.filter(
      (name, index) => !scope.namedColumns.has(index) && !annotationColumns.includes(name),
    ),
    warnings: scope.warnings,
    bindings: [...fields, ...relationships].map(({ binding }) => binding),
  }
}

function bindKey(scope: Scope): readonly number[] | null {
  const { key } = scope.mapping
  if (key === null) return null
  return key.map((column, index) => {
    if (key.indexOf(column) < index) scope.refuse(['key', index], `"${column}" stands twice in the key`)
    return scope.requiredColumn(column, ['key', index])
  })
}

/** A column that is to be ignored and is not there does no harm. */
function bindIgnored(scope: Scope, columns: readonly string[]): void {
  for (const [position, column] of scope.mapping.ignore.entries()) {
    const index = scope.column(column)
    if (index === null) scope.warn(['ignore', position], missingColumn(column, columns))
    else scope.namedColumns.add(index)
  }
}

function rowJudge(
  object: string,
  fields: readonly CompiledField[],
  relationships: readonly CompiledRelationship[],
): (cells: readonly string[]) => Judgement {
  const facts = objectFacts(object)
  const fieldSteps = fields.map(field => requiring(field, facts.requiredFields))
  const relationshipSteps = relationships.map(relationship => requiring(relationship, facts.requiredRelationships))
  return cells => {
    const row: RowState = { problems: [], notes: [], fields: new Map() }
    for (const step of fieldSteps) {
      const value = step.judge(cells, row)
      if (value !== undefined) row.fields.set(step.key, value)
    }
    const drafts = new Map<string, RelationshipDraft>()
    for (const step of relationshipSteps) {
      const draft = step.judge(cells, row)
      if (draft !== undefined) drafts.set(step.key, draft)
    }
    const limit = tooManyLinks(drafts)
    if (limit !== null) row.problems.push(limit)
    return judgement(row, drafts)
  }
}

function judgement({ problems, notes, fields }: RowState, relationships: Map<string, RelationshipDraft>): Judgement {
  const [first, ...others] = problems
  if (first !== undefined) return { kind: 'invalid', problems: [first, ...others] }
  const draft = { fields, relationships }
  return notes.length === 0 ? { kind: 'ready', draft } : { kind: 'ready', draft, notes }
}

interface Step<Value> {
  readonly key: string
  readonly judge: CellJudge<Value>
}

/** Adds to the judge of a required key that it may not be left blank, or cleared. */
function requiring<Value>(
  step: Step<Value> & { readonly binding: CompiledField['binding'] },
  required: readonly string[],
): Step<Value> {
  const { key, judge, binding } = step
  if (!required.includes(key)) return { key, judge }
  const blank: RowProblem = Object.freeze({
    code: 'required_blank',
    message: `is blank, and ${key} is required: fill it in, or declare a default`,
    column: binding.columns[0] ?? null,
    param: key,
  })
  return {
    key,
    judge(cells, row) {
      const found = row.problems.length
      const value = judge(cells, row)
      if (value !== undefined && value !== null) return value
      if (row.problems.length === found) row.problems.push(blank)
      return undefined
    },
  }
}
