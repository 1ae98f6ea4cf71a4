import { existsSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { LedgerShelf } from '../import/ledger-shelf.ts'
import type { Ledger, ReadonlyImport } from '../ledger/ledger.ts'
import { openScratchLedger } from '../ledger/scratch-ledger.ts'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { importsNamed } from '../mapping/references.ts'
import { systemClock } from '../model/clock.ts'
import { nearest } from '../model/nearest.ts'
import type { Access } from './api-client.ts'

export interface ShelfOptions {
  /** Null: a ledger that is thrown away. */
  readonly path: string | null
  readonly acceptNewKey: boolean
  /** Look at what is there, take nothing, write nothing. */
  readonly isDry: boolean
}

export interface OpenShelf extends AsyncDisposable {
  readonly shelf: LedgerShelf
}

/**
 * The imports of a ledger, to work on: held for this process, or only looked at by a dry run.
 *
 * @throws InputError `ledger_of_another_workspace` and whatever else `openLedger` throws
 */
export async function openShelf(options: ShelfOptions, access: Pick<Access, 'baseUrl' | 'apiKey'>): Promise<OpenShelf> {
  return options.isDry ? openDryShelf(options) : openRealShelf(options, access)
}

async function openRealShelf(
  { path, acceptNewKey }: ShelfOptions,
  { baseUrl, apiKey }: Pick<Access, 'baseUrl' | 'apiKey'>,
): Promise<OpenShelf> {
  const workspace = { baseUrl: baseUrl.href, apiKey }
  const ledger =
    path === null
      ? await openScratchLedger(systemClock)
      : await openLedger({ path, workspace, acceptNewKey, clock: systemClock })
  return {
    shelf: new LedgerShelf({ kind: 'real', ledger }),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  }
}

async function openDryShelf({ path, acceptNewKey }: ShelfOptions): Promise<OpenShelf> {
  const scratch = await openScratchLedger(systemClock)
  try {
    const ledger =
      path !== null && existsSync(path)
        ? await openLedger({ path, workspace: null, acceptNewKey, clock: systemClock })
        : null
    return {
      shelf: new LedgerShelf({ kind: 'dry', ledger, scratch }),
      async [Symbol.asyncDispose]() {
        await using _scratch = scratch
        await ledger?.[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await scratch[Symbol.asyncDispose]()
    throw error
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
      hint: `${meant(name, shelf.names())}Run that import first, with the same ledger; or both as one with \`lightfield-import migrate\`.`,
    },
  )
}

/** What comes before the rest of a hint where a name is like one that is there. */
function meant(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return near === null ? '' : `Did you mean ${near}? `
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
    hint: `${meant(
      name,
      ledger.importNames('').map(known => known.name),
    )}Name the ledger of the run with --ledger PATH; \`lightfield-import status\` tells what one holds.`,
  })
}
