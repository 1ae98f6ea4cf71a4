import { planUndo } from '../../import/undo/undo-plan.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { openShelf } from '../../library/shelf.ts'
import { readUndoPlan, scopesToUndo, valueComparison } from '../../library/undo-preparation.ts'
import { loadMapping } from '../../mapping/parse.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { executeUndo } from '../execute-undo.ts'
import type { ExitCode } from '../exit-codes.ts'
import { watchRunInterrupts } from '../interrupt.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import { agreeToUndo } from '../prepare-undo.ts'
import type { ApiOptions, PaceOptions } from '../shared-options.ts'

export interface UndoOptions extends ApiOptions, PaceOptions {
  readonly mapping: string
  readonly ledger?: string
  readonly acceptNewKey?: true
  readonly run?: string
  readonly dryRun?: true
  readonly limit?: number
  readonly yes?: true
  readonly concurrency?: number
}

/** `undo`: records that an import made go to the trash, values that it wrote over are put back. */
export async function undo(options: UndoOptions, context: CommandContext): Promise<ExitCode> {
  using interrupts = watchRunInterrupts(context.terminal)
  const { signal } = interrupts
  const isDry = options.dryRun === true
  const path = ledgerPath(options)
  warnOfReaders(path, context.terminal)
  const mapping = await loadMapping(options.mapping)
  const selection = { runId: options.run ?? null, limit: options.limit ?? null }
  const plan = await readUndoPlan(path, mapping, selection)
  const access = await readAccess(options, context)
  await using client = openClient(access, options, context)
  await checkKey(client, access, scopesToUndo(plan), signal)
  await using opened = await openShelf({ path, acceptNewKey: options.acceptNewKey === true, isDry }, access)
  const { importName, object } = mapping
  // Nobody is asked about what another process is still changing.
  opened.shelf.open(importName, object)
  const planned = planUndo(opened.shelf, mapping, selection)
  const isSame = await valueComparison(planned, mapping, client, signal)
  await agreeToUndo(planned, { isAsked: !isDry && options.yes !== true }, context.terminal, signal)
  const config = { importName, object, ...selection, concurrency: options.concurrency ?? null }
  return await executeUndo(
    { config, client, isDry, shelf: opened.shelf, isSame, ledger: path, about: options },
    context,
    signal,
  )
}
