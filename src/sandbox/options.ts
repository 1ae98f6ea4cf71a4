import type { ApiKey } from './auth.ts'
import { sleepFor } from './clock.ts'
import { SandboxError } from './errors.ts'
import { parseFaults } from './fault-rules.ts'
import type { Fault } from './faults.ts'
import { seededRandom } from './random.ts'
import { type Category, categories, type LimitModel } from './rate-limit.ts'
import { seedWorkspace } from './seed-workspace.ts'
import type { Workspace } from './workspace.ts'

/** A waiting time in milliseconds: the same every time, or drawn evenly from a span. */
export type Latency = number | { readonly min: number; readonly max: number }

/** Everything about a sandbox that can be chosen. */
export interface SandboxOptions {
  /** TCP port; 0 takes any that is free. Default 0. */
  readonly port: number
  /** Address to listen on. Default 127.0.0.1: nothing outside this machine gets in. */
  readonly host: string
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly clock: () => number
  /** How far the sandbox's clock is ahead of that, in milliseconds; below 0, behind. Default 0. */
  readonly clockOffsetMs: number
  /** Waits in real time and rejects when the signal is aborted. Default: a timer. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** How long a request is worked on before its effect and its answer. Default 0. */
  readonly latencyMs: Latency
  /** How long lists take to learn of a write. Default 1000. */
  readonly indexLagMs: number
  /** How long after its creation an account is enriched in the background; null, the default, for never. */
  readonly enrichAfterMs: number | null
  /** Default: `sk_lf_sandbox`, with full access. */
  readonly apiKeys: readonly ApiKey[]
  /** Requests a second by category; 25 where left out, 0 for no limit. */
  readonly limits: Readonly<Partial<Record<Category, number>>>
  /** Default `token-bucket`. */
  readonly limitModel: LimitModel
  /** Requests a second that others take from the same limits, by category; 0 where left out. */
  readonly otherTraffic: Readonly<Partial<Record<Category, number>>>
  /** Requests worked on at the same time before more are answered 503; 0 for no limit, the default. */
  readonly maxInFlight: number
  /** Rules for what goes wrong. Default none. */
  readonly faults: readonly Fault[]
  /** Numbers from 0 to 1, for faults with a probability and for latencies. Default: the same sequence every time. */
  readonly random: () => number
  /** File that keeps the state across restarts; null, the default, for none. */
  readonly stateFile: string | null
  /** Definitions and members. Default: `seedWorkspace`. */
  readonly workspace: Workspace
  /** Error bodies without their `{error: …}` wrapper, as some of the API's examples show them. Default false. */
  readonly bareErrors: boolean
  /** Requests kept for `GET /_sandbox/requests`. Default 10,000. */
  readonly requestLogSize: number
}

/** The options with every category filled in. */
export interface SandboxConfig extends SandboxOptions {
  readonly limits: Readonly<Record<Category, number>>
  readonly otherTraffic: Readonly<Record<Category, number>>
}

/** What can be changed while the sandbox runs; what is left out stays. */
export type Settings = Partial<
  Pick<SandboxOptions, 'limits' | 'otherTraffic' | 'limitModel' | 'latencyMs' | 'maxInFlight'>
>

const defaultLimit = 25

/** Fills in the defaults; throws `SandboxError` `bad_option` or `bad_fault` for options that make no sense. */
export function resolveOptions(options: Partial<SandboxOptions>): SandboxConfig {
  const defaults: SandboxOptions = {
    port: 0,
    host: '127.0.0.1',
    clock: Date.now,
    clockOffsetMs: 0,
    sleep: sleepFor,
    latencyMs: 0,
    indexLagMs: 1000,
    enrichAfterMs: null,
    apiKeys: [{ key: 'sk_lf_sandbox', scopes: [], subjectType: 'workspace' }],
    limitModel: 'token-bucket',
    maxInFlight: 0,
    faults: [],
    random: seededRandom(1),
    stateFile: null,
    workspace: seedWorkspace,
    bareErrors: false,
    requestLogSize: 10_000,
    limits: {},
    otherTraffic: {},
  }
  const known = Object.keys(defaults)
  const unknown = Object.keys(options).filter(name => !known.includes(name))
  if (unknown.length > 0) {
    throw new SandboxError('bad_option', `there is no option ${unknown.join(', ')}; there are ${known.join(', ')}`)
  }
  // What is undefined counts as left out.
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const config: SandboxConfig = {
    ...defaults,
    ...given,
    limits: { write: defaultLimit, read: defaultLimit, search: defaultLimit, ...options.limits },
    otherTraffic: { write: 0, read: 0, search: 0, ...options.otherTraffic },
  }
  check(config)
  parseFaults(config.faults)
  return config
}

/** The options with some of them changed; throws `SandboxError` `bad_option` for changes that make no sense. */
export function changeOptions(config: SandboxConfig, settings: Settings): SandboxConfig {
  const changed: SandboxConfig = {
    ...config,
    ...settings,
    limits: { ...config.limits, ...settings.limits },
    otherTraffic: { ...config.otherTraffic, ...settings.otherTraffic },
  }
  check(changed)
  return changed
}

function check(config: SandboxConfig): void {
  const problems = problemsOf(config)
  if (problems.length > 0) throw new SandboxError('bad_option', problems.join('\n'))
}

function problemsOf(config: SandboxConfig): string[] {
  const { latencyMs } = config
  const latencies = typeof latencyMs === 'number' ? [latencyMs] : [latencyMs.min, latencyMs.max]
  return [
    ...categories
      .filter(category => !isWholeNumber(config.limits[category]))
      .map(category => `limits.${category} must be a whole number of requests a second, or 0 for none`),
    ...categories
      .filter(category => !isAmount(config.otherTraffic[category]))
      .map(category => `otherTraffic.${category} must be a number of requests a second`),
    ...(isWholeNumber(config.port) && config.port < 65_536 ? [] : ['port must be a whole number from 0 to 65535']),
    ...(latencies.every(isAmount) && (latencies[0] ?? 0) <= (latencies.at(-1) ?? 0)
      ? []
      : ['latencyMs must be a number of milliseconds, or {min, max}']),
    ...(Number.isFinite(config.clockOffsetMs) ? [] : ['clockOffsetMs must be a number of milliseconds']),
    ...(isAmount(config.indexLagMs) ? [] : ['indexLagMs must be a number of milliseconds']),
    ...(config.enrichAfterMs === null || isAmount(config.enrichAfterMs)
      ? []
      : ['enrichAfterMs must be a number of milliseconds, or null for never']),
    ...(isWholeNumber(config.maxInFlight) ? [] : ['maxInFlight must be a whole number, or 0 for no limit']),
    ...(isWholeNumber(config.requestLogSize) ? [] : ['requestLogSize must be a whole number']),
  ]
}

function isWholeNumber(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}
