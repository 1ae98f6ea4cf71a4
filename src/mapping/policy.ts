import type { ObjectDefinitions, SelectOption, ValueType } from '../model/definitions.ts'
import type { WritePolicy } from './compiled.ts'
import { invalidMapping } from './document-errors.ts'
import { knownShape } from './field-shape.ts'
import { readOnlyFields } from './keys.ts'
import type { Mapping } from './mapping.ts'
import { compileMatch } from './match.ts'
import { createScope } from './scope.ts'

/**
 * How the rows of a mapping are brought into records that may exist already.
 *
 * @param definitions null: what the API's documentation fixes is all that is known
 * @throws InputError `mapping_invalid` where the mode lacks its match, or cannot look records up by it
 */
export function compilePolicy(mapping: Mapping, definitions: ObjectDefinitions | null): WritePolicy {
  const scope = createScope(mapping, [], { definitions, related: new Map() })
  const traceBy = compileMatch(scope)
  if (scope.problems.length > 0) throw invalidMapping(mapping.file, scope.problems)
  const { mode, ambiguous, gone } = mapping
  const shapes = [...mapping.fields.keys()].map(key => knownShape(scope, key)).filter(shape => shape !== null)
  return {
    mode,
    match: mode === 'create' ? null : traceBy,
    traceBy,
    ambiguous,
    gone,
    write: writeRules(mapping),
    valueTypes: new Map(shapes.map(({ key, valueType }): [string, ValueType] => [key, valueType])),
    options: new Map(
      shapes.flatMap(({ key, options }): [string, readonly SelectOption[]][] =>
        options === null ? [] : [[key, options]],
      ),
    ),
    readOnly: readOnlyFields(scope),
  }
}

function writeRules({ fields, relationships }: Mapping): WritePolicy['write'] {
  const rules = new Map<string, 'if_blank' | 'on_create'>()
  for (const [key, { write }] of [...fields, ...relationships]) if (write !== 'always') rules.set(key, write)
  return rules
}
