import type { ExitCode } from '../exit-codes.ts'
import type { RunBeginning, RunEnd, RunWatcher } from '../run-watcher.ts'
import type { PaceChange, WatchedClient } from './pulse.ts'
import type { ToldFailure } from './told-summary.ts'

/** Somebody who is told of a whole call: also of one that fails before its run begins. */
export interface CallWatcher extends RunWatcher, Partial<Disposable> {
  begins?(run: RunBeginning, client: WatchedClient): void
  /** Every second of a run. Throws nothing: nobody hears it. */
  tick?(now: number, changes: readonly PaceChange[]): void
  ended(end: RunEnd): void
  /** The call has ended without a summary, or after it by an error of its own. Throws nothing. */
  failed(failure: ToldFailure, exitCode: ExitCode): void
}
