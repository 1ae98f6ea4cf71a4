import type { IncomingHttpHeaders } from 'node:http'
import { type ApiKey, checkScopes, validateBody } from './auth.ts'
import type { ObjectModel } from './catalog.ts'
import { ApiFailure } from './errors.ts'
import { type IdempotencyClaim, readClaim } from './idempotency.ts'
import { checkContentType, type PlainObject, parseJsonObject } from './json-body.ts'
import { list, listMembers, retrieve } from './reads.ts'
import type { StoredRecord } from './records.ts'
import { customObjectsBody, definitionsBody, type ResponseBody, recordBody } from './responses.ts'
import { type Route, scopesOf, type WriteRoute } from './router.ts'
import type { World } from './world.ts'
import { create, moveToTrash, update } from './writes.ts'

/** A request as far as handling it needs to know. */
export interface Call {
  readonly method: string
  /** Without its query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** Rejects where the body never came whole, or is too large. Empty for GET. */
  readonly body: Promise<string>
}

/** The refusal of a write whose key is being worked on by an earlier request. */
export function idempotencyConflict(): ApiFailure {
  return new ApiFailure(409, {
    type: 'idempotency_conflict',
    code: 'idempotency_conflict',
    message: 'A request with this Idempotency-Key is still being processed.',
  })
}

/**
 * Does what a request asks for and returns the body of its 200; throws the API's refusal.
 * `work` passes the time that the request takes: a write has its key claimed before and takes effect after it.
 */
export async function handle(
  world: World,
  route: Route,
  call: Call,
  key: ApiKey,
  work: () => Promise<void>,
): Promise<ResponseBody> {
  checkScopes(key, scopesOf(route))
  if (route.kind === 'create' || route.kind === 'update') return handleWrite(world, route, call, work)
  await work()
  switch (route.kind) {
    case 'validate-key':
      return validateBody(key)
    case 'custom-objects':
      return customObjectsBody(world.catalog.customObjects.values())
    case 'definitions':
      return definitionsBody(route.model)
    case 'list':
      return list(world, route.model, call.query)
    case 'list-members':
      return listMembers(world, route.listModel, route.id, route.model, call.query)
    case 'retrieve':
      return retrieve(world, route.model, route.id)
    case 'delete':
      return recordBody(route.model, moveToTrash(world, route.model, route.id))
  }
}

async function handleWrite(
  world: World,
  route: WriteRoute,
  call: Call,
  work: () => Promise<void>,
): Promise<ResponseBody> {
  checkContentType(call.headers['content-type'])
  const claim = readClaim(route.model.type, route.kind, singleHeader(call.headers['idempotency-key']))
  const body = parseJsonObject(await call.body, allowedKeys(route.kind, route.model))
  const record = await onceForKey(world, claim, work, () => write(world, route, body, claim))
  return recordBody(route.model, record)
}

function write(world: World, route: WriteRoute, body: PlainObject, claim: IdempotencyClaim | null): StoredRecord {
  if (route.kind === 'create') return create(world, route.model, body, claim)
  return update(world, route.model, route.id, body, claim)
}

/** Lets a write happen once for its key: a later request with it gets what came of the first. */
async function onceForKey(
  world: World,
  claim: IdempotencyClaim | null,
  work: () => Promise<void>,
  write: () => StoredRecord,
): Promise<StoredRecord> {
  const memory = world.idempotency
  const state = claim === null ? null : memory.claim(claim, world.clock.now())
  if (state?.kind === 'in-flight') throw idempotencyConflict()
  if (state?.kind === 'done') {
    await work()
    return state.record
  }
  try {
    await work()
    return write()
  } finally {
    // The write itself completes the claim; what is left to release is one that failed.
    if (claim !== null) memory.release(claim)
  }
}

function allowedKeys(operation: 'create' | 'update', model: ObjectModel): readonly string[] {
  const keys = ['fields', 'relationships']
  return operation === 'create' && model.form === 'meeting' ? [...keys, 'autoCreateRecords'] : keys
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}
