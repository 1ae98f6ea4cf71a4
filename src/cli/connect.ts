import { readFile } from 'node:fs/promises'
import { InputError, RunStopped } from '../errors.ts'
import { defaultBackoff } from '../lightfield/backoff.ts'
import { LightfieldClient } from '../lightfield/client.ts'
import { ReadRefused } from '../lightfield/read-errors.ts'
import type { KeyInfo } from '../lightfield/workspace-answers.ts'
import { systemClock } from '../model/clock.ts'
import { fileFailure } from '../report/file-failure.ts'
import type { ApiOptions } from './shared-options.ts'
import { version } from './version.ts'

/** Where the API is and how to speak to it. */
export interface Access {
  readonly baseUrl: URL
  readonly apiKey: string
}

export interface Environment {
  readonly LIGHTFIELD_API_KEY?: string | undefined
  readonly LIGHTFIELD_BASE_URL?: string | undefined
}

const defaultBaseUrl = 'https://api.lightfield.app'
const defaultGiveUpAfterMs = 5 * 60_000
/** At the very start a wrong address is likelier than an outage: the patience of a run would only delay the message. */
const firstContactMs = 5_000

/**
 * Reads the address and the key.
 *
 * @throws InputError `base_url_invalid`, `http_refused`, `api_key_missing`, `api_key_invalid`, `api_key_unreadable`
 */
export async function readAccess(options: ApiOptions, environment: Environment): Promise<Access> {
  const baseUrl = readBaseUrl(
    options.baseUrl ?? environment.LIGHTFIELD_BASE_URL ?? defaultBaseUrl,
    options.allowHttp === true,
  )
  return { baseUrl, apiKey: await readKey(options.apiKeyFile, environment) }
}

export function openClient(
  access: Access,
  pace: { readonly writeRate: number | null; readonly giveUpAfterMs: number | null },
): LightfieldClient {
  return new LightfieldClient(
    {
      transport: {
        ...access,
        userAgent: `lightfield-import/${version}`,
        connectTimeoutMs: 10_000,
        answerTimeoutMs: 60_000,
        bodyTimeoutMs: 30_000,
        maxBodyBytes: 16 * 1024 * 1024,
      },
      retry: { backoff: defaultBackoff, maxFailures: 8, giveUpAfterMs: pace.giveUpAfterMs ?? defaultGiveUpAfterMs },
      writeRate: pace.writeRate,
    },
    systemClock,
  )
}

/**
 * The first request of a command: is the address right, is the key good, may it do what is needed?
 *
 * @param needed scopes such as `opportunities:create`; a null is a type whose scopes are not documented
 * @throws RunStopped `api_unreachable`, `not_the_api`, `key_refused`, `scope_missing`
 */
export async function checkKey(
  client: LightfieldClient,
  { baseUrl }: Access,
  needed: readonly (string | null)[],
  signal: AbortSignal,
): Promise<void> {
  const { scopes } = await firstContact(client, baseUrl, signal)
  // An empty list means full access. Source: the "Scopes" page of the API's documentation.
  const missing = needed.filter(scope => scope !== null && scopes.length > 0 && !scopes.includes(scope))
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
    return await client.validateKey(firstContactMs, signal)
  } catch (error) {
    if (error instanceof ReadRefused) {
      throw new RunStopped('not_the_api', `${baseUrl.href} does not answer as the API does (${error.status}).`, {
        cause: error,
        hint: `Check --base-url and LIGHTFIELD_BASE_URL: an address without /v1, such as ${defaultBaseUrl}`,
      })
    }
    if (!(error instanceof RunStopped) || error.code !== 'api_unreachable') throw error
    throw new RunStopped(error.code, error.message, {
      cause: error,
      hint: `Check the address ${baseUrl.href} (--base-url) and the network, then give the same command again.`,
    })
  }
}

function readBaseUrl(text: string, allowHttp: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || !isPlain(url)) {
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

function isPlain(url: URL): boolean {
  return [url.username, url.password, url.search, url.hash].every(part => part === '')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

async function readKey(file: string | undefined, environment: Environment): Promise<string> {
  const key = file === undefined ? (environment.LIGHTFIELD_API_KEY ?? '').trim() : await readKeyFile(file)
  if (key === '') {
    const message = file === undefined ? 'There is no API key.' : `The key file ${file} is empty.`
    throw new InputError('api_key_missing', message, {
      hint: 'Set LIGHTFIELD_API_KEY, or name a file that holds the key with --api-key-file FILE.',
    })
  }
  if (/^[\x21-\x7e]+$/.test(key)) return key
  const message = 'The API key holds characters that no key has, such as a space or a line break.'
  throw new InputError('api_key_invalid', message, { hint: 'Copy it again: it begins with sk_lf_ and is one word.' })
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    throw new InputError('api_key_unreadable', `The key file ${file} cannot be read: ${fileFailure(error)}.`, {
      cause: error,
      hint: 'Check the path given with --api-key-file.',
    })
  }
}
