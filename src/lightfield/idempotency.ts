/**
 * How long after its first use an idempotency key still stands for the same request, in milliseconds: the API forgets
 * it after 24 hours, and a minute is left for the request's own way. Source: the "Idempotency" page of the API's
 * documentation.
 */
export const keyLifetimeMs = (24 * 60 - 1) * 60_000
