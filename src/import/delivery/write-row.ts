import type { Claim } from '../../ledger/claim.ts'
import type { LedgerRow, OwnRowError, SentRequest, WrittenBody } from '../../ledger/ledger-row.ts'
import { canonicalJson } from '../../model/json.ts'
import { objectFacts } from '../../model/objects.ts'
import { isPlannedId } from '../dry-client.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { type PlannedWrite, plannedCreate, plannedUpdate, recordHashOf } from '../planning/planned-write.ts'
import { type RowResult, resultOf } from '../row-result.ts'
import { unsentResult } from '../task.ts'
import { createBody, type RecordBody } from './body.ts'
import { baseRow, type Delivery, endDrifted, endUnsent } from './delivery.ts'
import { type Difference, isEmpty } from './difference.ts'
import { encodeDraft } from './draft-json.ts'
import { differenceFor, type Existing, heldBy, needsLook, takenOver, writtenTo } from './existing.ts'
import { type Forestalled, sendWrite } from './send-write.ts'
import { firstUse, partialDigest, recordGone } from './settled-row.ts'
import { createSteps, updateSteps, type WriteStep } from './write-steps.ts'

/** What is to be written, as one request or several. */
interface Work {
  readonly steps: readonly WriteStep[]
  readonly planned: () => PlannedWrite
  /** What is written over, in the form of a create's body; null for a create. */
  readonly before: string | null
  /** Key of the write that the first request follows. */
  readonly after: string | null
  /** What its create claims; null where other imports do not count. */
  readonly claim: Claim | null
}

/** The record was trashed or merged in the meantime. */
export interface Gone {
  readonly kind: 'gone'
  /** What this import last wrote to it. */
  readonly written: WrittenBody | null
}

/** @param written what this import last wrote to the record that is not there any more */
export function gone(written: WrittenBody | null): Gone {
  return { kind: 'gone', written }
}

/** Whether a row could not be written, because its record is not there. */
export function isGone(end: RowResult | Gone): end is Gone {
  return 'kind' in end
}

/**
 * Writes a row to its record, or to a new one (null): finds the records that it names, and sends what differs, intent
 * first.
 *
 * @param claim to the record that is made, in the modes that match
 */
export async function writeRow(delivery: Delivery, existing: null): Promise<RowResult>
export async function writeRow(delivery: Delivery, existing: null, claim: Claim): Promise<RowResult | Forestalled>
export async function writeRow(delivery: Delivery, existing: Existing): Promise<RowResult | Gone>
export async function writeRow(
  delivery: Delivery,
  existing: Existing | null,
  claim: Claim | null = null,
): Promise<RowResult | Gone | Forestalled> {
  const { task, parts } = delivery
  const resolution = await parts.lookUps.resolve(task.draft.relationships, task.place, parts.stop.signal)
  if (resolution.kind === 'unresolved') {
    return endUnsent(delivery, { state: resolution.outcome, error: resolution.error })
  }
  const wanted: RecordBody = { fields: task.draft.fields, relationships: resolution.links }
  if (existing === null) {
    const missing = missingLink(delivery, wanted)
    if (missing !== null) return endUnsent(delivery, { state: 'failed', error: missing })
    return send(delivery, createWork(delivery, wanted, claim), resolution.isPartial, null)
  }

  const seen = await lookedAt(delivery, existing, wanted)
  if (seen === null) return gone(existing.written)
  const work = updateWork(delivery, seen, wanted)
  if (work !== null) return send(delivery, work, resolution.isPartial, seen)
  return nothingToWrite(delivery, seen, wanted, resolution.isPartial)
}

/** A required relationship that was left out (`missing: omit`): the API would refuse the create. */
function missingLink({ config, parts }: Delivery, { relationships }: RecordBody): OwnRowError | null {
  const key = objectFacts(config.object).requiredRelationships.find(required => !relationships.has(required))
  if (key === undefined) return null
  const message = `${config.object} needs ${key}, and the record that this row names is not there. Create it first.`
  return { code: 'look_up_not_found', param: key, column: parts.columnOf(key), message }
}

function createWork({ task }: Delivery, wanted: RecordBody, claim: Claim | null): Work {
  return {
    steps: createSteps(wanted, task.fieldsJson),
    planned: () => plannedCreate(wanted),
    before: null,
    after: task.known?.follows ?? null,
    claim,
  }
}

