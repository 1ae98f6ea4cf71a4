import { annotationColumns } from '../model/annotation-columns.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { objectFacts } from '../model/objects.ts'
import type { FieldValue, Judgement, MatchField, RelationshipDraft } from '../model/payload.ts'
import { type CompiledField, compileField } from './compile-field.ts'
import { type CompiledRelationship, compileRelationship } from './compile-relationship.ts'
import type { CompiledMapping, RowState } from './compiled.ts'
import { parentsFirst } from './dependent-select.ts'
import { invalidMapping } from './document-errors.ts'
import { checkKeys } from './keys.ts'
import type { Mapping } from './mapping.ts'
import { compileMatch } from './match.ts'
import { neverBlank, type Step } from './never-blank.ts'
import { createScope, missingColumn, type Scope } from './scope.ts'

/**
 * Binds a mapping to the columns of a file and to a workspace's definitions; without definitions (null) it does what
 * the mapping and the API's documentation allow.
 *
 * @param related definitions of the objects that the mapping's look-ups go to (`relatedObjects`), by type, where known
 * @throws InputError `mapping_invalid` with every problem at once, each at its line and column of the mapping.
 */
export function compileMapping(
  mapping: Mapping,
  columns: readonly string[],
  definitions: ObjectDefinitions | null,
  related: ReadonlyMap<string, ObjectDefinitions> = new Map(),
): CompiledMapping {
  const scope = createScope(mapping, columns, { definitions, related })
  checkKeys(scope)
  const match = compileMatch(scope)
  const fields = [...mapping.fields].map(([key, rule]) => compileField(scope, key, rule))
  const relationships = [...mapping.relationships].map(([key, rule]) => compileRelationship(scope, key, rule))
  const keyColumns = bindKey(scope)
  const readColumns = new Set(scope.namedColumns)
  bindIgnored(scope, columns)
  if (scope.problems.length > 0) throw invalidMapping(mapping.file, scope.problems)
  return {
    judge: rowJudge(scope, mapping.mode === 'create' ? [] : (match?.by ?? []), parentsFirst(fields), relationships),
    keyColumns,
    sourceColumns: [...columns.keys()].filter(
      index => readColumns.has(index) || (keyColumns === null && !annotationColumns.includes(columns[index] ?? '')),
    ),
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
  scope: Scope,
  match: readonly MatchField[],
  fields: readonly CompiledField[],
  relationships: readonly CompiledRelationship[],
): (cells: readonly string[]) => Judgement {
  const { object, requiredFields } = scope
  const { requiredRelationships } = objectFacts(object)
  const fieldSteps = fields.map((field): Step<FieldValue> => {
    const { key } = field
    if (match.some(by => by.key === key)) {
      return neverBlank(field, 'blank_match', `the row's record is looked up by ${key}`)
    }
    return requiredFields.includes(key) ? neverBlank(field, 'required_blank', `${key} is required`) : field
  })
  const relationshipSteps = relationships.map((relationship): Step<RelationshipDraft> => {
    const { key } = relationship
    if (!requiredRelationships.includes(key)) return relationship
    return neverBlank(relationship, 'required_blank', `${key} is required`)
  })
  return cells => {
    const row: RowState = { problems: [], notes: [], fields: new Map() }
    for (const { key, judge } of fieldSteps) {
      const value = judge(cells, row)
      if (value !== undefined) row.fields.set(key, value)
    }
    const drafts = new Map<string, RelationshipDraft>()
    for (const { key, judge } of relationshipSteps) {
      const draft = judge(cells, row)
      if (draft !== undefined) drafts.set(key, draft)
    }
    return judgement(row, drafts)
  }
}

function judgement({ problems, notes, fields }: RowState, relationships: Map<string, RelationshipDraft>): Judgement {
  const [first, ...others] = problems
  if (first !== undefined) return { kind: 'invalid', problems: [first, ...others] }
  const draft = { fields, relationships }
  return notes.length === 0 ? { kind: 'ready', draft } : { kind: 'ready', draft, notes }
}
