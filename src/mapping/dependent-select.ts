import type { FieldValue } from '../model/payload.ts'
import type { CompiledField } from './compile-field.ts'
import type { RowState } from './compiled.ts'
import type { FieldShape } from './field-shape.ts'
import type { Scope } from './scope.ts'
import { type Converted, converted, refusal } from './values/converted.ts'
import { narrowChoice } from './values/select.ts'

/** Settles what was read for a field by what the row has for another one. */
export type Chooser = (result: Converted, row: RowState) => Converted

/** Whether the options of a field belong to options of another one. */
export function dependsOnParent(shape: Pick<FieldShape, 'parentFieldKey' | 'options'>): boolean {
  return shape.parentFieldKey !== null && shape.options?.some(option => option.parentId !== null) === true
}

/**
 * For a select that depends on another one: only options of what the row has chosen there are taken. Null for any other
 * field. Where the mapping does not fill the parent, an option is taken if its label is the only one.
 */
export function compileChooser(scope: Scope, shape: FieldShape): Chooser | null {
  const { parentFieldKey: parent, options, key } = shape
  if (parent === null || options === null || !dependsOnParent(shape)) return null
  const isMapped = scope.fields.has(parent)
  if (!isMapped) {
    scope.warn(
      [...scope.fieldsPath, key],
      `${key} depends on ${parent}, which the mapping does not fill: nothing says that they fit`,
    )
  }
  const free = new Set(options.filter(option => option.parentId === null).map(option => option.id))
  const parentBlank = refusal('parent_blank', `depends on ${parent}, which the row leaves blank`)
  return (result, row) => {
    if (!result.ok) return result
    // A row whose parent cannot be read is told so once, at the parent.
    if (row.problems.some(problem => problem.param === parent)) return result
    const chosen = isMapped ? idsOf(row.fields.get(parent)) : null
    const narrowed: string[] = []
    for (const choice of idsOf(result.value)) {
      if (chosen?.length === 0 && !free.has(choice)) return parentBlank
      const settled = narrowChoice(choice, chosen, options, key)
      if (!settled.ok) return settled
      narrowed.push(settled.value)
    }
    return converted(shape.many ? narrowed : (narrowed[0] ?? ''))
  }
}

/** The fields in the mapping's order, but each after the one that it depends on. */
export function parentsFirst(fields: readonly CompiledField[]): readonly CompiledField[] {
  const byKey = new Map(fields.map(field => [field.key, field]))
  const ordered = new Set<CompiledField>()
  const visiting = new Set<CompiledField>()
  const visit = (field: CompiledField): void => {
    if (ordered.has(field) || visiting.has(field)) return
    visiting.add(field)
    const parent = field.parentKey === null ? undefined : byKey.get(field.parentKey)
    if (parent !== undefined) visit(parent)
    ordered.add(field)
  }
  for (const field of fields) visit(field)
  return [...ordered]
}

function idsOf(value: FieldValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value : []
}
