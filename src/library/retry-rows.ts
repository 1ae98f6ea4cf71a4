import { retryImport } from '../import/retry-import.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { compilePolicy } from '../mapping/policy.ts'
import { assertOptions } from './check-options.ts'
import { conductImport, type OpenSource } from './conduct-import.ts'
import { accessOf } from './connection.ts'
import { fetchDefinitions } from './definitions-source.ts'
import type { ImportRun } from './import-csv.ts'
import { ProgressBoard } from './import-progress.ts'
import { nothingRead } from './import-summary.ts'
import { ledgerPathOf, readMapping } from './inputs.ts'
import { LiveRun } from './live-run.ts'
import { openLedgerToRead } from './open-ledger.ts'
import { connectionChecks, ledgerChecks, runningChecks, sendingChecks } from './option-checks.ts'
import type { RetryOptions } from './options.ts'
import { knownImport } from './shelf.ts'

/**
 * Sends the rows of an import again that ended in failure, from what the ledger holds of them: `lightfield-import retry`
 * as a function. Rows that are `invalid` have to be mended in their source, and are left alone.
 *
 * @throws InputError for wrong options, at once; `ledger_not_found`, `import_unknown` and what is wrong with the mapping,
 *   `summary` and the iteration reject with
 */
export function retryRows(options: RetryOptions): ImportRun {
  assertOptions(options, { ...connectionChecks, ...runningChecks, ...ledgerChecks, ...sendingChecks }, 'retryRows')
  const access = accessOf(options)
  const board = new ProgressBoard()
  return new LiveRun(
    async work => {
      const mapping = await readMapping(options.mapping)
      const open = async (): Promise<OpenSource> => {
        await assertImported(options, mapping)
        return {
          reader: null,
          prepare: async (client, signal) => ({
            policy: compilePolicy(mapping, await fetchDefinitions(client, mapping.object, signal)),
            source: nothingRead,
            own: { source: 'retry', retryFailed: true },
            check: () => undefined,
            notes: () => [],
            // Without a file, the columns that a mapping names are all there is to go by.
            start: (config, parts, signal) => retryImport(config, { ...parts, columnOf: () => null }, signal),
          }),
        }
      }
      return conductImport({ mapping, dryRun: false, access, options, board, open }, work)
    },
    () => board.now(),
    options.signal,
  )
}

/** A retry makes no ledger and no import. */
async function assertImported(options: RetryOptions, { importName }: Mapping): Promise<void> {
  await using ledger = await openLedgerToRead(ledgerPathOf(options.ledger, options.mapping) ?? '')
  knownImport(ledger, importName)
}
