import { InputError, RunStopped } from '../errors.ts'
import { defaultBackoff } from '../lightfield/backoff.ts'
import { LightfieldClient } from '../lightfield/client.ts'
import { ReadRefused } from '../lightfield/read-errors.ts'
import type { KeyInfo } from '../lightfield/workspace-answers.ts'
import { systemClock } from '../model/clock.ts'
import { readApiKey } from './api-key.ts'
import type { CommandContext } from './command.ts'
import { outageNotice } from './outage-notice.ts'
import { isLoopback, type ProxyEnvironment, proxyFor } from './proxy.ts'
import type { ApiOptions, PaceOptions } from './shared-options.ts'
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

export interface Environment extends ProxyEnvironment {
  readonly LIGHTFIELD_API_KEY?: string | undefined
  readonly LIGHTFIELD_BASE_URL?: string | undefined
}

const defaultBaseUrl = 'https://api.lightfield.app'
const defaultTimeoutMs = 30_000
const defaultGiveUpAfterMs = 30 * 60_000
/** Nobody waits that long for a look. */
const lookingGiveUpAfterMs = 5 * 60_000
const longestConnectMs = 10_000
const leastTimeoutMs = 2_000
/** What looks like a wrong address at the very start does not become right: patience would only delay the message. */
const wrongAddressMs = 5_000

/**
 * Reads the address, the key and the way to the API.
 *
 * @throws InputError `base_url_invalid`, `http_refused`, `proxy_invalid`, `api_key_missing`, `api_key_invalid`,
 *   `api_key_unreadable`
 */
export async function readAccess(
  options: ApiOptions,
  { environment, terminal }: Pick<CommandContext, 'environment' | 'terminal'>,
): Promise<Access> {
  const baseUrl = readBaseUrl(
    // A variable that is set to nothing says nothing.
    options.baseUrl ?? (environment.LIGHTFIELD_BASE_URL?.trim() || defaultBaseUrl),
    options.allowHttp === true,
  )
  return {
    baseUrl,
    proxy: proxyFor(baseUrl, environment),
    answerTimeoutMs: options.timeout ?? defaultTimeoutMs,
    apiKey: await readApiKey(options.apiKeyFile, environment.LIGHTFIELD_API_KEY, message =>
      terminal.complain(`${terminal.paint.yellow('warning:')} ${message}`),
    ),
  }
}

/**
 * A client as the command line uses it. Outages are told on the terminal and in the log.
 *
 * @param pace null for a command that only looks, and so has no such options
 */
export function openClient(
  access: Access,
  pace: PaceOptions | null,
  context: Pick<CommandContext, 'terminal' | 'log'>,
): LightfieldClient {
  const giveUpAfterMs = pace === null ? lookingGiveUpAfterMs : (pace.giveUpAfter ?? defaultGiveUpAfterMs)
  // What takes longer than the API may be down is not worth waiting for; an answer takes a moment all the same.
  const answerTimeoutMs = Math.min(access.answerTimeoutMs, Math.max(giveUpAfterMs, leastTimeoutMs))
  const giveUpOption = pace === null ? null : '--give-up-after'
  return new LightfieldClient(
    {
      transport: {
        ...access,
        answerTimeoutMs,
        userAgent: `lightfield-import/${version}`,
        connectTimeoutMs: Math.min(answerTimeoutMs, longestConnectMs),
        bodyTimeoutMs: answerTimeoutMs / 2,
        maxBodyBytes: 8 * 1024 * 1024,
      },
      retry: {
        backoff: defaultBackoff,
        maxFailures: 12,
        giveUpAfterMs,
        wrongAddressMs: pace?.giveUpAfter ?? wrongAddressMs,
        giveUpOption,
      },
      writeRate: pace?.rate ?? null,
      headroom: (pace?.headroom ?? 0) / 100,
      onOutage: outageNotice(context, giveUpAfterMs, giveUpOption),
    },
    systemClock,
  )
}

/**
 * The first request of a command: is the address right, is the key good, may it do what is needed?
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

function readBaseUrl(text: string, allowHttp: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || !isPlain(url, text)) {
    throw new InputError(
      'base_url_invalid',
      'The base URL is not an http or https address without user, password, query and fragment.',
      { hint: `Such as --base-url ${defaultBaseUrl}` },
    )
  }
  // The ledger tells workspaces apart by it: a slash at the end makes no other one.
  url.pathname = url.pathname.replace(/\/+$/, '')
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
    throw new InputError('http_refused', `The key would go over plain http to ${url.hostname}.`, {
      hint: 'Use https, or say --allow-http where the network is trusted.',
    })
  }
  return url
}

/** @param text the address as it was given: of an empty user and password (`http://:@host`) nothing is left in the URL */
function isPlain(url: URL, text: string): boolean {
  const hasUser = /^[a-z]+:[/\\]*[^/\\?#]*@/i.test(text.trim())
  return !hasUser && [url.username, url.password, url.search, url.hash].every(part => part === '')
}
