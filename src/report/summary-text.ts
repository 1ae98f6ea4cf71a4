import type { LookUpDecision } from '../import/look-up/look-up-plan.ts'
import type { RunSummary } from '../import/run-config.ts'
import type { ErrorGroup } from '../import/tally.ts'
import type { VerifySummary } from '../import/verify/verify-tally.ts'
import type { WriteCounts } from '../ledger/ledger.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import { formatCount, formatDuration, formatNumber, plainLine } from './text.ts'
import { verificationLines } from './verification-text.ts'

const groupsShown = 10
const parentsShown = 5
const worthTellingMs = 1000

/** What is known of a run beside its summary. */
export interface RunProof {
  /** Writes of the run that the ledger holds; null where there is none to ask: a dry run, a ledger that has failed. */
  readonly recorded: WriteCounts | null
  /** What reading its records back came to; null where nobody asked for it. */
  readonly verification: RunVerified | null
}

/** What reading the records of a run back came to. */
export interface RunVerified extends VerifySummary {
  /** How long it went on after all rows had ended. */
  readonly lastedMs: number
  /** Rows that earlier runs had done, whose records this one did not read back. */
  readonly earlierRows: number
}

/** What a person reads at the end of a run, or of a dry run, which tells what a run would do. */
export function runText(
  summary: RunSummary,
  counts: RequestCounts,
  { isDry, recorded, verification }: RunProof & { readonly isDry: boolean },
): string {
  const lines = [
    `${plainLine(`${summary.importName} → ${summary.object}`)}, ${isDry ? 'dry run' : `run ${summary.runId}`}: ${endWord(summary)}`,
    `  ${isDry ? 'a run would end with ' : ''}${sumText(summary.rows, summary.outcomes, summary.end)}`,
    ...recordedLines(recorded),
    ...(isAllDone(summary) ? ['  Nothing to do: every row was done by an earlier run.'] : []),
    `  ${paceText(summary.endedAt - summary.startedAt, counts)}`,
    ...(verification === null ? [] : verifiedLines(summary, verification)),
    ...parentLines(summary, isDry),
  ]
  if (summary.recreated > 0) {
    const made = isDry ? 'would be created anew' : 'created anew'
    lines.push(`  ${formatCount(summary.recreated, 'record')} that had been trashed or merged ${made} (gone: recreate)`)
  }
  return [...lines, ...earlierLines(summary), ...errorLines(summary.errors)].join('\n')
}

function verifiedLines({ startedAt, endedAt }: RunSummary, verification: RunVerified): readonly string[] {
  const { lastedMs } = verification
  const whole = formatDuration(endedAt - startedAt + lastedMs)
  return [
    ...verificationLines(verification).map(line => `  ${line}`),
    ...(lastedMs < worthTellingMs ? [] : [`  ${formatDuration(lastedMs)} more to read back, ${whole} in all`]),
  ]
}

/** What became of requests of earlier runs whose answers were lost. */
export function earlierLines({ settled, leftInDoubt }: Pick<RunSummary, 'settled' | 'leftInDoubt'>): readonly string[] {
  const rows = formatCount(leftInDoubt, 'row is', 'rows are')
  return [
    ...(settled > 0 ? [`  ${formatCount(settled, 'request')} of an earlier run settled first`] : []),
    ...(leftInDoubt > 0
      ? [`  ${rows} in doubt that this run did not come by: see \`results --status in_doubt\` for what to do`]
      : []),
  ]
}

/** How the records of a look-up are found, and why. */
export function lookUpText({ object, by, way, values, isEstimate, records }: LookUpDecision): string {
  const about = isEstimate ? 'at least ' : ''
  const pages = Math.max(Math.ceil(records / 25), 1)
  const searches = `${about}${formatCount(values, 'search', 'searches')}`
  const reading = `reading all ${formatCount(records, 'record')} (${formatCount(pages, 'page')})`
  const [chosen, other] = way === 'pages' ? [reading, searches] : [searches, reading]
  return `look-up of ${plainLine(`${object} by ${by.join(' and ')}`)}: ${chosen} rather than ${other}`
}

