import { version } from '../../library/version.ts'
import { isApiError, parseApiError } from '../../lightfield/api-error.ts'
import { readRateHeaders } from '../../lightfield/headers.ts'
import type { NoAnswer } from '../../lightfield/no-answer.ts'
import { apiVersion, Transport } from '../../lightfield/transport.ts'
import type { Answer } from '../../lightfield/verdict.ts'
import { type KeyInfo, parseKeyInfo } from '../../lightfield/workspace-answers.ts'
import { objectFacts, writableObjects } from '../../model/objects.ts'
import { formatDuration, formatNumber } from '../../report/text.ts'
import { type Check, failed, ok, skipped, warning } from './check.ts'

/** Where to ask, and with what. */
export interface Probe {
  readonly baseUrl: URL
  readonly proxy: URL | null
  /** Null where there is none: whether anybody answers can be seen all the same. */
  readonly apiKey: string | null
  readonly timeoutMs: number
}

/** What came of asking. */
export interface Answers {
  readonly checks: readonly Check[]
  /** What the key may do; null where that is not known. */
  readonly key: KeyInfo | null
}

/** The question that needs no scope. Source: the "Validate" page of the API's reference. */
const validatePath = '/v1/auth/validate'
const questions = 3
const worstClockMs = 2 * 60_000
const slowMs = 1_500
const longestConnectMs = 10_000
/** What is found out by asking, in this order. */
const names = ['reach', 'version', 'access', 'clock', 'limits'] as const

/** Asks the API a few questions, none of which writes anything; each is sent once. */
export async function askApi(probe: Probe): Promise<Answers> {
  await using transport = new Transport({
    baseUrl: probe.baseUrl,
    proxy: probe.proxy,
    // Somebody has to be named for a question to be one; that nobody is known by it is no news.
    apiKey: probe.apiKey ?? 'none',
    userAgent: `lightfield-import/${version}`,
    answerTimeoutMs: probe.timeoutMs,
    connectTimeoutMs: Math.min(probe.timeoutMs, longestConnectMs),
    bodyTimeoutMs: probe.timeoutMs,
    maxBodyBytes: 1024 * 1024,
  })
  const asked = await ask(transport, validatePath)
  if ('failed' in asked.answer) return { checks: [notReached(probe, asked.answer), ...unasked('no answer')], key: null }
  const { answer } = asked
  const key = answer.status === 200 ? parseKeyInfo(answer.body) : null
  if (key === null && !isOfTheApi(answer))
    return { checks: [stranger(probe, answer.status), ...unasked('no answer of the API')], key }
  const durations = [asked.durationMs]
  for (let left = questions - 1; left > 0; left--) durations.push((await ask(transport, validatePath)).durationMs)
  const reads = limitText('reads', answer, asked.receivedAtMs)
  const searches = key === null ? null : await searchLimit(transport, key)
  return {
    checks: [
      reached(probe, durations),
      checkVersion(answer),
      checkAccess(answer, key, probe.apiKey),
      checkClock(asked),
      checkLimits([reads, searches]),
    ],
    key,
  }
}

/** What cannot be looked at without an answer. */
export function unasked(reason: string): readonly Check[] {
  return names.slice(1).map(name => skipped(name, reason))
}

/** The question is one that the API knows: where that is not found, the address leads elsewhere, such as to `/v1/v1`. */
function isOfTheApi({ status, body }: Answer): boolean {
  return status < 500 && status !== 404 && isApiError(status, body)
}

interface Asked {
  readonly answer: Answer | NoAnswer
  readonly sentAtMs: number
  readonly receivedAtMs: number
  readonly durationMs: number
}

async function ask(transport: Transport, path: string): Promise<Asked> {
  const sentAtMs = Date.now()
  const startedAt = performance.now()
  const answer = await transport.send({ method: 'GET', path, body: null, idempotencyKey: null })
  return { answer, sentAtMs, receivedAtMs: Date.now(), durationMs: performance.now() - startedAt }
}

function notReached({ baseUrl, proxy }: Probe, answer: NoAnswer): Check {
  const reason = answer.failed === 'withheld' ? 'the request was kept back' : answer.reason
  const culprit = answer.failed === 'unsent' ? answer.culprit : 'api'
  // A proxy that is to blame is named by the reason.
  const way = proxy === null || culprit === 'proxy' ? '' : ` through the proxy ${proxy.host}`
  const message = `${addressText(baseUrl)}${way} cannot be reached: ${reason}`
  if (culprit === 'proxy') return failed('reach', message, 'Check HTTPS_PROXY, or name the host in NO_PROXY.')
  if (culprit === 'certificate')
    return failed(
      'reach',
      message,
      'Check the address; for an authority of your own, name its certificates in NODE_EXTRA_CA_CERTS.',
    )
  return failed(
    'reach',
    message,
    'Check the network, --base-url and LIGHTFIELD_BASE_URL; behind a proxy set HTTPS_PROXY.',
  )
}

