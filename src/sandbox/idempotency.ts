import { badRequest } from './errors.ts'
import type { StoredRecord } from './records.ts'

/** How long a key is remembered after the write it belongs to. Source: the API's page on idempotency. */
export const keyLifetimeMs = 24 * 60 * 60 * 1000

const maxKeyLength = 255

/** A key in its scope: one workspace (the sandbox), one object type, and create or update. */
export interface IdempotencyClaim {
  readonly type: string
  readonly operation: 'create' | 'update'
  readonly key: string
}

/** What the memory says of a claim: first heard of, still being worked on, or done with the record that came of it. */
export type ClaimState =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'in-flight' }
  | { readonly kind: 'done'; readonly record: StoredRecord }

interface DoneClaim {
  readonly record: StoredRecord
  readonly doneAtMs: number
}

/** Remembers which writes were done under which key. The payload plays no part: a key stands for its first success. */
export class IdempotencyMemory {
  readonly #inFlight = new Set<string>()
  readonly #done = new Map<string, DoneClaim>()

  /** Looks a claim up and, where it is fresh, marks it as in flight until `complete` or `release`. */
  claim(claim: IdempotencyClaim, nowMs: number): ClaimState {
    const name = nameOf(claim)
    if (this.#inFlight.has(name)) return { kind: 'in-flight' }
    const done = this.#done.get(name)
    if (done !== undefined && nowMs - done.doneAtMs < keyLifetimeMs) return { kind: 'done', record: done.record }
    this.#inFlight.add(name)
    return { kind: 'fresh' }
  }

  complete(claim: IdempotencyClaim, record: StoredRecord, nowMs: number): void {
    const name = nameOf(claim)
    this.#inFlight.delete(name)
    this.#done.set(name, { record, doneAtMs: nowMs })
  }

  /** Lets go of a claim whose write did not happen: the same key may try again. Does nothing to a completed one. */
  release(claim: IdempotencyClaim): void {
    this.#inFlight.delete(nameOf(claim))
  }
}

/** Reads the `Idempotency-Key` header; null without one. Throws the API's 400 for a key that is too long. */
export function readClaim(
  type: string,
  operation: IdempotencyClaim['operation'],
  header: string | undefined,
): IdempotencyClaim | null {
  if (header === undefined || header === '') return null
  if (header.length > maxKeyLength) {
    throw badRequest('idempotency_key_too_long', `Idempotency-Key is longer than ${maxKeyLength} characters.`)
  }
  return { type, operation, key: header }
}

function nameOf(claim: IdempotencyClaim): string {
  return `${claim.operation} ${claim.type} ${claim.key}`
}
