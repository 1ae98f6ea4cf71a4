import type { Claim } from '../../ledger/claim.ts'
import type { ImportLedger } from '../../ledger/ledger.ts'
import type { LedgerRow, RowPlace } from '../../ledger/ledger-row.ts'
import type { FieldValue, LookUp, Wanted } from '../../model/payload.ts'
import { createBody } from '../delivery/body.ts'
import { claimTo, untilDecided } from '../delivery/claim.ts'
import { type Forestalled, type SendParts, sendWrite } from '../delivery/send-write.ts'
import { firstUse, isUnsettled } from '../delivery/settled-row.ts'
import { isPlannedId, type RunClient } from '../dry-client.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { newRow } from '../new-row.ts'
import { type OtherImports, parentsImportName } from '../other-imports.ts'
import type { PlanFollower } from '../planning/plan-follower.ts'
import { lookUpDigest, lookUpKey } from './look-up-key.ts'
import type { ParentFailed } from './look-ups.ts'
import type { Found, RecordFinder } from './record-finder.ts'
import type { Turns } from './turns.ts'

export interface ParentParts extends Omit<SendParts, 'ledger' | 'columnOf'> {
  readonly client: RunClient
  /** The import whose rows name the parents. */
  readonly ledger: ImportLedger
  readonly object: string
  readonly turns: Turns
  readonly follow: PlanFollower | null
  readonly finder: RecordFinder
  readonly imports: OtherImports
  readonly importName: string
  readonly runId: string
}

/** A parent that a row names, and what it is to be if there is none. */
export interface WantedParent extends Wanted {
  readonly fields: ReadonlyMap<string, FieldValue>
}

/**
 * Finds the records that rows point to, and makes those that are missing: each once, however many rows name it at the
 * same moment. They are rows of an import of their own, so that a lost answer is settled as any other.
 */
export class Parents {
  readonly #parts: ParentParts
  readonly #found = new Map<string, Promise<Found | ParentFailed>>()
  readonly #made = new Map<string, number>()

  constructor(parts: ParentParts) {
    this.#parts = parts
  }

  /** How many records of each type were made in this run. */
  get made(): ReadonlyMap<string, number> {
    return this.#made
  }

  /**
   * @param place the row that asks
   * @throws RunStopped where the API refuses the key or cannot be reached
   * @throws the signal's reason where it is aborted
   */
  findOrMake(
    lookUp: LookUp,
    wanted: WantedParent,
    place: RowPlace,
    signal: AbortSignal,
  ): Promise<Found | ParentFailed> {
    const key = lookUpKey(lookUp, wanted.values)
    let found = this.#found.get(key)
    if (found === undefined) {
      // A row of the import may be the record that another one names.
      const findOrMake = () => this.#findOrMake(lookUp, wanted, place, signal)
      const isOwn = lookUp.object === this.#parts.object
      found = isOwn ? this.#parts.turns.take(lookUpDigest(lookUp, wanted.values), findOrMake) : findOrMake()
      this.#found.set(key, found)
    }
    return found
  }

