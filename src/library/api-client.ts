import { RunStopped } from '../errors.ts'
import { defaultBackoff } from '../lightfield/backoff.ts'
import { type ClientOptions, LightfieldClient } from '../lightfield/client.ts'
import { ReadRefused } from '../lightfield/read-errors.ts'
import type { KeyInfo } from '../lightfield/workspace-answers.ts'
import { systemClock } from '../model/clock.ts'
import { defaultBaseUrl } from './address.ts'
import { version } from './version.ts'

/** Where the API is and how to speak to it. */
export interface Access {
  readonly baseUrl: URL
  readonly apiKey: string
  /** The proxy on the way to it; null: none. */
  readonly proxy: URL | null
  /** How long to wait for an answer to begin. */
  readonly answerTimeoutMs: number
}

/** How a client goes about its requests. */
export interface Pace {
  /** Writes a second; null: what the API allows. */
  readonly rate: number | null
  /** Percentage of the limit that is left to others. */
  readonly headroomPercent: number
  /** How long the API may be down. */
  readonly giveUpAfterMs: number
  /** How long an address that looks wrong at the very start is tried. */
  readonly wrongAddressMs: number
  /** What says for how long to try, for messages; null: nothing that the caller could change. */
  readonly giveUpOption: string | null
}

export const defaultTimeoutMs = 30_000
export const defaultGiveUpAfterMs = 30 * 60_000
/** What looks like a wrong address at the very start does not become right: patience would only delay the message. */
export const defaultWrongAddressMs = 5_000

const longestConnectMs = 10_000
const leastTimeoutMs = 2_000
const maxBodyBytes = 8 * 1024 * 1024
const maxFailures = 12

/** A client, to be closed with `await using`. Connects when it is first asked for something. */
export function createClient(access: Access, pace: Pace, onOutage: ClientOptions['onOutage']): LightfieldClient {
  const { rate, headroomPercent, giveUpAfterMs, wrongAddressMs, giveUpOption } = pace
  // What takes longer than the API may be down is not worth waiting for; an answer takes a moment all the same.
  const answerTimeoutMs = Math.min(access.answerTimeoutMs, Math.max(giveUpAfterMs, leastTimeoutMs))
  return new LightfieldClient(
    {
      transport: {
        ...access,
        answerTimeoutMs,
        userAgent: `lightfield-import/${version}`,
        connectTimeoutMs: Math.min(answerTimeoutMs, longestConnectMs),
        bodyTimeoutMs: answerTimeoutMs / 2,
        maxBodyBytes,
      },
      retry: { backoff: defaultBackoff, maxFailures, giveUpAfterMs, wrongAddressMs, giveUpOption },
      writeRate: rate,
      headroom: headroomPercent / 100,
      onOutage,
    },
    systemClock,
  )
}

/**
 * The first request of all: is the address right, is the key good, may it do what is needed?
 *
 * @param needed scopes such as `opportunities:create`; a null is a type whose scopes are not documented
 * @throws RunStopped `api_unreachable`, `proxy_failed`, `certificate_refused`, `not_the_api`, `key_refused`,
 *   `scope_missing`
 */
export async function checkKey(
  client: LightfieldClient,
  { baseUrl }: Access,
  needed: readonly (string | null)[],
  signal: AbortSignal,
): Promise<void> {
  const { scopes } = await firstContact(client, baseUrl, signal)
  // An empty list means full access. Source: the "Scopes" page of the API's documentation.
  const missing = [...new Set(needed)].filter(scope => scope !== null && scopes.length > 0 && !scopes.includes(scope))
  if (missing.length === 0) return
  throw new RunStopped(
    'scope_missing',
    `The API key lacks ${missing.length === 1 ? 'the scope' : 'the scopes'} ${missing.join(', ')}.`,
    {
      hint: 'Let an admin of the workspace make a key that has them, then give the same command again.',
    },
  )
}

/** Asks about the key; where nothing sensible answers, the address is named, for it is the first thing to look at. */
async function firstContact(client: LightfieldClient, baseUrl: URL, signal: AbortSignal): Promise<KeyInfo> {
  try {
    return await client.validateKey(signal)
  } catch (error) {
    if (error instanceof ReadRefused) {
      throw new RunStopped('not_the_api', `${baseUrl.href} does not answer as the API does (${error.status}).`, {
        cause: error,
        hint: `Check --base-url and LIGHTFIELD_BASE_URL: an address without /v1, such as ${defaultBaseUrl}`,
      })
    }
    throw error
  }
}
