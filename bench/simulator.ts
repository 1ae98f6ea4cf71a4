import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import {
  type LimitModel,
  type RelationshipSpec,
  type RequestLogEntry,
  type SandboxState,
  type Settings,
  seedWorkspace,
  type Workspace,
} from '../src/sandbox/sandbox.ts'
import { benchCompanies } from './generate-rows.ts'

export interface SimulatorOptions {
  /** Requests a second in each category; none where left out. */
  readonly limit?: number
  readonly limitModel?: LimitModel
  readonly latencyMs?: number
  /** Writes a second that somebody else sends. */
  readonly otherWrites?: number
  /** Requests that its log keeps. */
  readonly logSize?: number
  /**
   * Whether an account lists its deals. It does unless told otherwise; hundreds of thousands of them, which no account has,
   * are more than an answer may hold.
   */
  readonly listsDeals?: boolean
}

/** The sandbox in a process of its own, with the accounts in it that the generated rows name. */
export interface Simulator extends AsyncDisposable {
  /** What a program needs to find it. */
  readonly environment: { readonly LIGHTFIELD_BASE_URL: string; readonly LIGHTFIELD_API_KEY: string }
  /** Id of one of the accounts. */
  readonly accountId: string
  /** What its log still has, oldest first. */
  requests(): Promise<readonly RequestLogEntry[]>
  /** Of these, the requests that created opportunities. */
  creates(): Promise<readonly RequestLogEntry[]>
  /** How many opportunities there are. */
  countDeals(): Promise<number>
  /** Other limits from now on; all budgets are full again. */
  change(settings: Settings): Promise<void>
  /** Creates a record and tells its id. */
  create(
    path: '/v1/accounts' | '/v1/opportunities',
    fields: Readonly<Record<string, unknown>>,
    relationships?: Readonly<Record<string, string>>,
  ): Promise<string>
}

const program = fileURLToPath(new URL('simulator-process.mjs', import.meta.url))
const key = 'sk_lf_sandbox'

/**
 * Starts a sandbox without limit or latency, fills it, and then lets the limits that were asked for apply.
 *
 * @throws Error where it does not start or refuses an account
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { logSize = 10_000, listsDeals = true } = options
  const workspace = listsDeals ? seedWorkspace : withoutDealsOfAccounts(seedWorkspace)
  const start = { limits: limitsOf(0), indexLagMs: 0, requestLogSize: logSize, workspace }
  const child = spawn(process.execPath, [program, JSON.stringify(start)], { stdio: ['pipe', 'pipe', 'ignore'] })
  try {
    return await open(child, await readAddress(child), options)
  } catch (error) {
    await end(child)
    throw error
  }
}

/** The same workspace, but that the link of a deal to its account shows on the deal's side alone. */
function withoutDealsOfAccounts({ objects, members }: Workspace): Workspace {
  const alone = ({ inverse, ...rest }: RelationshipSpec): RelationshipSpec =>
    inverse === undefined || inverse === '$opportunity' ? rest : { ...rest, inverse }
  return { objects: objects.map(object => ({ ...object, relationships: object.relationships.map(alone) })), members }
}

/** The same limit in each category. */
export function limitsOf(limit: number): { readonly write: number; readonly read: number; readonly search: number } {
  return { write: limit, read: limit, search: limit }
}

async function open(child: ChildProcess, url: string, options: SimulatorOptions): Promise<Simulator> {
  const { limit = 0, limitModel = 'token-bucket', latencyMs = 0, otherWrites = 0 } = options
  const create: Simulator['create'] = async (path, fields, relationships = {}) => {
    const { id } = (await send(`${url}${path}`, { fields, relationships })) as { id: string }
    return id
  }
  const requests: Simulator['requests'] = async () => {
    const answer = await fetch(`${url}/_sandbox/requests`)
    return ((await answer.json()) as { requests: RequestLogEntry[] }).requests
  }
  const countDeals: Simulator['countDeals'] = async () => {
    const answer = await fetch(`${url}/_sandbox/state?records=false`)
    const state = (await answer.json()) as Pick<SandboxState, 'recordCounts'>
    return state.recordCounts['opportunity'] ?? 0
  }
  const change = async (settings: Settings) => void (await send(`${url}/_sandbox/settings`, settings))
  const [accountId = ''] = await Promise.all(benchCompanies.map($name => create('/v1/accounts', { $name })))
  await change({ limits: limitsOf(limit), limitModel, latencyMs, otherTraffic: { write: otherWrites } })
  return {
    environment: { LIGHTFIELD_BASE_URL: url, LIGHTFIELD_API_KEY: key },
    accountId,
    requests,
    creates: async () =>
      (await requests()).filter(({ method, path }) => method === 'POST' && path === '/v1/opportunities'),
    countDeals,
    change,
    create,
    [Symbol.asyncDispose]: () => end(child),
  }
}

async function readAddress({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the sandbox has no stdout')
  for await (const line of createInterface({ input: stdout })) return line
  throw new Error('the sandbox ended before it said its address')
}

async function send(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'lightfield-version': '2026-03-01',
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`the sandbox refuses ${url}: ${await answer.text()}`)
  return await answer.json()
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
