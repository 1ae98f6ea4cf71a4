import type { LedgerRow } from '../ledger/ledger-row.ts'
import type { Settled } from '../lightfield/attempts.ts'
import type { LightfieldClient, RequestCounts } from '../lightfield/client.ts'
import type { ApiRecord } from '../lightfield/record.ts'
import { emptyBody, parseBody } from './delivery/body.ts'
import { afterUpdate } from './delivery/write-steps.ts'

/** What a run needs of the API. */
export interface RunClient
  extends Pick<
    LightfieldClient,
    'write' | 'remove' | 'list' | 'retrieve' | 'limiter' | 'latency' | 'counts' | 'serverNow' | 'outage' | 'outageMs'
  > {
  /** In a dry run only: a record that it would have created, as its later writes would have left it. */
  readonly recall?: (created: ApiRecord) => ApiRecord
}

/** A client that reads as the real one does, and only pretends to write. `counts` tells what was really sent. */
export interface DryClient extends RunClient {
  /** Requests that the run would have sent. */
  planned(): RequestCounts['requests']
}

const plannedPrefix = 'planned-'

/** Whether this is the id of a record that a dry run would have created. */
export function isPlannedId(id: string): boolean {
  return id.startsWith(plannedPrefix)
}

/** The record that a dry run would have created for a row. */
export function plannedRecord(id: string, row: LedgerRow | null): ApiRecord {
  const { fields, relationships } = parseBody(row?.written?.body ?? emptyBody)
  const links = new Map([...relationships].map(([key, ids]) => [key, [ids].flat()]))
  return { id, httpLink: null, createdAt: null, updatedAt: null, fields, relationships: links }
}

/**
 * A client for a dry run. Two rows may be about one record: it remembers the updates of what it may be asked for again,
 * so that the second row meets what the first would have left.
 */
export function dryClient(client: RunClient): DryClient {
  let writes = 0
  let recalls = 0
  const updates = new Map<string, string[]>()
  const pretend = (id: string): Settled => ({ kind: 'done', body: { id, httpLink: null }, attempts: 1 })
  const remember = (id: string, body: string): void => {
    const earlier = updates.get(id)
    if (earlier !== undefined) earlier.push(body)
    else if (isPlannedId(id)) updates.set(id, [body])
  }
  const updated = (record: ApiRecord): ApiRecord => (updates.get(record.id) ?? []).reduce(afterUpdate, record)
  return {
    latency: client.latency,
    limiter: category => client.limiter(category),
    list: (...args) => client.list(...args),
    async retrieve(object, id, signal) {
      const record = await client.retrieve(object, id, signal)
      if (record === null) return null
      if (!updates.has(id)) updates.set(id, [])
      return updated(record)
    },
    recall(created) {
      recalls += 1
      return updated(created)
    },
    async write(request, beforeSend) {
      writes += 1
      // Named before the wait, in which others may come.
      const id = request.recordId ?? `${plannedPrefix}${writes}`
      await beforeSend(1)
      if (request.recordId !== null) remember(id, request.body)
      return pretend(id)
    },
    async remove(request, beforeSend) {
      writes += 1
      await beforeSend(1)
      return pretend(request.recordId)
    },
    counts: () => client.counts(),
    serverNow: () => client.serverNow(),
    get outage() {
      return client.outage
    },
    get outageMs() {
      return client.outageMs
    },
    planned() {
      const { read, search } = client.counts().requests
      return { write: writes, read: read + recalls, search }
    },
  }
}
