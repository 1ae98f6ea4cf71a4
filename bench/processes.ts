import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** What a process that has ended took, as a whole: the start of its interpreter is in it. */
export interface Ended {
  readonly seconds: number
  readonly stdout: string
}

/** The same of a program under this Node. */
export interface Usage extends Ended {
  readonly cpuSeconds: number
  /** Largest resident set. */
  readonly peakBytes: number
  /** When it was started, in milliseconds since 1970. */
  readonly startedAtMs: number
}

export type Environment = Readonly<Record<string, string>>

/** The executable that users run, made of the sources by `buildCommand`. */
export const command = fileURLToPath(new URL('../bin/lightfield-import.cjs', import.meta.url))

const usageReporter = new URL('report-usage.mjs', import.meta.url).href
const project = fileURLToPath(new URL('../tsconfig.build.json', import.meta.url))
/** Nothing that is measured takes as long: whatever does hangs. */
const longestMs = 45 * 60_000
const running = new Set<ChildProcess>()
let usageFiles = 0

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Compiles the sources as they are, so that no figure is of an older program. */
export async function buildCommand(): Promise<void> {
  const compiler = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc')
  const child = spawn(process.execPath, [compiler, '--project', project], { stdio: ['ignore', 2, 2] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('the program does not compile')
}

/**
 * Runs a program under this Node to its end, and measures what it used.
 *
 * @throws Error with what the program said, where it ends with another code than one of `exitCodes`
 */
export async function runToEnd(
  program: string,
  args: readonly string[],
  environment: Environment = {},
  exitCodes: readonly number[] = [0],
): Promise<Usage> {
  const usageFile = join(tmpdir(), `lightfield-bench-usage-${process.pid}-${++usageFiles}.json`)
  try {
    const startedAtMs = Date.now()
    const measured = ['--import', usageReporter, program, ...args]
    const ended = await runProgram(
      process.execPath,
      measured,
      { ...environment, BENCH_USAGE_FILE: usageFile },
      exitCodes,
    )
    const usage: { cpuSeconds: number; peakBytes: number } = JSON.parse(await readFile(usageFile, 'utf8'))
    return { ...usage, ...ended, startedAtMs }
  } finally {
    await rm(usageFile, { force: true })
  }
}

/**
 * Runs any executable to its end.
 *
 * @throws Error with what it said, where it cannot be started or ends with another code than one of `exitCodes`
 */
export async function runProgram(
  executable: string,
  args: readonly string[],
  environment: Environment = {},
  exitCodes: readonly number[] = [0],
): Promise<Ended> {
  const startedAt = performance.now()
  const child = spawn(executable, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    timeout: longestMs,
  })
  running.add(child)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), exited(child)])
  const seconds = (performance.now() - startedAt) / 1000
  if (child.exitCode === null || !exitCodes.includes(child.exitCode)) {
    throw new Error(`${executable} ${args.join(' ')} ended with ${child.exitCode ?? child.signalCode}: ${stderr}`)
  }
  return { seconds, stdout }
}

/**
 * Starts a program under this Node, and kills it once it is time, as a machine that loses its power would.
 *
 * @param isTime asked ten times a second
 * @throws Error where the program has ended by then
 */
export async function killWhen(
  isTime: () => Promise<boolean>,
  program: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: 'ignore',
    env: { ...process.env, ...environment },
    timeout: longestMs,
  })
  running.add(child)
  const end = exited(child)
  while (child.exitCode === null && child.signalCode === null && !(await isTime())) await sleep(100)
  child.kill('SIGKILL')
  await end
  if (child.signalCode === null) throw new Error(`${program} ${args.join(' ')} has ended with ${child.exitCode}`)
}

async function exited(child: ChildProcess): Promise<void> {
  try {
    await once(child, 'exit')
  } finally {
    running.delete(child)
  }
}