function stranger({ baseUrl }: Probe, status: number): Check {
  if (status >= 500)
    return failed(
      'reach',
      `${addressText(baseUrl)} answers that it cannot serve just now (status ${status})`,
      'Try again in a minute; a run would wait.',
    )
  return failed(
    'reach',
    `${addressText(baseUrl)} does not answer as the API does (status ${status})`,
    'Check --base-url and LIGHTFIELD_BASE_URL: an address without /v1, such as https://api.lightfield.app; a proxy may have answered instead.',
  )
}

function reached({ baseUrl, proxy }: Probe, durations: readonly number[]): Check {
  const [first = 0, ...others] = durations
  const usual = others.reduce((sum, one) => sum + one, 0) / Math.max(others.length, 1)
  const safety = baseUrl.protocol === 'https:' ? 'TLS' : 'plain http'
  const way = proxy === null ? 'no proxy' : `through the proxy ${proxy.host}`
  const message = `${addressText(baseUrl)}, ${safety}, ${way}; answers in ${milliseconds(usual)}, the first in ${milliseconds(first)}`
  return usual > slowMs
    ? warning(
        'reach',
        message,
        'Slow answers need more requests under way: leave --concurrency to the program, or raise it.',
      )
    : ok('reach', message)
}

function isVersionRefused({ status, body }: Answer): boolean {
  return status === 400 && parseApiError(status, body).code === 'version_header'
}

function checkVersion(answer: Answer): Check {
  return isVersionRefused(answer)
    ? failed('version', `the API refuses version ${apiVersion}`, 'Update lightfield-import.')
    : ok('version', `asks for ${apiVersion}`)
}

function checkAccess(answer: Answer, key: KeyInfo | null, apiKey: string | null): Check {
  const { status } = answer
  if (apiKey === null) return skipped('access', 'no key to ask about')
  if (key?.isActive) return ok('access', `the key is active, that of a ${key.subjectType}`)
  if (key !== null) return failed('access', 'the key is not active', 'Let an admin of the workspace make one.')
  if (isVersionRefused(answer)) return skipped('access', 'not known')
  if (status === 401 || status === 403)
    return failed(
      'access',
      `the API refuses the key (${status})`,
      'Check that it is whole, and of this workspace; else let an admin make a new one.',
    )
  if (status === 429)
    return failed('access', 'the limit is used up by others just now (status 429)', 'Try again in a few seconds.')
  return failed('access', `the API does not say whether the key is good (status ${status})`, 'Try again in a minute.')
}

function checkClock({ answer, sentAtMs, receivedAtMs }: Asked): Check {
  const dated = 'failed' in answer ? undefined : answer.headers['date']
  const serverMs = typeof dated === 'string' ? Date.parse(dated) : Number.NaN
  if (Number.isNaN(serverMs)) return skipped('clock', 'the API does not tell its time')
  // A date is cut to the second.
  const aheadMs = (sentAtMs + receivedAtMs) / 2 - (serverMs + 500)
  if (Math.abs(aheadMs) < 1_500) return ok('clock', "agrees with the server's to a second")
  const message = `${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} the server's`
  if (Math.abs(aheadMs) < worstClockMs) return ok('clock', message)
  return warning(
    'clock',
    message,
    'Set it (NTP): times in the ledger, the results and the log are wrong by that much, and certificates may seem to have expired. What is sent goes by the time of the server.',
  )
}

/** The search category is asked where the key may read something; one page of one record. */
async function searchLimit(transport: Transport, { scopes }: KeyInfo): Promise<string | null> {
  const object = writableObjects.find(type => scopes.length === 0 || scopes.includes(`${objectFacts(type).scope}:read`))
  if (object === undefined) return null
  const { answer, receivedAtMs } = await ask(transport, `${objectFacts(object).listPath}?limit=1`)
  return 'failed' in answer ? null : limitText('searches', answer, receivedAtMs)
}

/** What is left of a category; less what was asked here, the rest is what others use. */
function limitText(category: string, { headers }: Answer, nowMs: number): string | null {
  const { limit, remaining } = readRateHeaders(headers, nowMs)
  if (limit === null) return null
  const others = remaining === null ? 0 : Math.max(0, limit - remaining - 1)
  const used =
    remaining === null
      ? ''
      : `, ${formatNumber(remaining)} left${others > 0 ? `, ${formatNumber(others)} used by others` : ''}`
  return `${formatNumber(limit)} ${category}/s${used}`
}

function checkLimits(limits: readonly (string | null)[]): Check {
  const stated = limits.filter(limit => limit !== null)
  // A write would tell of the writes; the category has a limit of its own.
  return stated.length === 0
    ? ok('limits', 'not stated by the server: 25 requests/s in each category are assumed')
    : ok('limits', `${stated.join('; ')}; that of writes is told by the first write`)
}

function milliseconds(ms: number): string {
  return `${formatNumber(Math.round(ms))} ms`
}

/** As a person writes it: without a slash at the end. */
function addressText({ href }: URL): string {
  return href.replace(/\/$/, '')
}
