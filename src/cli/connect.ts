import { readFile } from 'node:fs/promises'
import { InputError, RunStopped } from '../errors.ts'
import { defaultBackoff } from '../lightfield/backoff.ts'
import { LightfieldClient } from '../lightfield/client.ts'
import { systemClock } from '../model/clock.ts'
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
const firstContactMs = 8_000

/**
 * Reads the address and the key.
 *
 * @throws InputError `base_url_invalid`, `http_refused`, `api_key_missing`, `api_key_unreadable`
 */
export async function readAccess(options: ApiOptions, environment: Environment): Promise<Access> {
  const baseUrl = readBaseUrl(
    options.baseUrl ?? environment.LIGHTFIELD_BASE_URL ?? defaultBaseUrl,
    options.allowHttp === true,
  )
  const apiKey =
    options.apiKeyFile === undefined ? environment.LIGHTFIELD_API_KEY?.trim() : await readKeyFile(options.apiKeyFile)
  if (apiKey === undefined || apiKey === '') {
    throw new InputError('api_key_missing', 'There is no API key.', {
      hint: 'Set LIGHTFIELD_API_KEY, or name a file that holds it with --api-key-file FILE.',
    })
  }
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new InputError(
      'api_key_missing',
      'The API key holds characters that no key has, such as a space or a line break.',
      {
        hint: 'Copy it again: it begins with sk_lf_ and is one word.',
      },
    )
  }
  return { baseUrl, apiKey }
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
 * @throws RunStopped `api_unreachable`, `key_refused`, `scope_missing`
 */
export async function checkKey(
  client: LightfieldClient,
  needed: readonly (string | null)[],
  signal: AbortSignal,
): Promise<void> {
  const { scopes } = await client.validateKey(firstContactMs, signal)
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

function readBaseUrl(text: string, allowHttp: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new InputError(
      'base_url_invalid',
      'The base URL is not an http or https address without user and password.',
      {
        hint: `Such as --base-url ${defaultBaseUrl}`,
      },
    )
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
    throw new InputError('http_refused', `The key would go over plain http to ${url.hostname}.`, {
      hint: 'Use https, or say --allow-http where the network is trusted.',
    })
  }
  return url
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new InputError('api_key_unreadable', `The key file ${file} cannot be read (${reason}).`, { cause: error })
  }
}
