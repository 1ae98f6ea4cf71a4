import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeRows } from './generate-rows.ts'
import type { Usage } from './processes.ts'
import { importFile, unlimitedRate } from './run-command.ts'
import { type Simulator, startSimulator } from './simulator.ts'

/** A file and the ledger that it is imported with. */
export interface ImportFiles {
  readonly file: string
  readonly ledger: string
  /** Default: that of the generated rows. */
  readonly mapping?: string
}

/** An import all of whose rows are done. */
export interface FinishedImport extends ImportFiles {
  readonly rows: number
  /** Where its records are: without a limit. */
  readonly simulator: Simulator
  /** What the run took that made it, without a limit. */
  readonly usage: Usage
}

/** A folder for the files of the measurements; gone at the end. */
export interface Workplace extends AsyncDisposable {
  /** A file of so many generated rows. */
  rowsFile(count: number): Promise<string>
  /** A path that nothing is at yet. */
  newPath(extension?: string): string
  /** An import of so many rows that is done: made once in a call, since a million of them take minutes. */
  finishedImport(rows: number): Promise<FinishedImport>
}

/** The mapping of the generated rows. */
export const rowsMapping = fileURLToPath(new URL('rows.mapping.yaml', import.meta.url))

export async function openWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'lightfield-bench-'))
  // Gigabytes, which must not stay behind where the call is interrupted either.
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  const files = new Map<number, Promise<string>>()
  const imports = new Map<number, Promise<FinishedImport>>()
  const simulators: Simulator[] = []
  let paths = 0

  const newPath: Workplace['newPath'] = (extension = '') => join(folder, `${++paths}${extension}`)

  async function generate(count: number): Promise<string> {
    const path = join(folder, `rows-${count}.csv`)
    await writeRows(path, count)
    return path
  }

  function rowsFile(count: number): Promise<string> {
    return once(files, count, generate)
  }

  async function finish(rows: number): Promise<FinishedImport> {
    const simulator = await startSimulator({ listsDeals: false })
    simulators.push(simulator)
    const place = { file: await rowsFile(rows), ledger: newPath('.db') }
    return { ...place, rows, simulator, usage: await importFile(place, ['created'], unlimitedRate, simulator) }
  }

  return {
    rowsFile,
    newPath,
    finishedImport: rows => once(imports, rows, finish),
    async [Symbol.asyncDispose]() {
      await Promise.all(simulators.map(simulator => simulator[Symbol.asyncDispose]()))
      removeFolder()
    },
  }
}

/** What is known for the key; at first, what is made for it. */
function once<Made>(
  known: Map<number, Promise<Made>>,
  key: number,
  make: (key: number) => Promise<Made>,
): Promise<Made> {
  const made = known.get(key) ?? make(key)
  known.set(key, made)
  return made
}
