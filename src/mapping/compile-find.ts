import { objectFacts } from '../model/objects.ts'
import type { FieldValue, RelationshipDraft, Wanted } from '../model/payload.ts'
import { type CreationJudge, compileCreation } from './compile-creation.ts'
import type { RelationshipJudge } from './compiled.ts'
import { knownShape } from './field-shape.ts'
import { filterValue, lookUpField, lookUpProblem, refuseFindBy } from './look-up-field.ts'
import { fieldsJudge, type LookUpJudge, nameJudge } from './look-up-values.ts'
import type { FindRule, ValueRule } from './mapping.ts'
import { type Place, relatedScope, type Scope } from './scope.ts'
import { sourceColumns } from './source.ts'

export interface CompiledFind {
  readonly judge: RelationshipJudge
  /** The columns it reads, those that records are looked up by first. */
  readonly columns: readonly string[]
}

/**
 * Compiles a relationship whose records are looked up by their fields.
 *
 * @param value the relationship's own value; null where each field of the look-up has a rule of its own
 * @param many whether a write takes several records
 */
export function compileFind(place: Place, find: FindRule, value: ValueRule | null, many: boolean): CompiledFind {
  const { object, fold, missing, ambiguous } = find
  const target = targetScope(place, find)
  for (const field of find.by) {
    const problem = lookUpProblem(target, field.key)
    if (problem !== null) refuseFindBy(place, field, problem)
  }
  const by = find.by.map(({ key }) => lookUpField(target, key))
  const judge = value === null ? fieldsJudge(place, target, find) : nameJudge(place, target, find, value)
  const creation = missing === 'create' ? compileCreation(place, target, find, value) : null
  const readColumns = find.by.flatMap(({ rule }) => columnsOf(rule ?? value))
  const columns = [...new Set([...readColumns, ...(creation?.columns ?? [])])]
  const draft = {
    kind: 'find',
    lookUp: { object, by, fold },
    many,
    missing,
    ambiguous,
    column: readColumns[0] ?? '',
  } as const
  if (creation === null) return { columns, judge: plainJudge(judge, draft) }
  return { columns, judge: creatingJudge(judge, draft, creation.judge, writtenForms(target, find)) }
}

type DraftBase = Omit<Extract<RelationshipDraft, { kind: 'find' }>, 'wanted'>

/** A field of a look-up with the form in which a create takes its value. */
interface WrittenForm {
  readonly key: string
  readonly takesArray: boolean
}

function plainJudge(judge: LookUpJudge, draft: DraftBase): RelationshipJudge {
  return (cells, row) => {
    const records = judge(cells, row)
    if (records === undefined) return undefined
    const wanted = records.map((values): Wanted => ({ values: values.map(filterValue), fields: null }))
    return { ...draft, wanted }
  }
}

function creatingJudge(
  judge: LookUpJudge,
  draft: DraftBase,
  creation: CreationJudge,
  forms: readonly WrittenForm[],
): RelationshipJudge {
  return (cells, row) => {
    const records = judge(cells, row)
    const others = records === undefined ? undefined : creation(cells, row)
    if (records === undefined || others === undefined) return undefined
    const wanted = records.map((values): Wanted => {
      const fields = new Map<string, FieldValue>()
      for (const [position, value] of values.entries()) {
        const form = forms[position]
        if (form !== undefined) fields.set(form.key, form.takesArray ? [String(value)] : value)
      }
      for (const [key, value] of others) fields.set(key, value)
      return { values: values.map(filterValue), fields }
    })
    return { ...draft, wanted }
  }
}

function writtenForms(target: Scope, { by }: FindRule): readonly WrittenForm[] {
  return by.map(({ key }) => ({ key, takesArray: knownShape(target, key)?.many ?? false }))
}

/** What is looked up fills the required fields of a record that is created. */
function targetScope({ scope, path }: Place, { object, by, fields }: FindRule): Scope {
  const requiredFields = objectFacts(object).requiredFields.filter(key => !by.some(field => field.key === key))
  return relatedScope(scope, object, { fields, fieldsPath: [...path, 'find', 'fields'], requiredFields })
}

function columnsOf(rule: ValueRule | null): readonly string[] {
  return rule === null ? [] : sourceColumns(rule.source)
}
