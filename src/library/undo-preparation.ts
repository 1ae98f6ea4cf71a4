import { InputError } from '../errors.ts'
import { sameIn } from '../import/delivery/existing.ts'
import { LedgerShelf } from '../import/ledger-shelf.ts'
import type { SameValue } from '../import/undo/restoration.ts'
import type { UndoSelection } from '../import/undo/undo-extent.ts'
import { planUndo, type UndoPlan } from '../import/undo/undo-plan.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { compilePolicy } from '../mapping/policy.ts'
import { systemClock } from '../model/clock.ts'
import { nearest } from '../model/nearest.ts'
import { objectFacts } from '../model/objects.ts'
import { fetchDefinitions } from './definitions-source.ts'
import { knownImport } from './shelf.ts'

/**
 * Reads what there is to undo, without taking the import.
 *
 * @throws InputError `ledger_not_found`, `import_unknown`, `run_unknown`
 */
export async function readUndoPlan(path: string, mapping: Mapping, selection: UndoSelection): Promise<UndoPlan> {
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  const { importName } = mapping
  const known = knownImport(ledger, importName)
  if (selection.runId !== null && !known.knowsRun(selection.runId))
    throw unknownRun(ledger, importName, selection.runId)
  return planUndo(new LedgerShelf({ kind: 'real', ledger }), mapping, selection)
}

/** What a key must be allowed to do for it; a null is a type whose scopes are not documented. */
export function scopesToUndo({ imports, unsettled }: UndoPlan): readonly (string | null)[] {
  const isUnsure = unsettled > 0
  return imports.flatMap(({ object, trashed, restored }) => {
    const { scope } = objectFacts(object)
    if (scope === null) return []
    return [
      ...(isUnsure ? [`${scope}:create`] : []),
      ...(trashed > 0 || isUnsure ? [`${scope}:delete`] : []),
      ...(restored > 0 || isUnsure ? [`${scope}:update`, `${scope}:read`] : []),
    ]
  })
}

/** How it is told whether a record still holds a value. Reads the definitions only where values are to be put back. */
export async function valueComparison(
  { imports, unsettled }: UndoPlan,
  mapping: Mapping,
  client: LightfieldClient,
  signal: AbortSignal,
): Promise<SameValue> {
  const hasValues = unsettled > 0 || imports.some(({ restored }) => restored > 0)
  if (!hasValues) return sameIn({ valueTypes: new Map(), options: new Map() })
  return sameIn(compilePolicy(mapping, await fetchDefinitions(client, mapping.object, signal)))
}

function unknownRun(ledger: Ledger, importName: string, runId: string): InputError {
  const runs = ledger.status(importName).flatMap(one => one.runs.map(({ id }) => id))
  const near = nearest(runId, runs)
  return new InputError('run_unknown', `The import ${importName} has had no run ${runId}.`, {
    hint:
      runs.length === 0
        ? 'It has had no run yet.'
        : `${near === null ? '' : `Did you mean ${near}? `}Its last runs, the newest first: ${runs.join(', ')}.`,
  })
}
