import { relationshipWords } from './binding.ts'
import { compileFind } from './compile-find.ts'
import { compileNames, type NamesJudge } from './compile-names.ts'
import type { Binding, RelationshipJudge } from './compiled.ts'
import { compileCondition } from './condition.ts'
import type { ImportRule, RelationshipRule, ValueRule } from './mapping.ts'
import type { Place, Scope } from './scope.ts'
import { sourceColumns } from './source.ts'
import { systemKeys } from './system-fields.ts'
import { compileWords, type FieldReader } from './value-reader.ts'
import { convertText } from './values/text.ts'

export interface CompiledRelationship {
  readonly key: string
  readonly judge: RelationshipJudge
  readonly binding: Binding
}

/** The other end of a relationship, as far as it is known. */
interface Target {
  readonly objectType: string | null
  /** Whether a write takes several; null where it is not known. */
  readonly many: boolean | null
}

/** Compiles the rule of one relationship; whatever is wrong with it is noted in the scope. */
export function compileRelationship(scope: Scope, key: string, rule: RelationshipRule): CompiledRelationship {
  const place: Place = { scope, key, path: ['relationships', key] }
  const target = targetOf(scope, key)
  refuseMismatches(place, rule, target)
  const { judge, columns } = compileOrigin(place, rule, target.many ?? namesSeveral(rule.value))
  const binding: Binding = {
    kind: 'relationship',
    key,
    columns,
    valueType: target.objectType,
    option: relationshipWords(rule),
  }
  const applies = compileCondition(scope, rule.when, place.path)
  if (applies === null) return { key, judge, binding }
  return { key, binding, judge: (cells, row) => (applies(cells) ? judge(cells, row) : undefined) }
}

interface Origin {
  readonly judge: RelationshipJudge
  readonly columns: readonly string[]
}

/** Where the related records come from: a look-up, another import, or ids. */
function compileOrigin(place: Place, { value, find, fromImport }: RelationshipRule, many: boolean): Origin {
  const isConstant = value?.source.kind === 'constant'
  if (find !== null) {
    const found = compileFind(place, find, value, many)
    return isConstant && find.fields.size === 0 ? { ...found, judge: judgedOnce(found.judge) } : found
  }
  if (value === null) return { judge: () => undefined, columns: [] }
  const columns = sourceColumns(value.source)
  const names = compileNames(place, value, textReader(place, value))
  const judge = fromImport === null ? idsJudge(names, many) : importJudge(names, fromImport, many, columns[0] ?? '')
  return { columns, judge: isConstant ? judgedOnce(judge) : judge }
}

/** A constant is the same for every row. */
function judgedOnce(judge: RelationshipJudge): RelationshipJudge {
  const draft = judge([], { problems: [], notes: [], fields: new Map() })
  return () => draft
}

function idsJudge(names: NamesJudge<string>, many: boolean): RelationshipJudge {
  return (cells, row) => {
    const ids = names(cells, row)
    return ids === undefined ? undefined : { kind: 'ids', ids, many }
  }
}

function importJudge(names: NamesJudge<string>, from: ImportRule, many: boolean, column: string): RelationshipJudge {
  const { name: importName, missing } = from
  return (cells, row) => {
    const keys = names(cells, row)
    return keys === undefined ? undefined : { kind: 'import', importName, keys, many, missing, column }
  }
}

/** Ids, and keys of another import, are texts. */
function textReader({ scope, path }: Place, { values }: ValueRule): FieldReader<string> {
  const constant = (value: unknown) => convertText(String(value).trim())
  const read = values === null ? convertText : compileWords(scope, values, convertText, constant, path)
  return { read, constant }
}

/** Definitions say it for this workspace; without them the documentation says it for the system's own relationships. */
function targetOf(scope: Scope, key: string): Target {
  const definition = scope.definitions?.relationships.get(key)
  if (definition !== undefined)
    return { objectType: definition.objectType, many: definition.cardinality === 'HAS_MANY' }
  const system = systemKeys(scope.object).relationships.get(key)
  return system ?? { objectType: null, many: null }
}

function refuseMismatches({ scope, key, path }: Place, { value, find }: RelationshipRule, target: Target): void {
  const { objectType, many } = target
  if (find !== null && objectType !== null && find.object !== bare(objectType)) {
    scope.refuse(
      [...path, 'find', 'object'],
      `${key} points to a record of type ${bare(objectType)}: look one up of that type`,
    )
  }
  if (many !== false || value === null) return
  if (value.split !== null) {
    scope.refuse([...path, 'split'], `"split" is for relationships with several records; ${key} takes one`, 'key')
  } else if (namesSeveral(value)) scope.refuse([...path, 'value'], `${key} takes one record, not a list`)
}

/** Types stand with a `$` in some places of the API and without in others. */
function bare(objectType: string): string {
  return objectType.replace(/^\$/, '')
}

function namesSeveral(value: ValueRule | null): boolean {
  if (value === null) return false
  if (value.split !== null) return true
  return value.source.kind === 'constant' && typeof value.source.value === 'object' && value.source.value.length > 1
}
