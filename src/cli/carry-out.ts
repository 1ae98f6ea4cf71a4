import { ImportError } from '../errors.ts'
import type { LedgerPlace } from '../library/ledger-path.ts'
import { type Log, silentLog } from '../model/log.ts'
import { type CommandAction, openContext, printJson } from './command.ts'
import type { ExitCode } from './exit-codes.ts'
import { Interrupted } from './interrupt.ts'
import type { SharedOptions } from './shared-options.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import type { Notifications } from './watch/notifications.ts'
import type { WatchOptions } from './watch/watch-options.ts'

/** Carries out one command: opens what it needs, tells how it failed, and sets the exit code. */
export async function carryOut<Options>(
  load: () => Promise<CommandAction<Options>>,
  options: Options & SharedOptions & WatchOptions & LedgerPlace,
): Promise<void> {
  let log: Log = silentLog
  let terminal: Terminal = openTerminal({ quiet: false, color: options.color })
  let notifications: Notifications | null = null
  try {
    // Before anything else, so that others are told of whatever goes wrong.
    notifications = await notificationsOf(options)
    const context = await openContext(options, process.env)
    log = context.log
    terminal = context.terminal
    notifications?.open(context)
    const action = await load()
    process.exitCode = await action(options, { ...context, notifications })
  } catch (thrown) {
    const error = await asToldError(thrown, options)
    const code = error instanceof Interrupted ? error.exitCode : await tellFailure(error, options, log)
    process.exitCode = code
    if (options.json === true && !terminal.hasData) await tellPrograms(error, terminal)
    notifications?.failed(error, code)
  }
  await notifications?.close({ terminal, log })
}

async function asToldError(thrown: unknown, place: LedgerPlace): Promise<unknown> {
  if (thrown instanceof ImportError || thrown instanceof Interrupted) return thrown
  const { toldError } = await import('./told-error.ts')
  return toldError(thrown, place)
}

/** With the catalogue of all messages, which a command that goes well has no use for. */
async function tellFailure(error: unknown, { color }: SharedOptions, log: Log): Promise<ExitCode> {
  const { logFailure, reportFailure } = await import('./failure.ts')
  const code = reportFailure(error, openTerminal({ quiet: false, color }))
  logFailure(error, log)
  return code
}

/** `--json` promises an object, however the call ends. */
async function tellPrograms(error: unknown, terminal: Terminal): Promise<void> {
  const { failureJson } = await import('./failure-json.ts')
  // What cannot be written has been told on stderr, or its reader has left.
  await printJson(terminal, failureJson(error)).catch(() => undefined)
}

/** Null, and nothing loaded, where nobody else is to be told. */
async function notificationsOf(options: WatchOptions): Promise<Notifications | null> {
  if (options.events === undefined && options.metrics === undefined && options.onFinish === undefined) return null
  const { openNotifications } = await import('./watch/notifications.ts')
  return openNotifications(options, process.env)
}
