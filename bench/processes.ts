import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What a process that has ended took, as a whole: the start of Node is in it. */
export interface Usage {
  readonly seconds: number
  readonly cpuSeconds: number
  /** Largest resident set. */
  readonly peakBytes: number
  readonly stdout: string
}

/** The executable that users run, made of the sources by `buildCommand`. */
export const command = fileURLToPath(new URL('../bin/lightfield-import.cjs', import.meta.url))

const usageReporter = new URL('report-usage.mjs', import.meta.url).href
const compiler = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc')
const project = fileURLToPath(new URL('../tsconfig.build.json', import.meta.url))
let usageFiles = 0

/** Compiles the sources as they are, so that no figure is of an older program. */
export async function buildCommand(): Promise<void> {
  const child = spawn(process.execPath, [compiler, '--project', project], { stdio: ['ignore', 2, 2] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('the program does not compile')
}

/**
 * Runs a program under this Node to its end.
 *
 * @throws Error with what the program said, where it ends with anything but 0
 */
export async function runToEnd(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Usage> {
  const usageFile = join(tmpdir(), `lightfield-bench-usage-${process.pid}-${++usageFiles}.json`)
  try {
    const startedAt = performance.now()
    const child = spawn(process.execPath, ['--import', usageReporter, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment, BENCH_USAGE_FILE: usageFile },
    })
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)])
    const seconds = (performance.now() - startedAt) / 1000
    if (child.exitCode !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${child.exitCode}: ${stderr}`)
    const usage: { cpuSeconds: number; peakBytes: number } = JSON.parse(await readFile(usageFile, 'utf8'))
    return { ...usage, seconds, stdout }
  } finally {
    await rm(usageFile, { force: true })
  }
}

async function ended(child: ChildProcess): Promise<void> {
  await once(child, 'exit')
}