  async #findOrMake(
    lookUp: LookUp,
    wanted: WantedParent,
    place: RowPlace,
    signal: AbortSignal,
  ): Promise<Found | ParentFailed> {
    const { finder, imports } = this.#parts
    const identity = lookUpDigest(lookUp, wanted.values)
    const gone = new Set<string>()
    const claim = claimTo(identity, recordId => gone.has(recordId), this.#parts)
    const known = await this.#stillThere(lookUp.object, imports.parents(lookUp.object).find(identity), signal)
    if (known !== null && known.recordId !== null) return foundRow(known, known.recordId)
    if (known !== null && isUnsettled(known)) return inDoubt(lookUp.object)
    for (const row of this.#madeElsewhere(lookUp.object, identity)) {
      const made = await this.#stillThere(lookUp.object, row, signal)
      if (made !== null && made.recordId !== null) return foundRow(made, made.recordId)
    }
    const found = await finder.find(lookUp, wanted.values, true, signal)
    if (found.kind !== 'none') return found
    for (;;) {
      const made = await this.#make(lookUp, wanted, { ...place, identity }, known, claim)
      if (made.kind !== 'forestalled') return made
      const others = await this.#madeByOthers(lookUp.object, claim, gone, signal)
      if (others !== null) return others
    }
  }

  /** What came of a parent that another import was first to make; null where this one is to try again. */
  async #madeByOthers(
    object: string,
    claim: Claim,
    gone: Set<string>,
    signal: AbortSignal,
  ): Promise<Found | ParentFailed | null> {
    const decided = await untilDecided(claim, { ...this.#parts, ledger: this.#parts.imports.parents(object) }, signal)
    if (decided.kind === 'unknown') return undecided(object, decided.importName)
    if (decided.kind === 'free') return null
    const row = await this.#stillThere(object, decided.row, signal)
    if (row !== null && row.recordId !== null) return foundRow(row, row.recordId)
    gone.add(decided.recordId)
    return null
  }

  /** Rows that the ledger knows to be this record: the import's own, and parents that other imports made. */
  #madeElsewhere(object: string, identity: string): readonly LedgerRow[] {
    const { imports, ledger } = this.#parts
    const own = object === this.#parts.object ? ledger.findByMatch(identity) : []
    const others = imports.parentsOfOthers(object).map(other => other.find(identity))
    return [...own, ...others.filter(row => row !== null)]
  }

  /** A parent that was trashed or merged since it was made is as good as missing; made anew, it is another request. */
  async #stillThere(object: string, known: LedgerRow | null, signal: AbortSignal): Promise<LedgerRow | null> {
    if (known === null || known.recordId === null || isPlannedId(known.recordId)) return known
    if ((await this.#parts.client.retrieve(object, known.recordId, signal)) !== null) return known
    return { ...known, recordId: null, httpLink: null, written: null, follows: known.written?.idempotencyKey ?? null }
  }

  async #make(
    { object }: LookUp,
    { values, fields }: WantedParent,
    place: RowPlace,
    known: LedgerRow | null,
    claim: Claim,
  ): Promise<Found | ParentFailed | Forestalled> {
    const { client, imports, importName, runId, clock, stop, follow } = this.#parts
    const parent = { object, fields }
    if (follow !== null && !follow.mayMake(parent)) return unplanned(object)
    const body = createBody({ fields, relationships: new Map() })
    const key = idempotencyKey({
      importName: parentsImportName(importName, object),
      object,
      operation: 'create',
      identity: place.identity,
      body,
      after: known?.follows ?? null,
    })
    const { row, settled } = await sendWrite(
      {
        object,
        runId,
        base: { ...newRow(place, runId, clock.now()), ...known, ...place, key: values.join(' / ') },
        known,
        sent: {
          operation: 'create',
          digest: '',
          body,
          result: body,
          idempotencyKey: key,
          firstSentAt: firstUse(key, known?.sent ?? null, client.serverNow()),
          before: null,
        },
        claim,
      },
      { ...this.#parts, ledger: imports.parents(object), columnOf: () => null },
    )
    if (settled.kind === 'forestalled') return settled
    if (row?.state === 'created' && row.recordId !== null) {
      this.#made.set(object, (this.#made.get(object) ?? 0) + 1)
      follow?.made(row.recordId, parent)
      return foundRow(row, row.recordId)
    }
    // The rows that name it were not reached either.
    stop.signal.throwIfAborted()
    if (row?.state === 'in_doubt') return inDoubt(object)
    return { kind: 'parent_failed', message: notMade(object, row) }
  }
}

function foundRow({ httpLink }: LedgerRow, id: string): Found {
  return { kind: 'one', record: { id, httpLink, createdAt: null } }
}

function inDoubt(object: string): ParentFailed {
  const message = `The ${object} that this row names was sent, and the answer never came. Once that is settled, retry makes this row.`
  return { kind: 'parent_failed', message }
}

function undecided(object: string, importName: string): ParentFailed {
  const message = `The import ${importName} was first to send the ${object} that this row names, and no answer is known. Once that import has settled it, retry makes this row.`
  return { kind: 'parent_failed', message }
}

function unplanned(object: string): Found {
  const message = `No ${object} is what this row names any more, and the plan does not say to create one. Draw a new plan.`
  return { kind: 'refused', code: 'drifted', message }
}

function notMade(object: string, row: LedgerRow | null): string {
  const reason = row?.error ? `the API refuses it (${row.error.code}): ${row.error.message}` : 'the API did not answer'
  return `The ${object} that this row names could not be created: ${reason}`
}