/** Null where the record holds already what the row says. */
function updateWork({ config }: Delivery, existing: Existing, wanted: RecordBody): Work | null {
  const difference = differenceFor(existing, wanted, config.policy)
  if (isEmpty(difference)) return null
  const held = heldBy(existing)
  const { id, record, written } = existing
  const hash = record === null ? null : recordHashOf(record, config.object, config.policy)
  const fields = [...difference.fields.keys()].map(key => [key, held.fields.get(key) ?? null] as const)
  const links = difference.links.map(({ key }) => [key, held.relationships.get(key) ?? []] as const)
  return {
    steps: updateSteps(writtenTo(existing), difference, takenOver(wanted, difference, config.policy)),
    planned: () => plannedUpdate(id, held, difference, hash),
    before: canonicalJson(new Map([['fields', new Map(fields)] as const, ['relationships', new Map(links)] as const])),
    // Without a write of ours before it, the record itself and its age tell one state from another.
    after: written?.idempotencyKey || [id, record?.updatedAt ?? ''].join(' '),
    claim: null,
  }
}

/** The record with what it holds now, where that has to be known; null where it is not there any more. */
async function lookedAt({ config, parts }: Delivery, existing: Existing, wanted: RecordBody): Promise<Existing | null> {
  const { policy } = config
  const isKnown = existing.record !== null || isPlannedId(existing.id)
  if (isKnown) return existing
  const isToLook = config.looksAtRecords || needsLook(existing, differenceFor(existing, wanted, policy), policy)
  if (!isToLook) return existing
  const record = await parts.client.retrieve(config.object, existing.id, parts.stop.signal)
  return record && { ...existing, record }
}

async function send(
  delivery: Delivery,
  work: Work,
  isPartial: boolean,
  existing: Existing | null,
): Promise<RowResult | Gone | Forestalled> {
  const { task, config, parts } = delivery
  const outcome = existing === null ? 'created' : 'updated'
  const begunAt = task.known?.written?.digest === partialDigest(task.digest) ? task.known.at : null
  const planned = config.dryRun || parts.follow !== null ? work.planned() : null
  const intended = { outcome, recordId: existing?.id ?? null, planned, begunAt } as const
  const departure = parts.follow?.departure(task.place.row, intended) ?? null
  if (departure !== null) return endDrifted(delivery, departure, existing)
  const isWhole = work.steps.length === 1 && !isPartial
  let known = task.known
  let base: LedgerRow = {
    ...baseRow(delivery),
    recordId: existing?.id ?? null,
    httpLink: existing?.httpLink ?? null,
    written: existing?.written ?? null,
    draft: isWhole ? null : encodeDraft(task.draft),
  }
  let { after } = work
  for (const step of work.steps) {
    const digest = step.isLast && !isPartial ? task.digest : partialDigest(task.digest)
    const sent = requestOf(delivery, step, { digest, before: work.before, after })
    const claim = step.operation === 'create' ? work.claim : null
    const { object, runId } = config
    const done = await sendWrite({ object, runId, base, known, sent, outcome, claim }, parts)
    if (done.settled.kind === 'forestalled') return done.settled
    if (existing !== null && done.row?.error?.code === recordGone) return gone(base.written)
    if (done.row === null || done.row.state === 'sending') return unsentResult(task)
    if (done.settled.kind !== 'done') return resultOf(done.row, done.row.state, task.cells, planned)
    base = done.row
    known = done.row
    after = sent.idempotencyKey
  }
  if (base.recordId !== null) {
    if (existing === null) parts.follow?.made(base.recordId, null)
    else parts.follow?.changed(base.recordId)
  }
  return resultOf(base, outcome, task.cells, planned)
}

function requestOf(
  { task, config, parts }: Delivery,
  { operation, body, result }: WriteStep,
  { digest, before, after }: { readonly digest: string; readonly before: string | null; readonly after: string | null },
): SentRequest {
  const { importName, object } = config
  const { identity } = task.place
  const key = idempotencyKey({ importName, object, operation, identity, body, after })
  const firstSentAt = firstUse(key, task.known?.sent ?? null, parts.client.serverNow())
  return { operation, digest, body, result, idempotencyKey: key, firstSentAt, before }
}

/** The row is done or, where a relationship waits for a record that is not there yet, as far as it can be. */
function nothingToWrite(
  delivery: Delivery,
  { id, httpLink, written }: Existing,
  wanted: RecordBody,
  isPartial: boolean,
): Promise<RowResult> | RowResult {
  const { task, config } = delivery
  const digest = isPartial ? partialDigest(task.digest) : task.digest
  if (isPartial && task.known !== null && waitsAlready(task.known, digest)) {
    return resultOf(task.known, 'skipped', task.cells)
  }
  const body = written?.body ?? createBody(takenOver(wanted, nothing, config.policy))
  const idempotencyKey = written?.idempotencyKey ?? ''
  return endUnsent(delivery, {
    state: 'unchanged',
    record: { id, httpLink },
    written: { digest, body, idempotencyKey },
    isPartial,
  })
}

const nothing: Difference = { fields: new Map(), links: [] }

/** Whether the ledger has it that a row is done but for what it waits for; what that was may have failed since. */
function waitsAlready({ state, draft, written }: LedgerRow, digest: string): boolean {
  return state !== 'failed' && state !== 'ambiguous' && draft !== null && written?.digest === digest
}
