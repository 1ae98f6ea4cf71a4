import type { ImportStatus, RowState, RunRecord } from '../../ledger/ledger.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { systemClock } from '../../model/clock.ts'
import { outcomes } from '../../model/outcome.ts'
import { formatCount, formatNumber, plainLine } from '../../report/text.ts'
import { type CommandContext, printJson } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { ledgerPath } from '../ledger-path.ts'
import type { Paint } from '../terminal.ts'

export interface StatusOptions {
  readonly mapping?: string
  readonly ledger?: string
}

/** `status`: what a ledger holds, import by import. */
export async function status(options: StatusOptions, { terminal, json }: CommandContext): Promise<ExitCode> {
  const name = options.mapping === undefined ? null : (await loadMapping(options.mapping)).importName
  const path = ledgerPath(options)
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  const imports = ledger.status(name)
  if (json) await printJson(terminal, { ledger: path, imports: imports.map(importJson) })
  else if (imports.length === 0) terminal.say(`${path} holds no import${name === null ? '' : ` named ${name}`} yet.`)
  else await terminal.data(`${imports.map(one => importText(one, terminal.paint)).join('\n\n')}\n`)
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
    paint.bold(`${one.name} → ${one.object}`),
    `  ${counts.join(', ') || 'no rows yet'}`,
    ...one.runs.map(run => `  ${paint.dim(runText(run))}`),
    ...one.failures.map(({ code, param, count, exampleRow }) => {
      const what = [code, param].filter(part => part !== null).join(' ')
      return `  ${formatCount(count, 'row')}: ${plainLine(what)}, first row ${exampleRow}`
    }),
  ].join('\n')
}

function runText(run: RunRecord): string {
  const counts = outcomes.filter(outcome => (run.outcomes?.[outcome] ?? 0) > 0)
  const told = counts.map(outcome => `${formatNumber(run.outcomes?.[outcome] ?? 0)} ${outcome.replace('_', ' ')}`)
  return `run ${run.id} of ${run.source}: ${run.state}${told.length > 0 ? `, ${told.join(', ')}` : ''}`
}
