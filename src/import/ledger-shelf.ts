import { dryImport } from '../ledger/dry-import.ts'
import type { ImportLedger, Ledger, ReadonlyImport } from '../ledger/ledger.ts'
import type { LedgerRow } from '../ledger/ledger-row.ts'
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

  /** Names of the imports that earlier runs have left in the ledger. */
  names(): readonly string[] {
    return (this.#shelf.ledger?.importNames('') ?? []).map(({ name }) => name)
  }

  /** What a run of this import sees of the others. */
  besides(importName: string): OtherImports {
    const { ledger } = this.#shelf
    const prefix = parentsImportName(importName, '')
    return {
      parents: object => this.open(parentsImportName(importName, object), object),
      madeParents: object => this.named(parentsImportName(importName, object)),
      parentsOfOthers: object => this.#parentsOfOthers(importName, object),
      parentTypes: () => (ledger?.importNames(prefix) ?? []).map(({ object }) => object),
      named: name => this.named(name),
      lastWriteAt: object => ledger?.lastWriteAt(object) ?? null,
      ahead: (object, since) => this.#ahead(object, since),
    }
  }

  #parentsOfOthers(importName: string, object: string): readonly ReadonlyImport[] {
    const own = parentsImportName(importName, object)
    const names = (this.#shelf.ledger?.importNames('') ?? []).filter(
      made => made.object === object && made.name !== own && made.name.endsWith(parentsImportName('', object)),
    )
    return names.flatMap(({ name }) => this.named(name) ?? [])
  }

  *#ahead(object: string, since: number): Generator<LedgerRow> {
    // Newest knowledge first: a dry run's own.
    if (this.#shelf.kind === 'dry') yield* this.#pretended(this.#shelf.scratch, object)
    for (const written of this.#shelf.ledger?.importNames('') ?? []) {
      if (written.object === object) yield* this.named(written.name)?.writtenSince(since) ?? []
    }
  }

  *#pretended(scratch: Ledger, object: string): Generator<LedgerRow> {
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
