import { constants } from 'node:os'
import { type ExitCode, exitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** The reason of a signal that was aborted by the person at the keyboard, or by the system. */
export class Interrupted extends Error {
  readonly exitCode: ExitCode

  constructor(name: NodeJS.Signals) {
    super(`interrupted by ${name}`)
    this.exitCode = name === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted
  }
}

/** Exit code of what this signal has interrupted. */
export function interruptedExitCode({ reason }: AbortSignal): ExitCode {
  return reason instanceof Interrupted ? reason.exitCode : exitCode.interrupted
}

/**
 * Turns SIGINT and SIGTERM into an abort, so that requests in flight are finished and recorded first; a second one ends
 * the process at once.
 *
 * @param onFirst told once, when the stopping begins
 */
export function watchInterrupts(onFirst: () => void): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(128 + constants.signals[name])
    onFirst()
    controller.abort(new Interrupted(name))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}

/** Lets a run be interrupted, and says what that means. */
export function watchRunInterrupts({ complain }: Pick<Terminal, 'complain'>): ReturnType<typeof watchInterrupts> {
  return watchInterrupts(() => complain('Finishing what is under way, then stopping. Again to stop at once.'))
}
