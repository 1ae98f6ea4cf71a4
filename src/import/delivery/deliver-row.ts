import type { OwnRowError } from '../../ledger/ledger-row.ts'
import type { ApiRecord } from '../../lightfield/record.ts'
import { isPlannedId, plannedRecord } from '../dry-client.ts'
import type { Candidate } from '../look-up/catalogue.ts'
import { isWanted } from '../look-up/look-up-key.ts'
import { namesOf } from '../look-up/look-ups.ts'
import type { Match, Matched } from '../look-up/matches.ts'
import type { RowResult } from '../row-result.ts'
import type { RunConfig } from '../run-config.ts'
import type { Task } from '../task.ts'
import { emptyBody } from './body.ts'
import { baseRow, type Delivery, type DeliveryParts, endUnsent } from './delivery.ts'
import { goneError, recordGone, undoBegun } from './settled-row.ts'
import { type Gone, gone, isGone, writeRow } from './write-row.ts'

/**
 * Takes one row all the way: finds its own record and those that it names, writes down the intent, sends, writes down
 * the outcome. A row is `pending`, and stays what it was, where the run was stopped before anything was sent.
 */
export async function deliverRow(task: Task, config: RunConfig, parts: DeliveryParts): Promise<RowResult> {
  const delivery: Delivery = { task, config, parts }
  const { plan, known } = task
  if (plan.kind === 'create') return deliverNew(delivery)
  const { recordId: id, written } = plan
  const existing = { id, httpLink: known?.httpLink ?? null, record: null, written }
  // What was gone may have been fetched back from the trash, and an undoing cut short: nothing is said without a look.
  const isToLook = known?.error?.code === recordGone || isBeingUndone(task)
  const record = isToLook ? await retrieve(delivery, id) : undefined
  const end = record === null ? gone(written) : await writeRow(delivery, { ...existing, record: record ?? null })
  return isGone(end) ? replaceGone(delivery, id, end) : end
}

/** The row fails, or is taken up as one without a record, by requests that are others than the first ones. */
async function replaceGone(delivery: Delivery, id: string, { written }: Gone): Promise<RowResult> {
  const { task, config, parts } = delivery
  const isUndone = isBeingUndone(task)
  if (config.policy.gone === 'fail' && !isUndone) return endUnsent(delivery, { state: 'failed', error: goneError })
  // A second record cannot be taken back: the API is asked once more before one is made.
  if ((await retrieve(delivery, id)) !== null) return endUnsent(delivery, { state: 'failed', error: notGone })
  parts.matches.leaveOut(id)
  const follows = written?.idempotencyKey || (task.known?.follows ?? null)
  const known = { ...baseRow(delivery), recordId: null, httpLink: null, written: null, follows }
  const end = await deliverNew({ ...delivery, task: { ...task, known } })
  return isUndone ? end : { ...end, replaced: id }
}

/** Whether a record that is gone was trashed by an undoing that was cut short: nobody misses it. */
function isBeingUndone({ known }: Task): boolean {
  return known?.error?.code === undoBegun
}

/** A row that has no record of its own: an existing one is looked for, where the mode says so, or one is created. */
async function deliverNew(delivery: Delivery): Promise<RowResult> {
  const { task, config, parts } = delivery
  const { matched } = task
  if (config.policy.match === null) return writeRow(delivery, null)
  if (matched === null) return endUnsent(delivery, { state: 'failed', error: blankMatch })
  // A parent of the row's own type takes its turn too: it is made before, or two rows could wait for each other.
  if (namesOwnType(delivery)) await parts.lookUps.resolve(task.draft.relationships, task.place, parts.stop.signal)
  return parts.matches.inTurn(matched.matchKey, () => deliverMatched(delivery, matched))
}

function namesOwnType({ task, config }: Delivery): boolean {
  return [...task.draft.relationships.values()].some(
    link => link.kind === 'find' && link.missing === 'create' && link.lookUp.object === config.object,
  )
}

