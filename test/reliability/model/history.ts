import fc from 'fast-check'
import type { Fault } from '../../../src/sandbox/sandbox.ts'
import { type Death, points } from './mortal-parts.ts'

/** How an import tells its rows apart and finds their records. */
export interface Shape {
  readonly mode: 'create' | 'find-or-create' | 'upsert'
  /** Whether `key` names the ID column; else a row's content is its identity. */
  readonly hasKey: boolean
  /** What records are matched by; null in mode create alone. */
  readonly match: '$name' | 'sourceId' | null
  /** Whether accounts are made that rows name (`missing: create`); else all rows name one that is there. */
  readonly makesParents: boolean
  /** Whether the records of several rows may be alike to the letter. */
  readonly isAlike: boolean
  /** Whether a record is there that holds what the first row says, and is somebody else's. */
  readonly hasStranger: boolean
}

/** How the records' search index and the two clocks behave. */
export interface Surroundings {
  readonly indexLagMs: number
  /** Requests under way at a time. */
  readonly concurrency: number
}

/** What a run, a retry or an undoing meets with. */
export interface Fate {
  readonly faults: readonly Fault[]
  readonly death: Death | null
}

export type Column = 'name' | 'amount' | 'company'

export type Event =
  | { readonly kind: 'run' | 'retry' | 'undo'; readonly fate: Fate }
  /** `variant`: one of a few values, so that an edit is often taken back. */
  | { readonly kind: 'edit'; readonly row: number; readonly column: Column; readonly variant: number }
  /** The mapping fills another field, or no longer does. */
  | { readonly kind: 'remap' }
  | { readonly kind: 'reorder' }
  | { readonly kind: 'wait'; readonly clock: 'both' | 'server' | 'ours'; readonly ms: number }
  /** Requests that were taken up and not carried out yet now are. */
  | { readonly kind: 'arrive' }

/** An import and all that happens to it. */
export interface History {
  readonly shape: Shape
  readonly surroundings: Surroundings
  readonly rows: number
  readonly events: readonly Event[]
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const shape: fc.Arbitrary<Shape> = fc
  .record({
    way: fc.constantFrom(
      { mode: 'create', match: null },
      { mode: 'create', match: null },
      { mode: 'create', match: '$name' },
      { mode: 'create', match: '$name' },
      { mode: 'create', match: 'sourceId' },
      { mode: 'find-or-create', match: 'sourceId' },
      { mode: 'upsert', match: 'sourceId' },
      { mode: 'upsert', match: '$name' },
    ),
    hasKey: fc.boolean(),
    makesParents: fc.boolean(),
    isAlike: fc.boolean(),
    hasStranger: fc.boolean(),
  } as const)
  .map(({ way, hasKey, makesParents, isAlike, hasStranger }) => ({
    ...way,
    // Without a key an edited name is another row, and by its new name another record.
    hasKey: hasKey || (way.mode === 'upsert' && way.match === '$name'),
    makesParents,
    isAlike: isAlike && way.mode === 'create' && way.match !== 'sourceId',
    // A stranger of this name is the row's record, until the row has made one of another name.
    hasStranger: hasStranger && !(way.mode === 'upsert' && way.match === '$name'),
  }))

/** An answer that is lost after its write was carried out. */
const lostAfter = fc.constantFrom<Fault>(
  { kind: 'error-after', status: 500 },
  { kind: 'error-after', status: 504 },
  { kind: 'reset-after' },
  { kind: 'no-id' },
  { kind: 'cut-json' },
  { kind: 'bad-utf8' },
)

/** Carried out when `arrive` says so, or when hours go by. */
const late: Fault = { kind: 'commit-late', ms: 1 }

/** A write that comes to nothing, or only later. */
const lostBefore = fc.constantFrom<Fault>(
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfter: 2 },
  { kind: 'status', status: 408 },
  { kind: 'status', status: 429, retryAfter: 1 },
  { kind: 'reset-before' },
  { kind: 'html' },
  { kind: 'redirect' },
  { kind: 'conflict' },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 403 },
  late,
)

