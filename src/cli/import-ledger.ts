import { existsSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { dryLedger } from '../ledger/dry-ledger.ts'
import type { ImportLedger, Ledger, ReadonlyImport } from '../ledger/ledger.ts'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { systemClock } from '../model/clock.ts'
import type { Access } from './connect.ts'

export interface ImportLedgerOptions {
  readonly path: string
  readonly acceptNewKey: boolean
  /** Look at what is there, take nothing, write nothing. */
  readonly isDry: boolean
}

/**
 * The import in its ledger: held for this process, or only looked at by a dry run.
 *
 * @throws InputError `ledger_in_use`, `ledger_of_another_workspace` and whatever else `openLedger` throws
 */
export async function openImportLedger(
  options: ImportLedgerOptions,
  mapping: Mapping,
  access: Access,
): Promise<{ readonly ledger: ImportLedger } & AsyncDisposable> {
  const { path, acceptNewKey, isDry } = options
  if (!isDry) {
    const workspace = { baseUrl: access.baseUrl.href, apiKey: access.apiKey }
    const ledger = await openLedger({ path, workspace, acceptNewKey, clock: systemClock })
    return {
      ledger: ledger.openImport(mapping.importName, mapping.object),
      [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
    }
  }
  if (!existsSync(path)) return { ledger: dryLedger(null), [Symbol.asyncDispose]: async () => undefined }
  const ledger = await openLedger({ path, workspace: null, acceptNewKey, clock: systemClock })
  return {
    ledger: dryLedger(ledger.readImport(mapping.importName)),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  }
}

/**
 * An import that a run has made, to look at.
 *
 * @throws InputError `import_unknown`
 */
export function knownImport(ledger: Ledger, name: string): ReadonlyImport {
  const known = ledger.readImport(name)
  if (known !== null) return known
  throw new InputError('import_unknown', `The ledger ${ledger.path} has no import named ${name}.`, {
    hint: 'Name the ledger of the run with --ledger PATH; `lightfield-import status` tells what one holds.',
  })
}
