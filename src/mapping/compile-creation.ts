import { objectFacts } from '../model/objects.ts'
import type { FieldValue } from '../model/payload.ts'
import { compileField } from './compile-field.ts'
import type { CellJudge, RowState } from './compiled.ts'
import { parentsFirst } from './dependent-select.ts'
import { checkFields, readOnlyFields } from './keys.ts'
import { refuseFindBy } from './look-up-field.ts'
import type { FindRule, ValueRule } from './mapping.ts'
import { neverBlank } from './never-blank.ts'
import type { Place, Scope } from './scope.ts'

/** What a record that a row names gets, beside what it is looked up by; undefined where the row has a problem with it. */
export type CreationJudge = CellJudge<ReadonlyMap<string, FieldValue>>

export interface CompiledCreation {
  readonly judge: CreationJudge
  readonly columns: readonly string[]
}

/** Compiles `missing: create` and its fields; whatever keeps such records from being created is noted in the scope. */
export function compileCreation(
  place: Place,
  target: Scope,
  find: FindRule,
  value: ValueRule | null,
): CompiledCreation {
  const isPossible = checkCreation(place, target, find)
  if (isPossible) checkCreatedFields(place, target, find, value)
  const fields = [...find.fields].map(([key, rule]) => compileField(target, key, rule))
  const steps = parentsFirst(fields).map(field => {
    if (!target.requiredFields.includes(field.key)) return field
    return neverBlank(field, 'required_blank', `a new ${find.object} needs ${field.key}`)
  })
  const columns = fields.flatMap(({ binding }) => binding.columns)
  if (steps.length === 0) return { columns, judge: () => nothingElse }
  return {
    columns,
    judge(cells, row) {
      const own: RowState = { problems: [], notes: [], fields: new Map() }
      const created = new Map<string, FieldValue>()
      for (const { key, judge } of steps) {
        const value = judge(cells, own)
        if (value === undefined) continue
        own.fields.set(key, value)
        // There is nothing to clear in a new record.
        if (value !== null) created.set(key, value)
      }
      blame(place.key, own, row)
      return own.problems.length > 0 ? undefined : created
    },
  }
}

const nothingElse: ReadonlyMap<string, FieldValue> = new Map()

/** A row's problems and notes are about keys of its own object. */
function blame(param: string, from: RowState, to: RowState): void {
  for (const problem of from.problems) to.problems.push({ ...problem, param })
  for (const note of from.notes) to.notes.push({ ...note, param })
}

/** Whether records of the type can be created from their fields alone. */
function checkCreation({ scope, path }: Place, { object }: Scope, find: FindRule): boolean {
  const at = [...path, 'find', 'missing']
  if (object === 'member') {
    scope.refuse(at, 'members cannot be created through the API: use fail or omit')
    return false
  }
  const needed = objectFacts(object).requiredRelationships
  if (needed.length === 0) return true
  const message = `a new ${find.object} needs the relationship ${needed.join(', ')}, which nothing here fills`
  scope.refuse(at, `${message}: use fail or omit, and import them first`)
  return false
}

function checkCreatedFields(place: Place, target: Scope, find: FindRule, value: ValueRule | null): void {
  const { scope } = place
  checkFields(target, 'only fields can be given here')
  const readOnly = readOnlyFields(target)
  for (const field of find.by) {
    const { key } = field
    if (readOnly.has(key)) refuseFindBy(place, field, `${key} is read-only: no ${find.object} can be created with it`)
    if (value === null || value.split === null || !find.fields.has(key)) continue
    scope.refuse([...target.fieldsPath, key], `${key} has a value for each record already: remove it`, 'key')
  }
  for (const [key, { write }] of find.fields) {
    if (write === 'always') continue
    scope.refuse([...target.fieldsPath, key, 'write'], 'these fields are written on create only: remove it', 'key')
  }
}
