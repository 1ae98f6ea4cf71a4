import type { ImportStatus } from '../../ledger/import-status.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { systemClock } from '../../model/clock.ts'
import { statusJson } from '../../report/status-json.ts'
import { statusLines } from '../../report/status-text.ts'
import { plainLine } from '../../report/text.ts'
import { type CommandContext, printJson } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import { watchStatus } from '../watch-status.ts'

export interface StatusOptions {
  readonly mapping?: string
  readonly ledger?: string
  readonly watch?: true
  /** Milliseconds between two looks. */
  readonly interval?: number
}

const defaultIntervalMs = 2_000
/** Counting the rows of a large ledger takes a while. */
const shortestIntervalMs = 100
/** In a pipe, nobody says how wide a line may be. */
const columnsOfAPipe = 100

/** `status`: what a ledger holds, import by import. */
export async function status(options: StatusOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, json } = context
  const name = options.mapping === undefined ? null : await importNameIn(options.mapping)
  const path = ledgerPath(options)
  warnOfReaders(path, terminal)
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  const none = plainLine(`${path} holds no import${name === null ? '' : ` named ${name}`} yet.`)
  const view = {
    read: () => ledger.status(name),
    lines: (imports: readonly ImportStatus[], columns: number) =>
      imports.length === 0
        ? [none]
        : imports.flatMap((one, index) => [
            ...(index === 0 ? [] : ['']),
            ...statusLines(one, systemClock.now(), { style: terminal.paint, columns }),
          ]),
    print: async (imports: readonly ImportStatus[]) => {
      if (json) await printJson(terminal, { ledger: path, imports: imports.map(statusJson) })
      else if (imports.length === 0) terminal.say(none)
      else await terminal.show(view.lines(imports, columnsOf(process.stdout)).join('\n'))
    },
  }
  let ended: ExitCode = exitCode.done
  if (options.watch) {
    const everyMs = Math.max(options.interval ?? defaultIntervalMs, shortestIntervalMs)
    ended = await watchStatus(view, everyMs, context)
  } else await view.print(view.read())
  // Waited for above: what is returned on would outlive the ledger.
  return ended
}

/** What reads mappings is loaded where there is one: it is half of what this command would load. */
async function importNameIn(mapping: string): Promise<string> {
  const { loadMapping } = await import('../../mapping/parse.ts')
  return (await loadMapping(mapping)).importName
}

function columnsOf({ isTTY, columns }: NodeJS.WriteStream): number {
  // A terminal that does not know its width says 0.
  return isTTY ? columns || 80 : columnsOfAPipe
}
