import type { ImportStatus } from '../ledger/import-status.ts'
import { systemClock } from '../model/clock.ts'
import type { CommandContext } from './command.ts'
import { type ExitCode, exitCode } from './exit-codes.ts'
import { interruptedExitCode, watchInterrupts } from './interrupt.ts'

/** What is looked at again and again. */
export interface StatusView {
  read(): readonly ImportStatus[]
  lines(imports: readonly ImportStatus[], columns: number): readonly string[]
  /** Writes it to stdout, as it is without watching. */
  print(imports: readonly ImportStatus[]): Promise<void>
}

/** What is counted in a second, as in a ledger of a million rows, is counted again after five: watching stays cheap. */
const waitsForALook = 5

/**
 * Shows what becomes of imports while other processes work on them: on a terminal in place, else again whenever something
 * has changed. Ends when nobody works on any of them, or by a signal.
 */
export async function watchStatus(
  view: StatusView,
  everyMs: number,
  { terminal, json }: CommandContext,
): Promise<ExitCode> {
  using interrupts = watchInterrupts(() => undefined)
  const { signal } = interrupts
  const open = json || !process.stdout.isTTY ? null : terminal.openRegion
  let waitMs = everyMs
  const look = (): readonly ImportStatus[] => {
    const startedAt = performance.now()
    const read = view.read()
    waitMs = Math.max(everyMs, (performance.now() - startedAt) * waitsForALook)
    return read
  }
  let imports = look()
  if (open === null) {
    let told = ''
    for (; ; imports = look()) {
      const news = fingerprint(imports)
      if (news !== told) {
        if (told !== '' && !json) await terminal.show('')
        await view.print(imports)
      }
      told = news
      if (!isHeld(imports) || !(await slept(waitMs, signal))) break
    }
  } else {
    using region = await open()
    while (isHeld(imports)) {
      const shown = imports
      region.draw(({ columns, rows }) => fitted(view.lines(shown, columns), rows))
      if (!(await slept(waitMs, signal))) break
      imports = look()
    }
  }
  // What stood in the region is gone with it.
  if (open !== null) await view.print(imports)
  return signal.aborted ? interruptedExitCode(signal) : exitCode.done
}

function isHeld(imports: readonly ImportStatus[]): boolean {
  return imports.some(({ activity }) => activity.holder !== null)
}

/** What a change is told by: all but how fast it goes. */
function fingerprint(imports: readonly ImportStatus[]): string {
  return JSON.stringify(
    imports.map(({ rows, runs, failures, activity: { holder, undone } }) => [
      [...rows],
      runs,
      failures,
      holder,
      undone,
    ]),
  )
}

/** The upper lines, and that there are more. */
function fitted(lines: readonly string[], rows: number): readonly string[] {
  return lines.length <= rows ? lines : [...lines.slice(0, rows - 1), '…']
}

/** False where a signal came first. */
async function slept(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await systemClock.sleep(ms, signal)
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}