/** Some write of the run, from some write on, or all; once, or more often than a request is tried. */
const faultyWrite: fc.Arbitrary<Fault> = fc
  .record({
    fault: fc.oneof(lostAfter, lostBefore),
    nth: fc.oneof(
      fc.record({ at: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ from: fc.integer({ min: 1, max: 5 }) }),
    ),
    times: fc.constantFrom(1, 2, 20),
  })
  .map(({ fault, nth, times }) => hitting(fault, nth, times))

/** Nothing tells a request to the trash that is carried out late from one that is not. */
function hitting(fault: Fault, nth: NonNullable<Fault['match']>['nth'] & {}, times: number): Fault {
  const which = fault === late ? { method: 'POST' } : { category: 'write' as const }
  return { ...fault, match: { ...which, nth }, times }
}

const faultySearch: fc.Arbitrary<Fault> = fc
  .record({ status: fc.constantFrom(500, 429), times: fc.constantFrom(1, 20), at: fc.integer({ min: 1, max: 3 }) })
  .map(({ status, times, at }) => ({ kind: 'status', status, times, match: { category: 'search', nth: { from: at } } }))

const faultyLook: fc.Arbitrary<Fault> = faultySearch.map(fault => ({
  ...fault,
  match: { category: 'read', path: '/v1/opportunities/opp_' },
}))

/** What the API says of a row that it does not want; see `play` for when it may say so. */
const refusal: fc.Arbitrary<Fault> = fc.integer({ min: 1, max: 4 }).map(at => ({
  kind: 'status',
  status: 422,
  match: { category: 'write', nth: { at } },
}))

const fate: fc.Arbitrary<Fate> = fc.record({
  faults: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.array(faultyWrite, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.tuple(faultyWrite, fc.oneof(faultySearch, faultyLook)) },
    { weight: 1, arbitrary: fc.tuple(refusal) },
  ),
  death: fc.option(fc.record({ at: fc.constantFrom(...points), nth: fc.integer({ min: 1, max: 5 }) }), { freq: 3 }),
})

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('run'), fate }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry'), fate }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo'), fate }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('edit'),
      row: fc.nat({ max: 3 }),
      column: fc.constantFrom<Column>('name', 'amount', 'company'),
      variant: fc.nat({ max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('remap', 'reorder') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('arrive') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait'),
      clock: fc.constantFrom('both', 'both', 'both', 'server', 'ours'),
      ms: fc.constantFrom(minuteMs, 10 * minuteMs, 23 * hourMs, 24 * hourMs - 4 * minuteMs, 25 * hourMs),
    }),
  },
)

/** A run whose answers are lost, and so much time after it that the API forgets its keys. */
const forgotten: fc.Arbitrary<readonly Event[]> = fc
  .record({
    faults: fc.oneof(fc.tuple(lostAfter), fc.tuple(lostBefore), fc.tuple(lostAfter, lostBefore)),
    from: fc.integer({ min: 1, max: 3 }),
    clock: fc.constantFrom('both', 'both', 'server'),
  } as const)
  .map(({ faults: [first, second = first], from, clock }) => [
    {
      kind: 'run',
      fate: {
        faults: [hitting(first, { at: from }, 1), hitting(second, { from: from + 1 }, 100)],
        death: null,
      },
    },
    { kind: 'wait', clock, ms: 25 * hourMs },
  ])

/** Small imports through which much goes wrong. */
export const histories: fc.Arbitrary<History> = fc.record({
  shape,
  surroundings: fc.record({
    indexLagMs: fc.constantFrom(0, 3_000, 10 * minuteMs),
    concurrency: fc.constantFrom(1, 4),
  }),
  rows: fc.integer({ min: 1, max: 4 }),
  events: fc
    .array(fc.oneof({ weight: 4, arbitrary: event.map(single => [single]) }, { weight: 1, arbitrary: forgotten }), {
      minLength: 2,
      maxLength: 8,
    })
    .map(chapters => chapters.flat()),
})
