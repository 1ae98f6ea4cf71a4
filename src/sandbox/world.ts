import type { Catalog } from './catalog.ts'
import { buildCatalog } from './catalog.ts'
import type { SandboxClock } from './clock.ts'
import { Enrichment } from './enrichment.ts'
import { type IdempotencyClaim, IdempotencyMemory } from './idempotency.ts'
import { checkMerge, type Merge, mergeWrites } from './merge.ts'
import { withOtherSides } from './other-sides.ts'
import { RecordStore, type StoredRecord } from './records.ts'
import { SearchIndex } from './search-index.ts'
import { type Journal, type JournalEntry, openJournal } from './state-file.ts'
import type { Workspace } from './workspace.ts'

export interface WorldSettings {
  readonly workspace: Workspace
  readonly clock: SandboxClock
  readonly indexLagMs: number
  /** Null: accounts are never enriched. */
  readonly enrichAfterMs: number | null
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
  #enrichment: Enrichment
  #idempotency = new IdempotencyMemory()

  /** Throws `SandboxError` where the state file cannot be used. */
  constructor(settings: WorldSettings) {
    this.#settings = settings
    this.clock = settings.clock
    this.catalog = buildCatalog(settings.workspace)
    this.#index = new SearchIndex(settings.indexLagMs)
    this.#enrichment = new Enrichment(settings.enrichAfterMs)
    this.#addMembers()
    this.#journal = settings.stateFile === null ? null : openJournal(settings.stateFile, entry => this.#replay(entry))
  }

  /** The records as they are now, with what was done to them in the background. */
  get records(): RecordStore {
    this.#enrich()
    return this.#records
  }

  get index(): SearchIndex {
    this.#enrich()
    return this.#index
  }

  get idempotency(): IdempotencyMemory {
    return this.#idempotency
  }

  /**
   * Makes a write real: on disk first, then in memory, together with the other sides of its links and the key it was
   * sent under. Returns the record as it then stands.
   */
  commit(record: StoredRecord, claim: IdempotencyClaim | null): StoredRecord {
    if (this.#isClosed) throw new Error('The sandbox is closed.')
    const atMs = this.clock.now()
    this.#journal?.append({ kind: 'write', atMs, record, claim })
    return this.#apply(record, claim, atMs)
  }

  /** Merges two records; throws `SandboxError` `bad_merge` where that makes no sense. */
  merge(merge: Merge): void {
    checkMerge(this.catalog, this.records, merge)
    const atMs = this.clock.now()
    this.#journal?.append({ kind: 'merge', atMs, merge })
    this.#applyMerge(merge, atMs)
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
    this.#enrichment = new Enrichment(this.#settings.enrichAfterMs)
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
    else if (entry.kind === 'merge') this.#applyMerge(entry.merge, entry.atMs)
    else this.#apply(entry.record, entry.claim, entry.atMs)
  }

  #apply(record: StoredRecord, claim: IdempotencyClaim | null, atMs: number): StoredRecord {
    const isNew = this.#records.find(record.type, record.id) === undefined
    const changed = withOtherSides(this.catalog, this.#records, record)
    for (const one of changed) {
      this.#records.put(one)
      this.#index.learn(one, atMs)
    }
    const [written] = changed
    if (isNew) this.#enrichment.expect(written, atMs)
    if (claim !== null) this.#idempotency.complete(claim, written, atMs)
    return written
  }

  #applyMerge(merge: Merge, atMs: number): void {
    const at = new Date(atMs).toISOString()
    for (const record of mergeWrites(this.catalog, this.#records, merge, at)) this.#apply(record, null, atMs)
  }

  /** Does what is due by now in the background, each at the time when it was due. */
  #enrich(): void {
    if (this.#isClosed) return
    for (const { record, atMs } of this.#enrichment.takeDue(this.#records, this.clock.now())) {
      this.#journal?.append({ kind: 'write', atMs, record, claim: null })
      this.#apply(record, null, atMs)
    }
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
