import type { RelationshipDraft, RowProblem } from '../model/payload.ts'
import type { Binding, RelationshipJudge } from './compiled.ts'
import { compileCondition } from './condition.ts'
import type { Path } from './document.ts'
import type { RelationshipRule } from './mapping.ts'
import type { Scope } from './scope.ts'
import { compileSource, type RowSource, sourceColumns, type TextReader } from './source.ts'
import { systemKeys } from './system-fields.ts'
import { compileTextEdit } from './text-edit.ts'
import { compileWords, type ValueReader } from './value-reader.ts'
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
  const path = ['relationships', key]
  const target = targetOf(scope, key)
  refuseMismatches(scope, key, rule, target, path)
  const many = target.many ?? (rule.split !== null || (rule.source.kind === 'ids' && rule.source.ids.length > 1))
  const columns = rule.source.kind === 'ids' ? [] : sourceColumns(rule.source)
  const binding: Binding = {
    kind: 'relationship',
    key,
    columns,
    valueType: target.objectType,
    option: optionWords(rule),
  }
  return { key, judge: judgeOf(scope, rule, drafter(rule, many, columns[0] ?? ''), path), binding }
}

function judgeOf(scope: Scope, rule: RelationshipRule, draft: Drafter, path: Path): RelationshipJudge {
  const judge =
    rule.source.kind === 'ids'
      ? constantJudge(rule.source.ids, draft)
      : sourceJudge(scope, rule, rule.source, draft, path)
  const applies = compileCondition(scope, rule.when, path)
  return applies === null ? judge : (cells, row) => (applies(cells) ? judge(cells, row) : undefined)
}

function constantJudge(ids: readonly string[], draft: Drafter): RelationshipJudge {
  const constant = draft(ids)
  return () => constant
}

function sourceJudge(
  scope: Scope,
  rule: RelationshipRule,
  source: RowSource,
  draft: Drafter,
  path: Path,
): RelationshipJudge {
  const { read } = compileSource(scope, source, rule.text.trim, path)
  const plain = rule.values === null ? convertText : compileWords(scope, rule.values, convertText, meaningText, path)
  const word = editedReader(rule, plain)
  const names = rule.split === null ? singleName(read, word, rule) : severalNames(read, word, rule, rule.split)
  return cells => {
    const found = names(cells)
    return found.length === 0 ? undefined : draft(found)
  }
}

/** A name that is too long to be edited is taken as it stands: nothing will be found for it. */
function editedReader(rule: RelationshipRule, read: ValueReader): ValueReader {
  const edit = compileTextEdit(rule.text)
  if (edit === null) return read
  return text => {
    const edited = edit(text)
    if (typeof edited !== 'string') return read(text)
    return edited === '' ? null : read(edited)
  }
}

type Drafter = (names: readonly string[]) => RelationshipDraft
type NameReader = (cells: readonly string[]) => readonly string[]

function drafter(rule: RelationshipRule, many: boolean, column: string): Drafter {
  const { find } = rule
  if (find === null) return ids => ({ kind: 'ids', ids, many })
  const { object, by, missing } = find
  return values => ({ kind: 'find', object, by, values, many, missing, column })
}

function singleName(read: TextReader, word: ValueReader, rule: RelationshipRule): NameReader {
  const fallback = rule.fallback === null ? [] : [rule.fallback]
  return cells => {
    const name = nameOf(read(cells), word, rule.clear)
    return name === null ? fallback : [name]
  }
}

function severalNames(read: TextReader, word: ValueReader, rule: RelationshipRule, split: string): NameReader {
  const fallback = rule.fallback === null ? [] : [rule.fallback]
  return cells => {
    const text = read(cells)
    const names = text.split(split).map(part => nameOf(part.trim(), word, rule.clear))
    const distinct = [...new Set(names.filter(name => name !== null))]
    return distinct.length === 0 ? fallback : distinct
  }
}

function nameOf(text: string, word: ValueReader, clear: string | null): string | null {
  const result = text === '' || text === clear ? null : word(text)
  return result?.ok ? String(result.value) : null
}

function meaningText(meaning: unknown) {
  return convertText(String(meaning).trim())
}

/** Definitions say it for this workspace; without them the documentation says it for the system's own relationships. */
function targetOf(scope: Scope, key: string): Target {
  const definition = scope.definitions?.relationships.get(key)
  if (definition !== undefined)
    return { objectType: definition.objectType, many: definition.cardinality === 'HAS_MANY' }
  const system = systemKeys(scope.mapping.object).relationships.get(key)
  return system ?? { objectType: null, many: null }
}

function refuseMismatches(scope: Scope, key: string, rule: RelationshipRule, target: Target, path: Path): void {
  const { objectType, many } = target
  if (rule.find !== null && objectType !== null && bare(rule.find.object) !== bare(objectType)) {
    scope.refuse(
      [...path, 'find', 'object'],
      `${key} points to a record of type ${bare(objectType)}: look one up of that type`,
    )
  }
  if (many !== false) return
  if (rule.split !== null) {
    scope.refuse([...path, 'split'], `"split" is for relationships with several records; ${key} takes one`, 'key')
  }
  if (rule.source.kind === 'ids' && rule.source.ids.length > 1) {
    scope.refuse([...path, 'value'], `${key} takes one record, not a list`)
  }
}

/** Types stand with a `$` in some places of the API and without in others. */
function bare(objectType: string): string {
  return objectType.replace(/^\$/, '')
}

function optionWords(rule: RelationshipRule): string | null {
  const words = [
    rule.source.kind === 'ids' ? 'constant' : rule.source.kind === 'column' ? null : rule.source.kind,
    rule.find === null ? null : `find ${rule.find.object} by ${rule.find.by}, missing: ${rule.find.missing}`,
    rule.values === null ? null : `${rule.values.size} values`,
    rule.split === null ? null : `split "${rule.split}"`,
    rule.fallback === null ? null : 'default',
    rule.when === null ? null : `when ${rule.when.column}`,
  ].filter(word => word !== null)
  return words.length === 0 ? null : words.join(', ')
}

/** Most related records that one request may name (API documentation, "Relationship write limits"). */
export const maxLinksPerRequest = 25

/** The problem of a row that names more related records than one request may hold; null where it does not. */
export function tooManyLinks(drafts: ReadonlyMap<string, RelationshipDraft>): RowProblem | null {
  let links = 0
  for (const draft of drafts.values()) links += draft.kind === 'ids' ? draft.ids.length : draft.values.length
  if (links <= maxLinksPerRequest) return null
  return {
    code: 'relationship_write_limit_exceeded',
    message: `names ${links} related records; one request takes at most ${maxLinksPerRequest}`,
    column: null,
    param: [...drafts.keys()][0] ?? null,
  }
}
