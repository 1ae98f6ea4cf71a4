import { randomUUID } from 'node:crypto'
import { postOnce } from '../../lightfield/post.ts'
import { systemClock } from '../../model/clock.ts'
import type { CommandContext } from '../command.ts'
import { type ProxyEnvironment, proxyFor } from '../proxy.ts'
import { deliver } from './deliver.ts'
import { finishHeaders } from './finish-request.ts'
import { readFinishUrl } from './finish-url.ts'
import type { Told } from './told-summary.ts'
import type { WatchOptions } from './watch-options.ts'

/** For how long a post is repeated that nobody takes. */
const patienceMs = 3 * 60_000
/** Whoever has interrupted a run waits for its end. */
const interruptedPatienceMs = 10_000

const answerLimits = {
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 15_000,
  bodyTimeoutMs: 5_000,
  maxBodyBytes: 64 * 1024,
} as const

export interface WebhookEnvironment extends ProxyEnvironment {
  readonly LIGHTFIELD_IMPORT_WEBHOOK_SECRET?: string | undefined
}

/** `--on-finish URL`: one post at the end of a call, whichever way it ended. */
export interface FinishNotice {
  /**
   * Posts what is to be told. Never throws: that nobody takes it is told as a warning, and changes nothing about the call.
   */
  post(told: Told, context: Pick<CommandContext, 'terminal' | 'log'>): Promise<void>
}

/** @throws InputError `on_finish_invalid`, `on_finish_insecure`, `proxy_invalid`: before anything is sent */
export function openFinishNotice(
  address: string,
  options: WatchOptions,
  environment: WebhookEnvironment,
): FinishNotice {
  const url = readFinishUrl(address, options.allowHttp === true)
  const proxy = proxyFor(url, environment)
  const secret = environment.LIGHTFIELD_IMPORT_WEBHOOK_SECRET?.trim() || null
  return {
    async post(told, { terminal, log }) {
      const warn = (text: string): void => terminal.complain(`${terminal.paint.yellow('warning:')} ${text}`)
      if (secret === null) warn(`The post to ${url.host} is not signed: LIGHTFIELD_IMPORT_WEBHOOK_SECRET is not set.`)
      const message = { id: randomUUID(), body: JSON.stringify(told), secret }
      let hasTold = false
      const delivered = await deliver(
        () =>
          postOnce({ ...answerLimits, url, proxy, body: message.body, headers: finishHeaders(message, Date.now()) }),
        {
          clock: systemClock,
          patienceMs: told.state === 'interrupted' ? interruptedPatienceMs : patienceMs,
          onRetry(reason) {
            log.warn({ host: url.host, reason }, 'post is tried again')
            if (!hasTold) terminal.say(`${url.host} does not take the summary yet: ${reason}. Trying again.`)
            hasTold = true
          },
        },
      )
      const { attempts } = delivered
      if (delivered.kind === 'delivered') {
        log.info({ host: url.host, id: message.id, status: delivered.status, attempts }, 'post delivered')
        return
      }
      const { reason } = delivered
      log.warn({ host: url.host, id: message.id, reason, attempts }, 'post not delivered')
      warn(`The summary was not delivered to ${url.host}: ${reason}.`)
    },
  }
}
