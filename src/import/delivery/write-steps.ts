import type { ApiRecord } from '../../lightfield/record.ts'
import { maxLinksPerRequest } from '../../model/objects.ts'
import type { FieldValue } from '../../model/payload.ts'
import { createBody, type RecordBody } from './body.ts'
import type { Difference, LinkChange, LinkOperation } from './difference.ts'
import { parseUpdate, updateBody } from './update-body.ts'

/** One of the requests that bring a row into its record: the first, and what did not find room in it. */
export interface WriteStep {
  readonly operation: 'create' | 'update'
  /** The request's body. */
  readonly body: string
  /** What the record holds from this import after it, in the form of a create's body. */
  readonly result: string
  /** Whether the row is complete after it. */
  readonly isLast: boolean
}

type Links = Map<string, string | readonly string[]>
type Relationships = RecordBody['relationships']

/**
 * A create, and updates that add the links that one request has no room for. Pure.
 *
 * @param fieldsJson canonical JSON of all its fields, where that is there already
 */
export function createSteps(record: RecordBody, fieldsJson: string | null = null): readonly WriteStep[] {
  if (fitsOneCreate(record)) {
    const body = createBody(record, fieldsJson)
    return [{ operation: 'create', body, result: body, isLast: true }]
  }
  const wanted = [...record.relationships].map(
    ([key, ids]): LinkChange => ({
      key,
      operation: typeof ids === 'string' ? 'replace' : 'add',
      ids: typeof ids === 'string' ? [ids] : ids,
    }),
  )
  // What must be there comes first: an object's required relationships take one record.
  const single = wanted.filter(({ operation }) => operation === 'replace')
  const several = wanted.filter(({ operation }) => operation === 'add')
  const [first = [], ...others] = inPortions([...single, ...several], () => 1)
  const links: Links = withLinks(new Map(), first)
  const fields = new Map([...record.fields].filter(([, value]) => value !== null))
  const body = createBody({ fields, relationships: links })
  const create: WriteStep = { operation: 'create', body, result: body, isLast: others.length === 0 }
  return [create, ...followUps(fields, links, others)]
}

/** Whether there is nothing to portion out: at most one record in each relationship, as in most rows. */
function fitsOneCreate({ relationships }: RecordBody): boolean {
  if (relationships.size > maxLinksPerRequest) return false
  for (const ids of relationships.values()) if (typeof ids !== 'string') return false
  return true
}

/**
 * Updates that carry a difference out: one, unless it changes more links than a request may. Pure.
 *
 * @param before what the record holds from this import so far
 */
export function updateSteps(before: RecordBody, difference: Difference, wanted: RecordBody): readonly WriteStep[] {
  const [first = [], ...others] = inPortions(difference.links)
  const fields = new Map([...before.fields, ...wanted.fields].filter(([, value]) => value !== null))
  const links: Links = withLinks(before.relationships, first)
  const isLast = others.length === 0
  const result = createBody({ fields, relationships: isLast ? settledLinks(links, wanted) : links })
  const update: WriteStep = {
    operation: 'update',
    body: updateBody({ fields: difference.fields, links: first }),
    result,
    isLast,
  }
  return [update, ...followUps(fields, links, others, wanted)]
}

/** A record as an update leaves it. Pure. */
export function afterUpdate(record: ApiRecord, body: string): ApiRecord {
  const { fields, links } = parseUpdate(body)
  const after = [...withLinks(record.relationships, links)].map(([key, ids]) => [key, [ids].flat()] as const)
  return { ...record, fields: new Map([...record.fields, ...fields]), relationships: new Map(after) }
}

function followUps(
  fields: ReadonlyMap<string, FieldValue>,
  start: Links,
  portions: readonly (readonly LinkChange[])[],
  wanted: RecordBody | null = null,
): WriteStep[] {
  let links = start
  return portions.map((portion, position) => {
    links = withLinks(links, portion)
    const isLast = position === portions.length - 1
    const held = isLast && wanted !== null ? settledLinks(links, wanted) : links
    const result = createBody({ fields, relationships: held })
    return { operation: 'update', body: updateBody({ fields: new Map(), links: portion }), result, isLast }
  })
}

/** What the row says of its links in the end, in its own order. */
function settledLinks(links: Links, wanted: RecordBody): Links {
  return new Map([...links, ...wanted.relationships])
}

/**
 * Changes of at most as many links as a request may hold, and of each relationship one operation in a request.
 *
 * @param costOf links that one id of a change counts for: in an update a replaced link is one that goes and one that comes
 */
export function inPortions(
  changes: readonly LinkChange[],
  costOf = ({ operation }: LinkChange): number => (operation === 'replace' ? 2 : 1),
): LinkChange[][] {
  const portions: LinkChange[][] = []
  let portion: LinkChange[] = []
  let room = maxLinksPerRequest
  const close = (): void => {
    portions.push(portion)
    portion = []
    room = maxLinksPerRequest
  }
  for (const change of changes) {
    if (portion.some(({ key }) => key === change.key)) close()
    const cost = costOf(change)
    let { ids } = change
    while (ids.length * cost > room) {
      const fitting = Math.floor(room / cost)
      if (fitting > 0) portion.push({ ...change, ids: ids.slice(0, fitting) })
      ids = ids.slice(fitting)
      close()
    }
    portion.push({ ...change, ids })
    // A link that is cleared has no id, and is a change all the same.
    room -= Math.max(ids.length * cost, 1)
  }
  if (portion.length > 0) portions.push(portion)
  return portions
}

const apply: Readonly<Record<LinkOperation, (held: readonly string[], ids: readonly string[]) => readonly string[]>> = {
  add: (held, ids) => [...new Set([...held, ...ids])],
  remove: (held, ids) => held.filter(id => !ids.includes(id)),
  replace: (_, ids) => ids,
}

/** Relationships as changes of their links leave them. */
export function withLinks(links: Relationships, changes: readonly LinkChange[]): Links {
  const next = new Map(links)
  for (const { key, operation, ids } of changes) {
    const held = next.get(key)
    const [only] = ids
    if (operation === 'replace') next.set(key, only !== undefined && ids.length === 1 ? only : ids)
    else next.set(key, apply[operation](held === undefined ? [] : [held].flat(), ids))
  }
  return next
}
