import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'

export const executable = new URL('./executable.ts', import.meta.url).pathname

export const sandboxKey = 'sk_lf_sandbox'

/** Hundreds of processes compile the same sources: half of the time that they take to start. */
const compileCache = join(tmpdir(), 'lightfield-import-compile-cache')

/** What a run of the program left behind. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly stdin?: string | Buffer
  /** Whether the one who starts it writes to stdin, and ends it, himself. */
  readonly leavesStdinOpen?: true
  /** A command that starts the program in its own place, with what it sets up: it is given the program as its words. */
  readonly under?: readonly [string, ...string[]]
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** Starts the program as a process of its own. */
export function start(args: readonly string[], options: StartOptions = {}): Started {
  const [command, ...words] = [...(options.under ?? []), process.execPath, executable, ...args] as const
  const child = spawn(command, words, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache, ...options.env },
    stdio: 'pipe',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  child.stdin.on('error', () => undefined)
  if (options.leavesStdinOpen === undefined) child.stdin.end(options.stdin)
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }))
  return { child, ended }
}

/** Runs the program to its end. */
export function call(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(args, options).ended
}

/** A sandbox for one test, without limits unless the test is about them. */
export async function sandboxFor(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ limits: { write: 0, read: 0, search: 0 }, indexLagMs: 0, ...options })
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** The environment that leads the program to a sandbox. */
export function towards(sandbox: Sandbox): Readonly<Record<string, string>> {
  return { LIGHTFIELD_BASE_URL: sandbox.url, LIGHTFIELD_API_KEY: sandboxKey }
}
