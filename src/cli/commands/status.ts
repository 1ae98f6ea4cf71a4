import type { ImportStatus, RunRecord } from '../../ledger/ledger.ts'
import type { RowState } from '../../ledger/ledger-row.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { systemClock } from '../../model/clock.ts'
import { outcomes } from '../../model/outcome.ts'
import { stoppedJson } from '../../report/end-json.ts'
import { formatCount, formatNumber, plainLine } from '../../report/text.ts'
import { type CommandContext, printJson } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { ledgerPath } from '../ledger-path.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import type { Paint } from '../paint.ts'

export interface StatusOptions {
  readonly mapping?: string
  readonly ledger?: string
}

/** `status`: what a ledger holds, import by import. */
export async function status(options: StatusOptions, { terminal, json }: CommandContext): Promise<ExitCode> {
  const name = options.mapping === undefined ? null : (await loadMapping(options.mapping)).importName
  const path = ledgerPath(options)
  warnOfReaders(path, terminal)
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  const imports = ledger.status(name)
  if (json) await printJson(terminal, { ledger: path, imports: imports.map(importJson) })
  else if (imports.length === 0)
    terminal.say(plainLine(`${path} holds no import${name === null ? '' : ` named ${name}`} yet.`))
  else await terminal.show(imports.map(one => importText(one, terminal.paint)).join('\n\n'))
  return exitCode.done
}

/** Rows by outcome; what is being sent, or was when its process was killed, is in doubt. */
function outcomeCounts(rows: ReadonlyMap<RowState, number>): ReadonlyMap<string, number> {
  const doubtful = (rows.get('in_doubt') ?? 0) + (rows.get('sending') ?? 0)
  const counts = outcomes.map(
    outcome => [outcome, outcome === 'in_doubt' ? doubtful : (rows.get(outcome) ?? 0)] as const,
  )
  return new Map(counts.filter(([, count]) => count > 0))
}

function importJson(one: ImportStatus) {
  return {
    import: one.name,
    object: one.object,
    rows: [...one.rows.values()].reduce((sum, count) => sum + count, 0),
    outcomes: Object.fromEntries(outcomeCounts(one.rows)),
    runs: one.runs.map(run => ({
      run_id: run.id,
      started_at: new Date(run.startedAt).toISOString(),
      ended_at: run.endedAt === null ? null : new Date(run.endedAt).toISOString(),
      state: run.state,
      stopped: stoppedJson(run.stopped),
      source: run.source,
      outcomes: run.outcomes,
    })),
    errors: one.failures.map(({ code, param, count, exampleRow }) => ({ code, param, count, example_row: exampleRow })),
  }
}

function importText(one: ImportStatus, paint: Paint): string {
  const counts = [...outcomeCounts(one.rows)].map(
    ([outcome, count]) => `${formatNumber(count)} ${outcome.replace('_', ' ')}`,
  )
  return [
    paint.bold(plainLine(`${one.name} → ${one.object}`)),
    `  ${counts.join(', ') || 'no rows yet'}`,
    ...one.runs.flatMap(runLines).map(line => `  ${paint.dim(line)}`),
    ...one.failures.map(({ code, param, count, exampleRow }) => {
      const what = [code, param].filter(part => part !== null).join(' ')
      return `  ${formatCount(count, 'row')}: ${plainLine(what)}, first row ${exampleRow}`
    }),
  ].join('\n')
}

/** How a run ended and, where it did not get to its end, why. */
function runLines({ id, source, state, outcomes: counts, stopped }: RunRecord): readonly string[] {
  const told = outcomes
    .filter(outcome => (counts?.[outcome] ?? 0) > 0)
    .map(outcome => `${formatNumber(counts?.[outcome] ?? 0)} ${outcome.replace('_', ' ')}`)
  const why = stopped?.message ?? (state === 'killed' ? killed : null)
  return [
    `run ${id} of ${plainLine(source)}: ${[state, ...told].join(', ')}`,
    ...(why === null ? [] : [`  ${plainLine(why)}`]),
  ]
}

const killed = 'Its process ended without a word; the next run settles what was under way, and goes on.'
