import type { RateCategory } from './rate-limiter.ts'
import type { HttpRequest } from './transport.ts'

/** A request and what is to be known about it. */
export interface Call {
  readonly http: HttpRequest
  readonly category: RateCategory
  /** The scope that it needs, for the message about a 403. */
  readonly scope: string | null
  /** Whether the body of a success is what the endpoint promises. */
  readonly isExpected: (body: unknown) => boolean
  /** Whether the API still knows its idempotency key, where it has one: no attempt leaves after that. */
  readonly isKeyAlive?: () => boolean
  /** A first contact: there may be nothing good at that address. */
  readonly isFirst?: true
  /** Whether it is not known since an earlier run what became of it. */
  readonly isInDoubt?: boolean
  /** It may wait as long as others do not, and where the API refuses it, that stops only its like (unless the key is refused). */
  readonly isInBackground?: true
}
