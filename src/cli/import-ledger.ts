import { existsSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { LedgerShelf } from '../import/ledger-shelf.ts'
import type { Ledger, ReadonlyImport } from '../ledger/ledger.ts'
import { openScratchLedger } from '../ledger/scratch-ledger.ts'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { importsNamed } from '../mapping/references.ts'
import { systemClock } from '../model/clock.ts'
import type { Access } from './connect.ts'

export interface ShelfOptions {
  readonly path: string
  readonly acceptNewKey: boolean
  /** Look at what is there, take nothing, write nothing. */
  readonly isDry: boolean
}

/**
 * The imports of a ledger, to work on: held for this process, or only looked at by a dry run.
 *
 * @throws InputError `ledger_of_another_workspace` and whatever else `openLedger` throws
 */
export async function openShelf(
  { path, acceptNewKey, isDry }: ShelfOptions,
  { baseUrl, apiKey }: Access,
): Promise<{ readonly shelf: LedgerShelf } & AsyncDisposable> {
  if (!isDry) {
    const workspace = { baseUrl: baseUrl.href, apiKey }
    const ledger = await openLedger({ path, workspace, acceptNewKey, clock: systemClock })
    return {
      shelf: new LedgerShelf({ kind: 'real', ledger }),
      [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
    }
  }
  await using opened = new AsyncDisposableStack()
  const scratch = opened.use(await openScratchLedger(systemClock))
  const ledger = existsSync(path)
    ? opened.use(await openLedger({ path, workspace: null, acceptNewKey, clock: systemClock }))
    : null
  const kept = opened.move()
  return {
    shelf: new LedgerShelf({ kind: 'dry', ledger, scratch }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/**
 * Makes sure that the imports whose records a mapping points to are there: a misspelt name would fail every row.
 *
 * @throws InputError `import_unknown`
 */
export function assertImportsNamed(shelf: LedgerShelf, mapping: Mapping, ledger: string): void {
  const [name] = importsMissing(shelf, mapping, new Set([mapping.importName]))
  if (name === undefined) return
  throw new InputError(
    'import_unknown',
    `${mapping.file} takes records of the import ${name}, and the ledger ${ledger} has none of that name.`,
    {
      hint: 'Run that import first, with the same ledger; or both as one with `lightfield-import migrate`.',
    },
  )
}

/**
 * Imports whose records a mapping points to, and that are not in the ledger.
 *
 * @param coming names of the imports that this command brings there
 */
export function importsMissing(shelf: LedgerShelf, mapping: Mapping, coming: ReadonlySet<string>): readonly string[] {
  return importsNamed(mapping).filter(name => !coming.has(name) && shelf.named(name) === null)
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
