import type { CommandAction } from './command.ts'
import type { SharedOptions } from './shared-options.ts'

/** Runs one command: opens what it needs, and turns its end into an exit code. */
export type Launch = <Options>(
  load: () => Promise<CommandAction<Options>>,
  options: Options & SharedOptions,
) => Promise<void>
