import { type HttpRequest, Transport, type TransportOptions } from '../../src/lightfield/transport.ts'

export const write: HttpRequest = {
  method: 'POST',
  path: '/v1/accounts',
  body: '{"fields":{}}',
  idempotencyKey: 'key-1',
}

export const read: HttpRequest = { method: 'GET', path: '/v1/accounts?limit=1', body: null, idempotencyKey: null }

export const transportKey = 'sk_lf_transport_test'

/** A transport with limits that suit a test. */
export function openTransport(baseUrl: URL, options: Partial<TransportOptions> = {}): Transport {
  return new Transport({
    baseUrl,
    apiKey: transportKey,
    userAgent: 'lightfield-import/test',
    proxy: null,
    connectTimeoutMs: 2_000,
    answerTimeoutMs: 5_000,
    bodyTimeoutMs: 5_000,
    maxBodyBytes: 1024,
    ...options,
  })
}
