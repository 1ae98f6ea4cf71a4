import type { LedgerRow, SentRequest } from '../../ledger/ledger-row.ts'
import type { ApiRecord, RecordReference } from '../../lightfield/record.ts'
import type { WritePolicy } from '../../mapping/compiled.ts'
import type { Clock } from '../../model/clock.ts'
import type { LookUp } from '../../model/payload.ts'
import type { RunClient } from '../dry-client.ts'
import type { Candidate } from '../look-up/catalogue.ts'
import { lookUpKey, matchValues } from '../look-up/look-up-key.ts'
import { type RecordFinder, recordsOf } from '../look-up/record-finder.ts'
import { Turns } from '../look-up/turns.ts'
import type { OtherImports } from '../other-imports.ts'
import { parseBody, type RecordBody } from './body.ts'
import { isEmpty } from './difference.ts'
import { differenceFor } from './existing.ts'
import { clockMarginMs } from './settled-row.ts'

/** What the workspace's records show of a request whose key the API has forgotten. */
export type Trace =
  /** It was carried out: this is the record that it made or changed. */
  | { readonly kind: 'done'; readonly record: RecordReference }
  /** It was not, as far as anybody can tell: the row is taken up anew. */
  | { readonly kind: 'undone' }
  /** `near`: records that it may have made, and that hold something else by now. */
  | { readonly kind: 'unknown'; readonly isLookedFor: boolean; readonly near: readonly Candidate[] }

/** Finds out what became of a request. Throws as a look-up does. */
export type Tracer = (row: LedgerRow, sent: SentRequest, signal: AbortSignal) => Promise<Trace>

export interface TraceParts {
  readonly client: Pick<RunClient, 'retrieve'>
  readonly finder: RecordFinder
  readonly clock: Clock
  readonly imports: Pick<OtherImports, 'ahead'>
  readonly object: string
  readonly policy: WritePolicy
}

/** What is not there after the usual pause is looked for once more after this: a second record cannot be taken back. */
const lastPauseMs = 12_000

const notLookedFor: Trace = { kind: 'unknown', isLookedFor: false, near: [] }

const unclear: Trace = { kind: 'unknown', isLookedFor: true, near: [] }

/**
 * Looks for what requests have done whose keys the API has forgotten: an update's record by its id, a create's by what
 * the mapping matches by. A record counts as made by a create where it is not older than the request, no row of the ledger
 * has it, and it holds what was sent. The lists lag behind, so what is not there is looked for again after pauses.
 */
export function traces(parts: TraceParts): Tracer {
  const { client, finder, clock, object, policy } = parts
  const turns = new Turns()
  let taken: Set<string> | null = null

  function holds(record: ApiRecord, body: RecordBody): boolean {
    return isEmpty(differenceFor({ ...record, record, written: null }, body, { ...policy, write: new Map() }))
  }

  async function ofUpdate(id: string, body: RecordBody, signal: AbortSignal): Promise<Trace> {
    const record = await client.retrieve(object, id, signal)
    if (record !== null && holds(record, body)) return { kind: 'done', record }
    return record === null || policy.traceBy !== null ? { kind: 'undone' } : unclear
  }

  async function ofCreate(traceBy: LookUp, sent: SentRequest, signal: AbortSignal): Promise<Trace> {
    const body = parseBody(sent.result)
    const values = matchValues(traceBy, body.fields)
    if (values === null) return notLookedFor
    // Of two lost requests that are alike, one must not be taken for the other.
    return turns.take(lookUpKey(traceBy, values), async () => {
      let found = await finder.find(traceBy, values, true, signal)
      if (found.kind === 'none') {
        await clock.sleep(lastPauseMs, signal)
        found = await finder.findOnce(traceBy, values, signal)
      }
      if (found.kind === 'refused') return unclear
      taken ??= recordsTaken(parts)
      const near: Candidate[] = []
      for (const candidate of recordsOf(found)) {
        if (!mayBeMadeBy(sent, candidate) || taken.has(candidate.id)) continue
        const record = await client.retrieve(object, candidate.id, signal)
        if (record === null) continue
        if (holds(record, body)) {
          taken.add(record.id)
          return { kind: 'done', record }
        }
        near.push(candidate)
      }
      // The modes that match meet such a record when the row's turn comes.
      return near.length > 0 && policy.mode === 'create' ? { ...unclear, near } : { kind: 'undone' }
    })
  }

  return async ({ recordId }, sent, signal) => {
    if (recordId !== null && sent.operation === 'update') return ofUpdate(recordId, parseBody(sent.result), signal)
    return policy.traceBy === null ? notLookedFor : ofCreate(policy.traceBy, sent, signal)
  }
}

/** Records that rows of this ledger have, whatever import they are of. */
function recordsTaken({ imports, object }: TraceParts): Set<string> {
  const taken = new Set<string>()
  for (const { recordId } of imports.ahead(object, 0)) if (recordId !== null) taken.add(recordId)
  return taken
}

/** A record that does not say when it was made may be anybody's: whoever compares it with what was sent finds out. */
function mayBeMadeBy({ firstSentAt }: SentRequest, { createdAt }: Candidate): boolean {
  const madeAt = Date.parse(createdAt ?? '')
  return Number.isNaN(madeAt) || madeAt >= firstSentAt - clockMarginMs
}
