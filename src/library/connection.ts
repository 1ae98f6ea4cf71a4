import { InputError } from '../errors.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import { type Log, silentLog } from '../model/log.ts'
import { defaultBaseUrl, parseBaseUrl, parseProxy } from './address.ts'
import {
  type Access,
  createClient,
  defaultGiveUpAfterMs,
  defaultTimeoutMs,
  defaultWrongAddressMs,
} from './api-client.ts'
import type { ConnectionOptions } from './options.ts'

/**
 * Reads how the API is reached.
 *
 * @throws InputError `api_key_missing`, `api_key_invalid`, `base_url_invalid`, `http_refused`, `proxy_invalid`
 */
export function accessOf(
  options: Omit<ConnectionOptions, 'apiKey'> & { readonly apiKey?: string | undefined },
): Access {
  const { apiKey, baseUrl = defaultBaseUrl, allowHttp = false, proxy, timeoutMs = defaultTimeoutMs } = options
  assertKey(apiKey)
  return {
    apiKey,
    baseUrl: parseBaseUrl(String(baseUrl), allowHttp),
    proxy: proxy === undefined ? null : parseProxy(String(proxy), 'proxy'),
    answerTimeoutMs: timeoutMs,
  }
}

/** A client for one run of the library. Nobody is asked about an outage: the log and `progress` tell of it. */
export function openClient(
  access: Access,
  options: Omit<ConnectionOptions, 'apiKey'> & { readonly rate?: number | undefined; readonly log?: Log | undefined },
): LightfieldClient {
  const { rate, headroomPercent = 0, giveUpAfterMs, log = silentLog } = options
  return createClient(
    access,
    {
      rate: rate ?? null,
      headroomPercent,
      giveUpAfterMs: giveUpAfterMs ?? defaultGiveUpAfterMs,
      wrongAddressMs: giveUpAfterMs ?? defaultWrongAddressMs,
      giveUpOption: 'giveUpAfterMs',
    },
    outage => {
      if (outage === null) log.info({}, 'the API answers again')
      else {
        const since = new Date(outage.sinceMs).toISOString()
        log.warn({ reason: outage.reason, since }, 'the API does not answer')
      }
    },
  )
}

function assertKey(apiKey: string | undefined): asserts apiKey is string {
  if (apiKey === undefined || apiKey === '') {
    throw new InputError('api_key_missing', 'There is no API key.', {
      hint: 'Give it as the option apiKey: the library reads nothing from the environment.',
    })
  }
  if (/^[\x21-\x7e]+$/.test(apiKey)) return
  throw new InputError(
    'api_key_invalid',
    'The API key holds characters that no key has, such as a space or a line break.',
    {
      hint: 'It begins with sk_lf_ and is one word: take off what a file or an editor has added to it.',
    },
  )
}
