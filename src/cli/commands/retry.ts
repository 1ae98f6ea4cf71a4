import { retryImport } from '../../import/retry-import.ts'
import type { ReadonlyImport } from '../../ledger/ledger.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { fetchDefinitions, scopesOf, scopesToVerify } from '../../library/definitions-source.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { runConfig } from '../../library/run-settings.ts'
import { knownImport, openShelf } from '../../library/shelf.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { compilePolicy } from '../../mapping/policy.ts'
import { systemClock } from '../../model/clock.ts'
import { formatCount } from '../../report/text.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { executeRun, type SendOptions } from '../execute-run.ts'
import type { ExitCode } from '../exit-codes.ts'
import { watchRunInterrupts } from '../interrupt.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import type { Terminal } from '../terminal.ts'

/** `retry`: sends again the rows that ended in failure, from what the ledger holds. */
export async function retry(options: SendOptions, context: CommandContext): Promise<ExitCode> {
  using interrupts = watchRunInterrupts(context.terminal)
  const { signal } = interrupts
  const path = ledgerPath(options)
  warnOfReaders(path, context.terminal)
  const mapping = await loadMapping(options.mapping)
  await assertImported(path, mapping.importName)
  const access = await readAccess(options, context)
  await using client = openClient(access, options, context)
  await checkKey(client, access, [...scopesOf(mapping), ...scopesToVerify(mapping.object, options)], signal)
  const policy = compilePolicy(mapping, await fetchDefinitions(client, mapping.object, signal))
  await using opened = await openShelf({ path, acceptNewKey: options.acceptNewKey === true, isDry: false }, access)
  const config = runConfig(mapping, policy, options, {
    source: 'retry',
    dryRun: false,
    retryFailed: true,
    looksAtRecords: false,
    askedAt: context.calledAt,
  })
  tellInvalid(opened.shelf.open(mapping.importName, mapping.object), context.terminal)
  return await executeRun(
    {
      command: 'retry',
      config,
      client,
      dry: null,
      shelf: opened.shelf,
      plan: null,
      ground: null,
      columns: [],
      share: () => null,
      rowsRead: () => null,
      takesAll: false,
      readBack: (...args) => client.readBack(...args),
      // Without a file, the columns that a mapping names are all there is to go by.
      start: (parts, signal) => retryImport(config, { ...parts, columnOf: () => null }, signal),
    },
    options,
    context,
    signal,
  )
}

/** Rows that could not be sent as they stood are nothing to try again: they have to be mended in their file. */
function tellInvalid(ledger: ReadonlyImport, { say, paint }: Terminal): void {
  const rows = ledger.countRows(['invalid'])
  if (rows === 0) return
  const are = formatCount(rows, 'row is invalid', 'rows are invalid')
  say(`${paint.yellow('note:')} ${are} and cannot be sent as they stand: mend them in the file, then run it`)
}

/** @throws InputError `ledger_not_found`, `import_unknown`: a retry makes no ledger and no import */
async function assertImported(path: string, importName: string): Promise<void> {
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  knownImport(ledger, importName)
}
