import { fieldBinding } from './binding.ts'
import { compileParts } from './compile-parts.ts'
import { valueJudge } from './compile-value.ts'
import type { Binding, FieldJudge } from './compiled.ts'
import { compileChooser } from './dependent-select.ts'
import { fieldShape } from './field-shape.ts'
import type { FieldRule } from './mapping.ts'
import { refuseWrongOptions } from './option-checks.ts'
import type { Scope } from './scope.ts'
import { compileReader } from './value-reader.ts'

export interface CompiledField {
  readonly key: string
  readonly judge: FieldJudge
  readonly binding: Binding
  /** Field that this one depends on, and so is judged after; null: none. */
  readonly parentKey: string | null
}

/** Compiles the rule of one field; whatever is wrong with it is noted in the scope. */
export function compileField(scope: Scope, key: string, rule: FieldRule): CompiledField {
  const path = [...scope.fieldsPath, key]
  const shape = fieldShape(scope, key, rule)
  refuseWrongOptions(scope, shape, rule, path)
  const judge =
    rule.kind === 'parts'
      ? compileParts(scope, key, rule, path)
      : valueJudge(
          { scope, key, path, choose: compileChooser(scope, shape) },
          rule,
          compileReader(scope, shape, rule, path),
        )
  return { key, judge, binding: fieldBinding(shape, rule), parentKey: shape.parentFieldKey }
}
