import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { executable, towards } from '../cli/program.ts'
import type { Figures } from './figures.ts'
import { type JobName, jobNames, openWorksite } from './jobs.ts'

/** What is counted together: to count calls changes what is allocated. */
const passes = ['work', 'calls'] as const
type Pass = (typeof passes)[number]

const fewRows = 400
const manyRows = 1_200
const counter = new URL('count-work.mjs', import.meta.url).href

/**
 * Counts the work of every job, a row: the difference between a long file and a short one, so that what a process does
 * whatever its file has fallen out.
 *
 * @throws Error where a job does not end well
 */
export async function measureWork(): Promise<ReadonlyMap<JobName, Figures>> {
  const few = await countJobs(fewRows)
  const many = await countJobs(manyRows)
  return new Map(jobNames.map(name => [name, perRow(few.get(name), many.get(name))]))
}

function perRow(few: Partial<Figures> = {}, many: Partial<Figures> = {}): Figures {
  const figure = (thing: keyof Figures): number => ((many[thing] ?? 0) - (few[thing] ?? 0)) / (manyRows - fewRows)
  return {
    statements: figure('statements'),
    commits: figure('commits'),
    requests: figure('requests'),
    allocatedBytes: figure('allocatedBytes'),
    calls: figure('calls'),
  }
}

async function countJobs(rows: number): Promise<ReadonlyMap<JobName, Partial<Figures>>> {
  const [work, calls] = await Promise.all(passes.map(pass => countPass(rows, pass)))
  return new Map(jobNames.map(name => [name, { ...calls?.get(name), ...work?.get(name) }]))
}

async function countPass(rows: number, pass: Pass): Promise<ReadonlyMap<JobName, Partial<Figures>>> {
  const folder = await mkdtemp(join(tmpdir(), 'lightfield-import-'))
  try {
    await using site = await openWorksite(rows, folder)
    const counts = new Map<JobName, Partial<Figures>>()
    for (const name of jobNames) {
      const before = requestsTo(site.sandbox)
      const counted = await countProcess(site.commands[name], site.sandbox, join(folder, 'counts.json'), pass)
      counts.set(name, { ...counted, requests: requestsTo(site.sandbox) - before })
    }
    return counts
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function countProcess(
  args: readonly string[],
  sandbox: Sandbox,
  file: string,
  pass: Pass,
): Promise<Partial<Figures>> {
  const child = spawn(process.execPath, ['--single-threaded', '--import', counter, executable, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...towards(sandbox), WORK_COUNTS_FILE: file, WORK_COUNTED: pass },
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (child.exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${child.exitCode}: ${stderr}${stdout}`)
  return JSON.parse(await readFile(file, 'utf8'))
}

function requestsTo(sandbox: Sandbox): number {
  return Object.values(sandbox.state().requests).reduce((sum, { total }) => sum + total, 0)
}
