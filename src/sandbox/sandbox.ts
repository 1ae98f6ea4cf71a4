import type { IncomingMessage, ServerResponse } from 'node:http'
import { Api } from './api.ts'
import { startClock } from './clock.ts'
import { controlPrefix, redirectPath, type SandboxControls, serveControl } from './control.ts'
import { type Delivery, deliver, statusOf } from './delivery.ts'
import { type Fault, FaultPlan } from './faults.ts'
import type { Call } from './handlers.ts'
import type { Merge } from './merge.ts'
import { resolveOptions, type SandboxConfig, type SandboxOptions, type Settings } from './options.ts'
import { closeServer, createHttpServer, listen } from './server.ts'
import { describeState, type SandboxState } from './state.ts'
import { Traffic } from './traffic.ts'
import { World } from './world.ts'

export type { ApiKey } from './auth.ts'
export { SandboxError } from './errors.ts'
export { parseFaults } from './fault-rules.ts'
export type { Fault, FaultAfter, FaultBefore, FaultMatch } from './faults.ts'
export type { Merge } from './merge.ts'
export type { Latency, SandboxOptions, Settings } from './options.ts'
export { seededRandom } from './random.ts'
export type { Category, LimitModel } from './rate-limit.ts'
export { seedWorkspace } from './seed-workspace.ts'
export type { SandboxState, StateRecord } from './state.ts'
export type { RequestLogEntry } from './traffic.ts'
export type { FieldSpec, MemberSpec, ObjectSpec, RelationshipSpec, Workspace } from './workspace.ts'

/** A running simulator of the Lightfield API. */
export interface Sandbox extends AsyncDisposable {
  /** Base URL without a slash at its end, such as `http://127.0.0.1:41234`. */
  readonly url: string
  readonly port: number
  state(): SandboxState
  /** Puts other faults in force in place of the present ones. */
  setFaults(faults: readonly Fault[]): void
  /** Changes limits, others' traffic, latency or room; all budgets are full again. Throws `SandboxError` `bad_option`. */
  change(settings: Settings): void
  /** Moves the sandbox's time forward. */
  advance(ms: number): void
  /** Merges two records as a person would; throws `SandboxError` `bad_merge` where that makes no sense. */
  merge(merge: Merge): void
  /** Back to an empty workspace with no request seen; the clock and the faults stay. */
  reset(): void
  /** Cuts every connection and lets go of the port and the state file. */
  close(): Promise<void>
}

/**
 * Starts a simulator of the Lightfield API on this machine.
 * Throws `SandboxError` for options that make no sense, a state file that cannot be used, or a port that is taken.
 */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const config = resolveOptions(options)
  const world = new World({ ...config, clock: startClock(config.clock, config.clockOffsetMs) })
  try {
    return await serve(config, world)
  } catch (error) {
    world.close()
    throw error
  }
}

async function serve(config: SandboxConfig, world: World): Promise<Sandbox> {
  const closing = new AbortController()
  const faults = new FaultPlan(config.faults, config.random, () => world.clock.now())
  const traffic = new Traffic(config.requestLogSize)
  const api = new Api({ world, config, faults, traffic, signal: closing.signal, redirectTarget: redirectPath })
  const controls = createControls(world, api, faults, traffic)

  const server = createHttpServer(async (call, request, response) => {
    const delivery = call.path.startsWith(controlPrefix)
      ? ({ kind: 'answer', answer: await serveControl(call, controls) } satisfies Delivery)
      : await serveCounted(api, traffic, world, call, request)
    await deliverWhileOpen(response, delivery)
  })

  async function deliverWhileOpen(response: ServerResponse, delivery: Delivery): Promise<void> {
    if (!response.destroyed) await deliver(response, delivery, { sleep: config.sleep, signal: closing.signal, goAway })
  }

  const port = await listen(server, config.port, config.host)
  let closed: Promise<void> | null = null
  let away: Promise<void> | null = null

  async function comeBackAfter(ms: number): Promise<void> {
    await closeServer(server)
    await config.sleep(ms, closing.signal)
    if (!closing.signal.aborted) await listen(server, port, config.host)
  }

  function goAway(ms: number): Promise<void> {
    away ??= comeBackAfter(ms).finally(() => {
      away = null
    })
    return away
  }

  async function shutDown(): Promise<void> {
    closing.abort()
    await closeServer(server)
    world.close()
  }

  function close(): Promise<void> {
    closed ??= shutDown()
    return closed
  }

  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    port,
    state: () => controls.state({ withRecords: true }),
    setFaults: controls.setFaults,
    change: controls.change,
    advance: controls.advance,
    merge: controls.merge,
    reset: controls.reset,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Serves a request to the API with its place in the counts and the log. */
async function serveCounted(
  api: Api,
  traffic: Traffic,
  world: World,
  call: Call,
  request: IncomingMessage,
): Promise<Delivery> {
  const category = api.categoryOf(call.method, call.path)
  const key = call.headers['idempotency-key']
  const open = traffic.begin({
    method: call.method,
    path: request.url ?? call.path,
    category,
    idempotencyKey: typeof key === 'string' ? key : null,
    atMs: world.clock.now(),
  })
  let delivery: Delivery | null = null
  try {
    delivery = await api.serve(call, category)
    return delivery
  } finally {
    open.finish(delivery === null ? null : statusOf(delivery))
  }
}

function createControls(world: World, api: Api, faults: FaultPlan, traffic: Traffic): SandboxControls {
  let redirects = { total: 0, withKey: 0 }
  return {
    state: options => describeState({ world, traffic, faults }, redirects, options),
    requests: last => traffic.last(last),
    reset() {
      world.reset()
      api.reset()
      traffic.reset()
      redirects = { total: 0, withKey: 0 }
    },
    setFaults: given => faults.replace(given),
    change: settings => api.change(settings),
    advance: ms => world.advance(ms),
    merge: merge => world.merge(merge),
    noteRedirect(withKey) {
      redirects = { total: redirects.total + 1, withKey: redirects.withKey + (withKey ? 1 : 0) }
    },
  }
}
