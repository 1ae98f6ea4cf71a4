/**
 * How long after its first use an idempotency key still stands for the same request, in milliseconds: the API forgets
 * it after 24 hours. Five minutes are left for clocks that differ and for the request's own way. Source: the
 * "Idempotency" page of the API's documentation.
 */
export const keyLifetimeMs = (24 * 60 - 5) * 60_000
