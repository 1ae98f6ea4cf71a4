import type { Fault } from '../../src/sandbox/sandbox.ts'

/** How a gateway puts it, that is no part of the API. */
export const gateway = { body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } }

/** Every way for one request to go wrong that says nothing of the next one. */
export const kinds: readonly Fault[] = [
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'commit-late', ms: 3000 },
  { kind: 'hang' },
  { kind: 'hang-after' },
  { kind: 'drip' },
  { kind: 'drip-headers' },
  { kind: 'conflict' },
  { kind: 'status', status: 408 },
  { kind: 'error-after', status: 408 },
  { kind: 'status', status: 429, retryAfter: 1 },
  { kind: 'status', status: 429, retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' },
  { kind: 'status', status: 429, retryAfter: -1 },
  { kind: 'status', status: 429, retryAfter: 'soon' },
  { kind: 'status', status: 500 },
  { kind: 'error-after', status: 500 },
  { kind: 'status', status: 502, ...gateway },
  { kind: 'error-after', status: 502, ...gateway },
  { kind: 'status', status: 503, retryAfter: 1 },
  { kind: 'error-after', status: 503 },
  { kind: 'status', status: 504 },
  { kind: 'error-after', status: 504 },
  { kind: 'html' },
  { kind: 'error-after', status: 200, ...gateway },
  { kind: 'cut-json' },
  { kind: 'no-id' },
  { kind: 'wrong-id', id: 12 },
  { kind: 'huge-body', bytes: 2_000_000 },
  { kind: 'redirect' },
]

/** The server goes away now and then: that takes every request along that is under way. */
const restarts: Fault = { kind: 'refuse', ms: 2000, times: 3, match: { nth: { every: 300 } } }

/** Of these faults each request meets one with the given probability; now and then all meet a restart. */
export function mixedFaults(share: number, faults = kinds): readonly Fault[] {
  // Each rule draws by itself, in turn, and the first that hits strikes.
  const each = 1 - (1 - share) ** (1 / faults.length)
  return [restarts, ...faults.map((fault): Fault => ({ ...fault, match: { path: '/v1/', probability: each } }))]
}
