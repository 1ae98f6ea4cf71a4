import type { RequestCounts } from '../lightfield/client.ts'
import type { MigrationSummary } from '../migrate/run-migration.ts'
import { type SendingForecast, settlingLines } from './dry-run-text.ts'
import { errorLines } from './error-lines.ts'
import { migrationTotals, secondPassTotals } from './migration-totals.ts'
import { paceLines, requestTexts } from './pace-text.ts'
import type { Look } from './style.ts'
import { brokenAtSigns, earlierLines, endText, indented, isAllDone, parentLines, sumText } from './summary-text.ts'
import { formatCount, formatDuration, plainLine } from './text.ts'
import { flowed, wrapped } from './wrap.ts'

/** What a run of a migration would take, as a dry run of it found. */
export type MigrationForecast = Pick<SendingForecast, 'requests' | 'expectedMs' | 'settledFirst'>

/** What a person reads at the end of a migration: a line for each import, what all of them took, what went wrong where. */
export function migrationText(
  file: string,
  summary: MigrationSummary,
  counts: RequestCounts,
  forecast: MigrationForecast | null,
  look: Look,
): string {
  const isDry = forecast !== null
  const totals = migrationTotals(summary)
  const { rows, outcomes } = totals
  const errors = summary.imports.flatMap(each => each.summary.errors)
  const table = [
    ...summary.imports.map(each => [
      plainLine(each.summary.importName),
      sumText(each.summary.rows, each.summary.outcomes),
    ]),
    ...summary.notReached.map(name => [plainLine(name), 'not reached']),
    ['all', sumText(rows, outcomes)],
  ]
  const width = Math.max(...table.map(([name = '']) => name.length))
  return [
    `${plainLine(file)}, ${isDry ? 'dry run' : `run ${summary.runId}`}: ${endText({ ...summary, errors }, look)}`,
    ...(isDry ? ['  a run would end with'] : []),
    ...table.flatMap(([name = '', text = '']) => tableLines(name.padEnd(width), text, look)),
    ...[
      ...(isAllDone({ ...totals, end: summary.end }) ? ['Nothing to do: every row was done by an earlier run.'] : []),
      ...secondPassLines(summary, isDry),
      ...paceLines(summary.endedAt - summary.startedAt, counts, totals.limitUse),
      ...(forecast === null ? [] : [forecastLine(forecast)]),
    ].flatMap(line => wrapped(line, look, indented)),
    ...(forecast === null ? [] : settlingLines(forecast)),
    ...summary.imports.flatMap(each => detailLines(each.summary, isDry, look)),
  ].join('\n')
}

/** `people  5 rows read = 5 created`. */
function tableLines(name: string, text: string, look: Look): readonly string[] {
  const [first = '', ...others] = brokenAtSigns(text)
  return flowed([`${name}  ${first}`, ...others], look, { indent: 2, hanging: name.length + 4 })
}

/** `12 rows completed in a second pass (run 20261121-101500-3f9a-2)`. */
function secondPassLines(summary: MigrationSummary, isDry: boolean): readonly string[] {
  const lines: string[] = []
  const totals = secondPassTotals(summary)
  if (totals !== null) {
    const rows = formatCount(totals.completed, 'row')
    const told = isDry ? 'would be completed in a second pass' : `completed in a second pass (run ${totals.runId})`
    lines.push(`${rows} ${told}`)
  }
  if (summary.waiting > 0) {
    const rows = formatCount(summary.waiting, 'row waits', 'rows wait')
    lines.push(`${rows} for records of imports that were left out: migrate without --only and --from completes them`)
  }
  return lines
}

function forecastLine({ requests, expectedMs }: MigrationForecast): string {
  const sent = requestTexts(requests).join(', ') || 'no request'
  return `a run would send ${sent}, and take about ${formatDuration(expectedMs)}`
}

/** What is to be said of one import beyond its line. */
function detailLines(
  summary: MigrationSummary['imports'][number]['summary'],
  isDry: boolean,
  look: Look,
): readonly string[] {
  const narrower = { ...look, columns: look.columns - 2 }
  const lines = [
    ...[...parentLines(summary, isDry), ...earlierLines(summary)].flatMap(line =>
      wrapped(line, narrower, { indent: 0 }),
    ),
    ...errorLines(summary.errors, narrower),
  ]
  return lines.length === 0
    ? []
    : ['', look.style.bold(plainLine(summary.importName)), ...lines.map(line => `  ${line}`)]
}
