import type { Catalog } from './catalog.ts'
import { buildCatalog } from './catalog.ts'
import type { SandboxClock } from './clock.ts'
import { type IdempotencyClaim, IdempotencyMemory } from './idempotency.ts'
import { RecordStore, type StoredRecord } from './records.ts'
import { SearchIndex } from './search-index.ts'
import { type Journal, type JournalEntry, openJournal } from './state-file.ts'
import type { Workspace } from './workspace.ts'

export interface WorldSettings {
  readonly workspace: Workspace
  readonly clock: SandboxClock
  readonly indexLagMs: number
  /** Null: the state is gone when the sandbox ends. */
  readonly stateFile: string | null
}

/** Everything the simulated workspace holds, and the only place where it changes. */
export class World {
  readonly clock: SandboxClock
  readonly catalog: Catalog
  readonly #settings: WorldSettings
  readonly #journal: Journal | null
  #isClosed = false
  #records = new RecordStore()
  #index: SearchIndex
  #idempotency = new IdempotencyMemory()

  /** Throws `SandboxError` where the state file cannot be used. */
  constructor(settings: WorldSettings) {
    this.#settings = settings
    this.clock = settings.clock
    this.catalog = buildCatalog(settings.workspace)
    this.#index = new SearchIndex(settings.indexLagMs)
    this.#addMembers()
    this.#journal = settings.stateFile === null ? null : openJournal(settings.stateFile, entry => this.#replay(entry))
  }

  get records(): RecordStore {
    return this.#records
  }

  get index(): SearchIndex {
    return this.#index
  }

  get idempotency(): IdempotencyMemory {
    return this.#idempotency
  }

  /** Makes a write real: on disk first, then in memory, together with the key it was sent under. */
  commit(record: StoredRecord, claim: IdempotencyClaim | null): void {
    if (this.#isClosed) throw new Error('The sandbox is closed.')
    const atMs = this.clock.now()
    this.#journal?.append({ kind: 'write', atMs, record, claim })
    this.#apply(record, claim, atMs)
  }

  /** Moves the clock forward, for good: also across restarts where there is a state file. */
  advance(ms: number): void {
    this.#journal?.append({ kind: 'advance', ms })
    this.clock.advance(ms)
  }

  /** Back to the empty workspace. The clock stays where it is. */
  reset(): void {
    this.#records = new RecordStore()
    this.#index = new SearchIndex(this.#settings.indexLagMs)
    this.#idempotency = new IdempotencyMemory()
    this.#journal?.clear()
    if (this.clock.advancedMs > 0) this.#journal?.append({ kind: 'advance', ms: this.clock.advancedMs })
    this.#addMembers()
  }

  close(): void {
    this.#isClosed = true
    this.#journal?.close()
  }

  #replay(entry: JournalEntry): void {
    if (entry.kind === 'advance') this.clock.advance(entry.ms)
    else this.#apply(entry.record, entry.claim, entry.atMs)
  }

  #apply(record: StoredRecord, claim: IdempotencyClaim | null, atMs: number): void {
    this.#records.put(record)
    this.#index.learn(record, atMs)
    if (claim !== null) this.#idempotency.complete(claim, record, atMs)
  }

  #addMembers(): void {
    const model = this.catalog.types.get('member')
    if (model === undefined) return
    for (const member of this.#settings.workspace.members) {
      const record: StoredRecord = {
        id: this.#records.nextId(model),
        type: 'member',
        createdAt: new Date(this.clock.now()).toISOString(),
        updatedAt: null,
        trashedAt: null,
        fields: new Map<string, string | Record<string, string>>([
          ['$email', member.email],
          ['$name', { firstName: member.firstName, lastName: member.lastName }],
          ['$role', member.role ?? 'member'],
        ]),
        relationships: new Map(),
      }
      this.#records.put(record)
      // Members were there before the sandbox started, so no lag hides them.
      this.#index.learn(record, this.clock.now() - this.#settings.indexLagMs)
    }
  }
}
