import type { FieldValue } from '../model/payload.ts'
import type { Fault, FaultPlan } from './faults.ts'
import type { Category } from './rate-limit.ts'
import type { StoredRecord } from './records.ts'
import type { RequestCounts, Traffic } from './traffic.ts'
import type { World } from './world.ts'

/** A record as plain JSON. */
export interface StateRecord {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string | null
  readonly trashedAt: string | null
  /** Only where the record was merged into another. */
  readonly mergedInto?: string
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly relationships: Readonly<Record<string, readonly string[]>>
}

/** What a sandbox holds and has seen, as plain JSON. */
export interface SandboxState {
  /** The sandbox's time, ISO 8601. */
  readonly now: string
  /** Records by object type, the trash included. */
  readonly recordCounts: Readonly<Record<string, number>>
  /** Every record by object type, in the order of creation, the trash included. */
  readonly records: Readonly<Record<string, readonly StateRecord[]>>
  readonly requests: Readonly<Record<Category, RequestCounts>>
  /** Writes that were not answered 429, by the unix second of their arrival. */
  readonly writesPerSecond: Readonly<Record<string, number>>
  readonly peakInFlight: number
  /** Requests that came to the target of a `redirect` fault, and how many of them brought an API key along. */
  readonly redirectsFollowed: RedirectCounts
  readonly faults: readonly Fault[]
}

export interface RedirectCounts {
  readonly total: number
  readonly withKey: number
}

/** Puts the state together; `withRecords: false` leaves the records themselves out, which may be many. */
export function describeState(
  parts: { readonly world: World; readonly traffic: Traffic; readonly faults: FaultPlan },
  redirectsFollowed: RedirectCounts,
  options: { readonly withRecords: boolean },
): SandboxState {
  const { world, traffic, faults } = parts
  const types = [...world.records.types()]
  return {
    now: new Date(world.clock.now()).toISOString(),
    recordCounts: Object.fromEntries(types.map(type => [type, world.records.count(type)])),
    records: options.withRecords
      ? Object.fromEntries(types.map(type => [type, Array.from(world.records.ofType(type), plainRecord)]))
      : {},
    requests: traffic.counts(),
    writesPerSecond: traffic.writesPerSecond(),
    peakInFlight: traffic.peakInFlight,
    redirectsFollowed,
    faults: faults.faults,
  }
}

function plainRecord(record: StoredRecord): StateRecord {
  const { type: _, fields, relationships, ...rest } = record
  return {
    ...rest,
    fields: Object.fromEntries(fields),
    relationships: Object.fromEntries([...relationships].map(([key, links]) => [key, links.toArray()])),
  }
}
