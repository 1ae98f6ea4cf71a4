import { InputError } from '../errors.ts'
import { nearest } from '../model/nearest.ts'
import type { MigrationImport } from './migration.ts'
import type { Stage } from './order-imports.ts'

/** What of a migration is asked for, by the names of imports. */
export interface Selection {
  /** Nothing but these; empty: no restriction. */
  readonly only: readonly string[]
  /** Nothing that comes before this one in the order; null: from the first on. */
  readonly from: string | null
}

/**
 * The stages that are asked for, in their order. Relationships that wait for the second pass go on waiting for it.
 *
 * @throws InputError `import_unknown` for names that the migration has not, `nothing_selected` where nothing is left
 */
export function selectImports(
  imports: readonly MigrationImport[],
  stages: readonly Stage[],
  { only, from }: Selection,
): readonly Stage[] {
  const nameOf = (stage: Stage) => imports[stage.index]?.mapping.importName
  assertKnown(
    [...only, ...(from === null ? [] : [from])],
    imports.map(({ mapping }) => mapping.importName),
  )
  const start = from === null ? 0 : stages.findIndex(stage => nameOf(stage) === from)
  const wanted = new Set<string | undefined>(only)
  const selected = stages.slice(start).filter(stage => wanted.size === 0 || wanted.has(nameOf(stage)))
  if (selected.length > 0) return selected
  throw new InputError(
    'nothing_selected',
    `None of ${only.join(', ')} comes after ${from} in this migration's order.`,
    {
      hint: `The order is ${stages.map(nameOf).join(', ')}.`,
    },
  )
}

function assertKnown(names: readonly string[], known: readonly string[]): void {
  const unknown = [...new Set(names)].filter(name => !known.includes(name))
  if (unknown.length === 0) return
  const told = unknown.map(name => {
    const near = nearest(name, known)
    return near === null ? `"${name}"` : `"${name}" (nearest: ${near})`
  })
  throw new InputError('import_unknown', `The migration has no import named ${told.join(' and none named ')}.`, {
    hint: `Its imports are ${known.join(', ')}.`,
  })
}
