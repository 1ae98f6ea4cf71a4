import { dryImport } from '../ledger/dry-import.ts'
import type { ImportLedger, Ledger, LedgerRow, ReadonlyImport } from '../ledger/ledger.ts'
import { type OtherImports, parentsImportName } from './other-imports.ts'

/** Where a run's imports are held: its ledger or, in a dry run, a ledger to throw away over one that is only read. */
export type Shelf =
  | { readonly kind: 'real'; readonly ledger: Ledger }
  /** `ledger`: null where there is none yet. */
  | { readonly kind: 'dry'; readonly ledger: Ledger | null; readonly scratch: Ledger }

/** The imports that one command works on, each opened once. */
export class LedgerShelf {
  readonly #shelf: Shelf
  readonly #open = new Map<string, ImportLedger>()
  readonly #read = new Map<string, ReadonlyImport>()

  constructor(shelf: Shelf) {
    this.#shelf = shelf
  }

  /** @throws InputError `ledger_in_use`, `object_changed` */
  open(importName: string, object: string): ImportLedger {
    let opened = this.#open.get(importName)
    if (opened === undefined) {
      opened = this.#openNow(importName, object)
      this.#open.set(importName, opened)
    }
    return opened
  }

  /** An import to look at; null where there is none of that name. */
  named(importName: string): ReadonlyImport | null {
    const known = this.#open.get(importName) ?? this.#read.get(importName)
    if (known !== undefined) return known
    const read = this.#shelf.ledger?.readImport(importName) ?? null
    if (read !== null) this.#read.set(importName, read)
    return read
  }

  /** What a run of this import sees of the others. */
  besides(importName: string): OtherImports {
    const { ledger } = this.#shelf
    const prefix = parentsImportName(importName, '')
    return {
      parents: object => this.open(parentsImportName(importName, object), object),
      parentTypes: () => (ledger?.importNames(prefix) ?? []).map(({ object }) => object),
      named: name => this.named(name),
      lastWriteAt: object => ledger?.lastWriteAt(object) ?? null,
      planned: object => this.#planned(object),
    }
  }

  *#planned(object: string): Generator<LedgerRow> {
    if (this.#shelf.kind === 'real') return
    const { scratch } = this.#shelf
    for (const planned of scratch.importNames('')) {
      if (planned.object === object) yield* scratch.openImport(planned.name, object).rows([])
    }
  }

  #openNow(importName: string, object: string): ImportLedger {
    const { kind, ledger } = this.#shelf
    if (kind === 'real') return ledger.openImport(importName, object)
    return dryImport(ledger?.readImport(importName) ?? null, this.#shelf.scratch.openImport(importName, object))
  }
}
