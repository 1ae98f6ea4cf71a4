import type { RetryPolicy } from '../../src/lightfield/attempts.ts'
import { type ClientOptions, LightfieldClient } from '../../src/lightfield/client.ts'
import type { TransportOptions } from '../../src/lightfield/transport.ts'
import type { Clock } from '../../src/model/clock.ts'

export const apiKey = 'sk_lf_sandbox'

export interface ClientChoices {
  readonly clock: Clock
  readonly transport?: Partial<TransportOptions>
  readonly retry?: Partial<RetryPolicy>
  readonly writeRate?: number
  readonly onOutage?: ClientOptions['onOutage']
}

/** A client as the command line makes it, but as fast as the server lets it be. */
export function openTestClient(baseUrl: string | URL, choices: ClientChoices): LightfieldClient {
  const options: ClientOptions = {
    transport: {
      baseUrl: new URL(baseUrl),
      apiKey,
      userAgent: 'lightfield-import/test',
      proxy: null,
      connectTimeoutMs: 2_000,
      answerTimeoutMs: 5_000,
      bodyTimeoutMs: 5_000,
      maxBodyBytes: 1024 * 1024,
      ...choices.transport,
    },
    retry: {
      backoff: { firstMs: 500, capMs: 20_000 },
      maxFailures: 4,
      giveUpAfterMs: 60_000,
      wrongAddressMs: 5_000,
      giveUpOption: null,
      ...choices.retry,
    },
    writeRate: choices.writeRate ?? 1_000,
    headroom: 0,
    onOutage: choices.onOutage ?? (() => undefined),
  }
  return new LightfieldClient(options, choices.clock)
}
