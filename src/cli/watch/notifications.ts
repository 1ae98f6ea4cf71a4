import type { CommandContext } from '../command.ts'
import type { ExitCode } from '../exit-codes.ts'
import { Interrupted } from '../interrupt.ts'
import type { RunBeginning, RunEnd } from '../run-watcher.ts'
import type { CallWatcher } from './call-watcher.ts'
import { openEvents } from './events-watcher.ts'
import { openFinishNotice, type WebhookEnvironment } from './finish-notice.ts'
import { openMetrics } from './metrics-watcher.ts'
import { callFacts, type Told, type ToldFailure, toldError, toldSummary } from './told-summary.ts'
import type { WatchOptions } from './watch-options.ts'

type Voices = Pick<CommandContext, 'terminal' | 'log'>

/** Whoever else is to be told of a call, from its beginning to its end. */
export interface Notifications {
  /**
   * Opens the files that are written, once it is known that they are none of those that are read.
   *
   * @throws InputError `events_unwritable`, `not_events`, `metrics_unwritable`, `not_metrics`
   */
  open(voices: Voices): void
  readonly watchers: readonly CallWatcher[]
  begins(run: RunBeginning): void
  /** A run has ended, and has a summary. */
  ended(end: RunEnd): void
  /** The call has ended by an error. */
  failed(error: unknown, exitCode: ExitCode): void
  /** Closes the files and posts, when everything else is in order. Never throws. */
  close(voices: Voices): Promise<void>
}

/** @throws InputError `on_finish_invalid`, `on_finish_insecure`, `proxy_invalid` */
export function openNotifications(options: WatchOptions, environment: WebhookEnvironment): Notifications {
  const { command = 'run', events, metrics, onFinish } = options
  const finish = onFinish === undefined ? null : openFinishNotice(onFinish, options, environment)
  const isDry = options.dryRun === true
  const now = (): number => Date.now()
  const factsOf = (exitCode: ExitCode) => callFacts(command, { exitCode, isDry, now: now() })
  const watchers: CallWatcher[] = []
  let runId: string | null = null
  let told: Told | null = null
  return {
    watchers,
    open({ terminal }) {
      const warn = (text: string): void => terminal.complain(`${terminal.paint.yellow('warning:')} ${text}`)
      // A run that writes nothing is no success that a night was missing.
      if (metrics !== undefined && isDry) warn('A dry run is no run: the file of --metrics is left as it is.')
      else if (metrics !== undefined) watchers.push(openMetrics(metrics, now, warn))
      if (events !== undefined) watchers.push(openEvents(events, command, now))
    },
    begins(run) {
      runId = run.runId
    },
    ended({ exitCode, summary }) {
      told = { ...toldSummary(summary), ...factsOf(exitCode) }
    },
    failed(error, exitCode) {
      const failure = failureOf(error, runId)
      // What fails after the summary, such as a file that cannot be written to its end, is told beside it.
      told = { ...(told ?? failure), stopped: failure.stopped, ...factsOf(exitCode) }
      for (const watcher of watchers) watcher.failed(failure, exitCode)
    },
    async close(voices) {
      for (const watcher of watchers) watcher[Symbol.dispose]?.()
      if (finish !== null && told !== null) await finish.post(told, voices)
    },
  }
}

function failureOf(error: unknown, runId: string | null): ToldFailure {
  if (error instanceof Interrupted) return { state: 'interrupted', run_id: runId, stopped: null }
  return { state: runId === null ? 'failed_to_start' : 'stopped', run_id: runId, stopped: toldError(error) }
}
