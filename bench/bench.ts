import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeRows } from './generate-rows.ts'
import type { Table } from './tables.ts'

/** How much is measured: a first look, what the published figures are made of, or that and what takes very long. */
export type BenchSize = 'quick' | 'usual' | 'full'

/** One measurement, by the name that the command line and the markers in the document know it by. */
export interface Bench {
  readonly name: string
  readonly title: string
  measure(size: BenchSize, workplace: Workplace): Promise<Table>
}

/** A folder for the files of a measurement; gone at the end. */
export interface Workplace extends AsyncDisposable {
  /** A file of so many generated rows. */
  rowsFile(count: number): Promise<string>
  /** A path that nothing is at yet. */
  newPath(): string
}

/** The mapping of the generated rows. */
export const rowsMapping = new URL('rows.mapping.yaml', import.meta.url)

export async function openWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'lightfield-bench-'))
  const files = new Map<number, Promise<string>>()
  let paths = 0

  async function generate(count: number): Promise<string> {
    const path = join(folder, `rows-${count}.csv`)
    await writeRows(path, count)
    return path
  }

  return {
    rowsFile(count) {
      const file = files.get(count) ?? generate(count)
      files.set(count, file)
      return file
    },
    newPath: () => join(folder, String(++paths)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
