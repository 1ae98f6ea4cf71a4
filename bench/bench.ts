import type { Findings } from './tables.ts'
import type { Workplace } from './workplace.ts'

/** How much is measured. */
export interface BenchSize {
  /** Smaller files and shorter runs, for a first look and for CI. */
  readonly isQuick: boolean
  /** How long creates go on at the limit, in each cell of the table. */
  readonly limitSeconds: number
}

/** One measurement, by the name that the command line and the markers in the document know it by. */
export interface Bench {
  readonly name: string
  readonly title: string
  measure(size: BenchSize, workplace: Workplace): Promise<Findings>
}