async function deliverMatched(delivery: Delivery, matched: Matched): Promise<RowResult> {
  const { parts } = delivery
  const { signal } = parts.stop
  for (;;) {
    const claim = parts.matches.claim(matched.matchKey)
    const match = await parts.matches.find(matched, signal)
    switch (match.kind) {
      case 'none': {
        const end = await writeRow(delivery, null, claim)
        if (!('kind' in end)) return end
        const decided = await parts.matches.untilDecided(claim, signal)
        if (decided.kind !== 'unknown') break
        return endUnsent(delivery, { state: 'failed', error: undecided(decided.importName) })
      }
      case 'unsettled':
        return endUnsent(delivery, { state: 'failed', error: unsettledMatch(match.row) })
      case 'refused':
        return endUnsent(delivery, { state: 'failed', error: { ...match, param: null, column: null } })
      case 'several': {
        if (await anyGone(delivery, match.records)) break
        return endUnsent(delivery, { state: 'ambiguous', error: severalMatches(matched, match.records) })
      }
      case 'one': {
        const end = await meet(delivery, matched, match)
        // The ledger and the lists lag behind: what was trashed, merged or renamed meanwhile is as good as not found.
        if (!('kind' in end)) return end
        if (end.kind === 'gone') parts.matches.leaveOut(match.record.id)
        else parts.matches.setApart(matched.matchKey, match.record.id)
      }
    }
  }
}

type OneMatch = Extract<Match, { kind: 'one' }>

/** The record was changed, and is not what the row is matched by any more. */
interface Other {
  readonly kind: 'other'
}

/** Takes the record for found, or writes to it what differs. */
async function meet(delivery: Delivery, matched: Matched, match: OneMatch): Promise<RowResult | Gone | Other> {
  const { config } = delivery
  const { id, httpLink } = match.record
  const isFoundEnough = config.policy.mode === 'find-or-create'
  if (isFoundEnough && wasJustSeen(match, config)) return takeAsFound(delivery, match.record)
  const record = await lookAt(match, delivery)
  if (record === null) return gone(null)
  if (!isWanted(matched.lookUp, record, matched.values)) return { kind: 'other' }
  if (isFoundEnough) return takeAsFound(delivery, match.record)
  return writeRow(delivery, { id, httpLink: record.httpLink ?? httpLink, record, written: null })
}

function takeAsFound(delivery: Delivery, record: Candidate): Promise<RowResult> {
  const written = { digest: delivery.task.digest, body: emptyBody, idempotencyKey: '' }
  return endUnsent(delivery, { state: 'found', record, written })
}

/** By a search, or by this run's own write; what an earlier run knows of a record may be old. */
function wasJustSeen({ row }: OneMatch, { runId }: RunConfig): boolean {
  return row === null || row.runId === runId
}

/** The record as it is now: lists lag behind, a retrieve does not. */
async function lookAt({ record: { id }, row }: OneMatch, delivery: Delivery): Promise<ApiRecord | null> {
  if (!isPlannedId(id)) return retrieve(delivery, id)
  const created = plannedRecord(id, row)
  return delivery.parts.client.recall?.(created) ?? created
}

function retrieve({ config, parts }: Delivery, id: string): Promise<ApiRecord | null> {
  return parts.client.retrieve(config.object, id, parts.stop.signal)
}

/** Leaves out those of several candidates that are not there any more, and tells whether there were any. */
async function anyGone(delivery: Delivery, records: readonly Candidate[]): Promise<boolean> {
  const there = await Promise.all(records.map(({ id }) => isPlannedId(id) || retrieve(delivery, id)))
  const missing = records.filter((_, position) => there[position] === null)
  for (const { id } of missing) delivery.parts.matches.leaveOut(id)
  return missing.length > 0
}

const notGone: OwnRowError = {
  code: 'not_found',
  param: null,
  column: null,
  message: 'The API refuses the update as if the record were not there, and has it all the same. Try again later.',
}

const blankMatch: OwnRowError = {
  code: 'blank_match',
  param: null,
  column: null,
  message: 'What the row is matched by (match in the mapping) is blank.',
}

function severalMatches({ lookUp }: Matched, records: readonly Candidate[]): OwnRowError {
  const by = lookUp.by.map(({ key }) => key).join(' and ')
  return {
    code: 'match_ambiguous',
    param: lookUp.by[0]?.key ?? null,
    column: null,
    message: `Several records of type ${lookUp.object} have the ${by} of this row: ${namesOf(records)}. Merge them, or say ambiguous: first_created in the mapping.`,
  }
}

function undecided(importName: string): OwnRowError {
  return {
    code: 'match_in_doubt',
    param: null,
    column: null,
    message: `The import ${importName} was first to send a row of the same match, and no answer is known. Once that import has settled it, the same command goes on with this row.`,
  }
}

function unsettledMatch({ row, line }: { readonly row: number; readonly line: number }): OwnRowError {
  return {
    code: 'match_in_doubt',
    param: null,
    column: null,
    message: `Row ${row} (line ${line}) has the same match; it was sent, and its answer never came. Once that is settled, the same command goes on with this row.`,
  }
}
