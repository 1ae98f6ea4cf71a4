import { loadMapping } from '../../mapping/parse.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { watchRunInterrupts } from '../execute-run.ts'
import { executeUndo } from '../execute-undo.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openShelf } from '../import-ledger.ts'
import { ledgerPath } from '../ledger-path.ts'
import { assertApart } from '../output-files.ts'
import { agreeToUndo, readUndoPlan, scopesToUndo, valueComparison } from '../prepare-undo.ts'
import type { ApiOptions } from '../shared-options.ts'

export interface UndoOptions extends ApiOptions {
  readonly mapping: string
  readonly ledger?: string
  readonly acceptNewKey?: true
  readonly run?: string
  readonly dryRun?: true
  readonly limit?: number
  readonly yes?: true
  readonly rate?: number
  readonly concurrency?: number
  readonly giveUpAfter?: number
  readonly logFile?: string
}

/** `undo`: records that an import made go to the trash, values that it wrote over are put back. */
export async function undo(options: UndoOptions, context: CommandContext): Promise<ExitCode> {
  using interrupts = watchRunInterrupts(context.terminal)
  const { signal } = interrupts
  const isDry = options.dryRun === true
  const path = ledgerPath(options)
  assertFilesApart(options, path)
  const mapping = await loadMapping(options.mapping)
  const selection = { runId: options.run ?? null, limit: options.limit ?? null }
  const plan = await readUndoPlan(path, mapping, selection)
  const access = await readAccess(options, context.environment)
  await using client = openClient(access, {
    writeRate: options.rate ?? null,
    giveUpAfterMs: options.giveUpAfter ?? null,
  })
  await checkKey(client, access, scopesToUndo(plan), signal)
  const isSame = await valueComparison(plan, mapping, client, signal)
  await agreeToUndo(plan, { isAsked: !isDry && options.yes !== true }, context.terminal, signal)
  await using opened = await openShelf({ path, acceptNewKey: options.acceptNewKey === true, isDry }, access)
  const { importName, object } = mapping
  const config = { importName, object, ...selection, concurrency: options.concurrency ?? null }
  return await executeUndo({ config, client, isDry, shelf: opened.shelf, isSame, ledger: path }, context, signal)
}

/** @throws InputError `file_overwritten` */
function assertFilesApart({ mapping, apiKeyFile, logFile }: UndoOptions, ledger: string): void {
  assertApart(
    [
      ['the mapping', mapping],
      ['the ledger', ledger],
      ['--api-key-file', apiKeyFile],
    ],
    [['--log-file', logFile]],
  )
}
