import type { LookUpDecision } from '../import/look-up/look-up-plan.ts'
import type { RowResult } from '../import/row-result.ts'
import type { JsonRun } from '../report/json-summary.ts'
import type { JsonMigration } from '../report/migration-json.ts'
import type { ExitCode } from './exit-codes.ts'

/** Somebody who looks on while a run goes on: each of them is told all of it, and has no say in it. */
export interface RunWatcher {
  /**
   * A row has ended. `second`: again, in the second pass of a migration.
   *
   * @throws RunStopped where the run is not to go on without being watched
   */
  row?(importName: string, result: RowResult, pass?: 'first' | 'second'): void
  /** So many rows of an import have ended as `skipped`. Who is told of rows and has no such word is told of each. */
  passed?(importName: string, rows: number): void
  /** It is decided how the records of one kind are found that rows name. */
  lookUps?(importName: string, decision: LookUpDecision): void
  /** The run is over, and has been told of. Awaited before the command ends. */
  ended?(end: RunEnd): void | Promise<void>
}

/** How a run ended. */
export interface RunEnd {
  readonly exitCode: ExitCode
  /** The object that `--json` prints. */
  readonly summary: JsonRun | JsonMigration
}

/** What a watcher is told of a run as it begins. */
export interface RunBeginning {
  readonly command: 'run' | 'retry' | 'migrate'
  readonly runId: string
  /** Names of its imports. */
  readonly imports: readonly string[]
  readonly isDry: boolean
  /** Path of the ledger. */
  readonly ledger: string
}
