import type { RunSummary } from '../import/run-config.ts'
import type { ErrorGroup } from '../import/tally.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import { type OutcomeCounts, outcomes } from '../model/outcome.ts'
import { formatCount, formatDuration, formatNumber, plainLine } from './text.ts'

const groupsShown = 10

/** What a person reads at the end of a run, or of a dry run, which tells what a run would do. */
export function runText(summary: RunSummary, counts: RequestCounts, { isDry }: { readonly isDry: boolean }): string {
  const lines = [
    `${summary.importName} → ${summary.object}, ${isDry ? 'dry run' : `run ${summary.runId}`}: ${endWord(summary)}`,
    `  ${isDry ? 'a run would end with ' : ''}${outcomesText(summary.rows, summary.outcomes)}`,
    ...(isAllDone(summary) ? ['  Nothing to do: every row was done by an earlier run.'] : []),
    `  ${paceText(summary.endedAt - summary.startedAt, counts)}`,
  ]
  if (summary.settled > 0) lines.push(`  ${formatCount(summary.settled, 'request')} of an earlier run settled first`)
  return [...lines, ...errorLines(summary.errors)].join('\n')
}

/** `1,200 rows: 1,190 created, 10 skipped`. */
export function outcomesText(rows: number, counts: OutcomeCounts): string {
  const parts = outcomes
    .filter(outcome => counts[outcome] > 0)
    .map(outcome => `${formatNumber(counts[outcome])} ${words(outcome)}`)
  return `${formatCount(rows, 'row')}: ${parts.join(', ') || 'nothing to do'}`
}

function errorLines(errors: readonly ErrorGroup[]): readonly string[] {
  if (errors.length === 0) return []
  const shown = errors.slice(0, groupsShown).flatMap(group => {
    const where = `row ${group.exampleRow} (line ${group.exampleLine})`
    const what = [group.code, group.param].filter(part => part !== null).join(' ')
    return [
      `  ${formatCount(group.count, 'row')}: ${plainLine(what)}, first ${where}`,
      `    ${plainLine(group.exampleMessage)}`,
    ]
  })
  const hidden = errors.length - groupsShown
  return ['Problems', ...shown, ...(hidden > 0 ? [`  and ${formatCount(hidden, 'more kind', 'more kinds')}`] : [])]
}

function isAllDone({ end, rows, outcomes }: RunSummary): boolean {
  return end === 'finished' && outcomes.skipped > 0 && outcomes.skipped + outcomes.duplicate === rows
}

function paceText(ms: number, counts: RequestCounts): string {
  const { write, search, read } = counts.requests
  const rate = ms > 0 && write > 0 ? `, ${formatNumber((write * 1000) / ms)} writes a second` : ''
  const requests = [formatCount(write, 'write'), formatCount(search, 'search', 'searches'), formatCount(read, 'read')]
  return `${formatDuration(ms)}${rate} (${requests.join(', ')}; ${retriesText(counts)})`
}

function retriesText({ retries, throttled }: RequestCounts): string {
  return `${formatCount(retries, 'retry', 'retries')}, ${formatNumber(throttled)} over the limit`
}

function endWord({ end }: RunSummary): string {
  switch (end) {
    case 'finished':
      return 'finished'
    case 'stopped':
      return 'stopped before the end'
    case 'interrupted':
      return 'interrupted'
  }
}

function words(outcome: string): string {
  return outcome.replace('_', ' ')
}
