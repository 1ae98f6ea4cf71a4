import { hash } from 'node:crypto'

export interface WriteIdentity {
  /** Name of the import in the ledger. */
  readonly importName: string
  readonly object: string
  readonly operation: 'create' | 'update'
  /** Identity of the row (see `identity.ts`). */
  readonly identity: string
  /** The request's body in its canonical form. */
  readonly body: string
  /** Key of the write that an update follows; null for a create. */
  readonly after: string | null
}

const version = 'lfi1'

/**
 * The `Idempotency-Key` of a write: the same on every machine, with or without a ledger, and another as soon as
 * anything differs. An update names the write it follows, because the API answers a key it has seen within 24 hours
 * with the first response: a value that is changed, changed back and changed again would stay as it was.
 * Source: the "Idempotency" page of the API's documentation (at most 255 characters; these are 69).
 */
export function idempotencyKey(write: WriteIdentity): string {
  const { importName, object, operation, identity, body, after } = write
  const text = JSON.stringify([version, importName, object, operation, identity, body, after])
  return `${version}-${hash('sha256', text, 'hex')}`
}
