import { defaultBaseUrl, parseBaseUrl } from '../library/address.ts'
import {
  type Access,
  createClient,
  defaultGiveUpAfterMs,
  defaultTimeoutMs,
  defaultWrongAddressMs,
} from '../library/api-client.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import { readApiKey } from './api-key.ts'
import type { CommandContext } from './command.ts'
import { outageNotice } from './outage-notice.ts'
import { type ProxyEnvironment, proxyFor } from './proxy.ts'
import type { ApiOptions, PaceOptions } from './shared-options.ts'

export { type Access, checkKey } from '../library/api-client.ts'

export interface Environment extends ProxyEnvironment {
  readonly LIGHTFIELD_API_KEY?: string | undefined
  readonly LIGHTFIELD_BASE_URL?: string | undefined
}

/** Nobody waits that long for a look. */
const lookingGiveUpAfterMs = 5 * 60_000

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
  return {
    ...readAddress(options, environment),
    answerTimeoutMs: options.timeout ?? defaultTimeoutMs,
    apiKey: await readApiKey(options.apiKeyFile, environment.LIGHTFIELD_API_KEY, message =>
      terminal.complain(`${terminal.paint.yellow('warning:')} ${message}`),
    ),
  }
}

/**
 * Reads the address of the API, and the way to it.
 *
 * @throws InputError `base_url_invalid`, `http_refused`, `proxy_invalid`
 */
export function readAddress(options: ApiOptions, environment: Environment): Pick<Access, 'baseUrl' | 'proxy'> {
  const baseUrl = parseBaseUrl(
    // A variable that is set to nothing says nothing.
    options.baseUrl ?? (environment.LIGHTFIELD_BASE_URL?.trim() || defaultBaseUrl),
    options.allowHttp === true,
  )
  return { baseUrl, proxy: proxyFor(baseUrl, environment) }
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
  const giveUpOption = pace === null ? null : '--give-up-after'
  return createClient(
    access,
    {
      rate: pace?.rate ?? null,
      headroomPercent: pace?.headroom ?? 0,
      giveUpAfterMs,
      wrongAddressMs: pace?.giveUpAfter ?? defaultWrongAddressMs,
      giveUpOption,
    },
    outageNotice(context, giveUpAfterMs, giveUpOption),
  )
}
