import { InputError, RunStopped } from '../errors.ts'
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
import { objectFacts } from '../model/objects.ts'
import { undoWarning } from '../report/undo-text.ts'
import { confirm, personAtTerminal } from './confirm.ts'
import { fetchDefinitions } from './definitions-source.ts'
import { knownImport } from './import-ledger.ts'
import type { Terminal } from './terminal.ts'

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

/**
 * Says what is about to be done and, where somebody is there to answer, asks whether it is wanted.
 *
 * @throws RunStopped `not_confirmed`
 */
export async function agreeToUndo(
  plan: UndoPlan,
  { isAsked }: { readonly isAsked: boolean },
  { say, complain, paint }: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const warning = undoWarning(plan)
  if (warning === null) return
  const person = isAsked ? personAtTerminal() : null
  const tell = person === null ? say : complain
  tell(`${paint.yellow('About to undo:')}\n${warning}`)
  if (person === null || (await confirm('Go on?', person, signal))) return
  throw new RunStopped('not_confirmed', 'Nothing was undone: it was not confirmed.', {
    hint: 'Answer y, or say --yes.',
  })
}

function unknownRun(ledger: Ledger, importName: string, runId: string): InputError {
  const runs = ledger.status(importName).flatMap(one => one.runs.map(({ id }) => id))
  return new InputError('run_unknown', `The import ${importName} has had no run ${runId}.`, {
    hint: runs.length === 0 ? 'It has had no run yet.' : `Its last runs, the newest first: ${runs.join(', ')}.`,
  })
}
