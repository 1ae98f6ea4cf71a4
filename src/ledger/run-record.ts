import type { RunStopped } from '../errors.ts'
import type { OutcomeCounts } from '../model/outcome.ts'

/** What a run was given, for the next one to compare with. */
export interface RunFacts {
  readonly columns: readonly string[]
  /** The columns that told its rows apart; null: their whole content did. Absent where an older version wrote it down. */
  readonly key?: readonly string[] | null
  /** Definitions of the mapped keys, by key: each as canonical JSON or, of a long one and by older versions, as a digest. */
  readonly definitions: ReadonlyMap<string, string>
}

/** How one run of an import ended, or that it goes on. `killed`: its process ended without a word. */
export type RunState = 'running' | 'killed' | EndState

/** How a run ended that could still say so. */
export type EndState = 'finished' | 'stopped' | 'interrupted'

/** Why a run stopped by itself. */
export type StopReason = Pick<RunStopped, 'code' | 'message' | 'hint'>

export interface RunRecord {
  readonly id: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly state: RunState
  readonly source: string
  readonly outcomes: OutcomeCounts | null
  /** Null unless it stopped by itself, and where an older version wrote that down. */
  readonly stopped: StopReason | null
}