/** `1,200 rows read = 1,190 created + 10 skipped`: whether a row is missing can be added up. */
export function sumText(
  rows: number,
  counts: Readonly<Record<string, number>>,
  end: RunSummary['end'] = 'finished',
): string {
  const parts = countTexts(counts)
  if (parts.length > 0) return `${formatCount(rows, 'row')} read = ${parts.join(' + ')}`
  return end === 'finished' ? `${formatCount(rows, 'row')} read: nothing to do` : 'no row was read'
}

/** `1,200 rows: 1,190 created, 10 skipped`, of rows that may still be on their way. */
export function outcomesText(rows: number, counts: Readonly<Record<string, number>>): string {
  return `${formatCount(rows, 'row')}: ${countTexts(counts).join(', ') || 'nothing to do'}`
}

function countTexts(counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${formatNumber(count)} ${words(outcome)}`)
}

/** The same from another book: what the ledger has of the run, whatever was counted. */
function recordedLines(recorded: WriteCounts | null): readonly string[] {
  if (recorded === null || recorded.rows === 0) return []
  const rows = recorded.rows === recorded.records ? '' : ` by ${formatCount(recorded.rows, 'row')}`
  return [`  in the ledger: ${formatCount(recorded.records, 'record')} written${rows}`]
}

/** What is wrong with rows that are not done, by kind, with a row of each. */
export function errorLines(errors: readonly ErrorGroup[]): readonly string[] {
  if (errors.length === 0) return []
  const shown = errors.slice(0, groupsShown).flatMap(group => {
    const where = `row ${group.exampleRow} (line ${group.exampleLine})`
    const what = [group.code, group.param].filter(part => part !== null).join(' ')
    return [
      `  ${formatCount(group.count, 'row')}: ${plainLine(what)}, first ${where}`,
      `    ${plainLine(group.exampleMessage)}`,
      ...waitingLines(group),
    ]
  })
  const hidden = errors.length - groupsShown
  return ['Problems', ...shown, ...(hidden > 0 ? [`  and ${formatCount(hidden, 'more kind', 'more kinds')}`] : [])]
}

/** The records that rows wait for, the one that most wait for first. */
function waitingLines({ parents }: ErrorGroup): readonly string[] {
  const shown = parents.slice(0, parentsShown).map(({ parent, count, exampleRow }) => {
    const others = count > 1 ? ` and ${formatCount(count - 1, 'other row')}` : ''
    return `    ${plainLine(parent)}: row ${formatNumber(exampleRow)}${others}`
  })
  const hidden = parents.length - parentsShown
  return hidden > 0 ? [...shown, `    and ${formatCount(hidden, 'more such record')}`] : shown
}

/** How many records were made because rows name them. */
export function parentLines({ parents }: Pick<RunSummary, 'parents'>, isDry: boolean): readonly string[] {
  return [...parents].map(([object, count]) => {
    const made = isDry ? 'to be created' : 'created'
    return `  ${formatCount(count, `record`)} of type ${plainLine(object)} ${made} because rows name them`
  })
}

/** Whether earlier runs had left nothing to do. */
export function isAllDone({
  end,
  rows,
  outcomes,
  settled,
  leftInDoubt,
}: Pick<RunSummary, 'end' | 'rows' | 'outcomes' | 'settled' | 'leftInDoubt'>): boolean {
  return (
    end === 'finished' &&
    settled + leftInDoubt === 0 &&
    outcomes.skipped > 0 &&
    outcomes.skipped + outcomes.duplicate === rows
  )
}

/** How long it took, at which rate, with which requests. */
export function paceText(ms: number, counts: RequestCounts): string {
  const { write, search, read } = counts.requests
  const rate = ms > 0 && write > 0 ? `, ${formatNumber((write * 1000) / ms)} writes a second` : ''
  const requests = [formatCount(write, 'write'), formatCount(search, 'search', 'searches'), formatCount(read, 'read')]
  return `${formatDuration(ms)}${rate} (${requests.join(', ')}; ${retriesText(counts)})`
}

function retriesText({ retries, throttled }: RequestCounts): string {
  return `${formatCount(retries, 'retry', 'retries')}, ${formatNumber(throttled)} over the limit`
}

export function endWord({ end }: Pick<RunSummary, 'end'>): string {
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
