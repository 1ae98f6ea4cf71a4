/** Commands that others may be told of. */
export type RunCommand = 'run' | 'retry' | 'migrate'

/** Options about who else is to be told of a run. */
export interface WatchOptions {
  /** The command that was called. */
  readonly command?: RunCommand
  /** `--events FILE`: JSON lines of what happens. */
  readonly events?: string
  /** `--metrics FILE`: for Prometheus' node exporter. */
  readonly metrics?: string
  /** `--on-finish URL`: gets the summary. */
  readonly onFinish?: string
  readonly allowHttp?: true
  readonly dryRun?: true
}
