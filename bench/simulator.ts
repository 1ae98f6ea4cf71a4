import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import type { LimitModel, RequestLogEntry } from '../src/sandbox/sandbox.ts'
import { benchCompanies } from './generate-rows.ts'
import { command } from './processes.ts'

export interface SimulatorOptions {
  /** Requests a second in each category; 0 for no limit. */
  readonly limit: number
  readonly limitModel: LimitModel
  readonly latencyMs: number
}

/** The sandbox in a process of its own, with the accounts in it that the generated rows name. */
export interface Simulator extends AsyncDisposable {
  /** What a program needs to find it. */
  readonly environment: { readonly LIGHTFIELD_BASE_URL: string; readonly LIGHTFIELD_API_KEY: string }
  /** Id of one of the accounts. */
  readonly accountId: string
  /** The last 10,000 requests that created opportunities, oldest first. */
  creates(): Promise<readonly RequestLogEntry[]>
}

export async function startSimulator({ limit, limitModel, latencyMs }: SimulatorOptions): Promise<Simulator> {
  const args = ['--limit', limit, '--limit-model', limitModel, '--latency', latencyMs, '--index-lag', 0].map(String)
  const child = spawn(process.execPath, [command, 'sandbox', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const { url, api_key: key } = await readAddress(child)
    const [accountId] = await Promise.all(benchCompanies.map(name => createAccount(url, key, name)))
    return {
      environment: { LIGHTFIELD_BASE_URL: url, LIGHTFIELD_API_KEY: key },
      accountId: accountId ?? '',
      async creates() {
        const answer = await fetch(`${url}/_sandbox/requests`)
        const { requests } = (await answer.json()) as { requests: RequestLogEntry[] }
        return requests.filter(({ method, path }) => method === 'POST' && path === '/v1/opportunities')
      },
      [Symbol.asyncDispose]: () => end(child),
    }
  } catch (error) {
    await end(child)
    throw error
  }
}

async function readAddress({ stdout }: ChildProcess): Promise<{ url: string; api_key: string }> {
  if (stdout === null) throw new Error('the sandbox has no stdout')
  for await (const line of createInterface({ input: stdout })) return JSON.parse(line)
  throw new Error('the sandbox ended before it said its address')
}

async function createAccount(url: string, key: string, name: string): Promise<string> {
  const answer = await fetch(`${url}/v1/accounts`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'lightfield-version': '2026-03-01',
    },
    body: JSON.stringify({ fields: { $name: name } }),
  })
  if (!answer.ok) throw new Error(`the sandbox refuses an account: ${await answer.text()}`)
  const { id } = (await answer.json()) as { id: string }
  return id
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill()
  await once(child, 'exit')
}
