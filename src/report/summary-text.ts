import type { LookUpDecision } from '../import/look-up/look-up-plan.ts'
import type { RunSummary } from '../import/run-config.ts'
import type { VerifySummary } from '../import/verify/verify-tally.ts'
import type { WriteCounts } from '../ledger/ledger.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import { errorLines } from './error-lines.ts'
import { paceLines } from './pace-text.ts'
import type { Look } from './style.ts'
import { formatCount, formatDuration, formatOutcome, plainLine } from './text.ts'
import { verificationLines } from './verification-text.ts'
import { flowed, type Wrapping, wrapped } from './wrap.ts'

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
  look: Look,
): string {
  const { importName, object, runId, startedAt, endedAt, limitUse, errors } = summary
  const lines = [
    ...recordedLines(recorded),
    ...(isAllDone(summary) ? ['Nothing to do: every row was done by an earlier run.'] : []),
    ...paceLines(endedAt - startedAt, counts, limitUse),
    ...(verification === null ? [] : verifiedLines(summary, verification)),
    ...parentLines(summary, isDry),
    ...recreatedLines(summary, isDry),
    ...earlierLines(summary),
  ]
  const problems = errorLines(errors, look)
  return [
    `${plainLine(`${importName} → ${object}`)}, ${isDry ? 'dry run' : `run ${runId}`}: ${endText(summary, look)}`,
    ...flowed(sumParts(summary, isDry), look, indented),
    ...lines.flatMap(line => wrapped(line, look, indented)),
    ...(problems.length === 0 ? [] : ['', ...problems]),
  ].join('\n')
}

/** How lines below a title are laid out. */
export const indented: Wrapping = { indent: 2, hanging: 4 }

/** How it ended, in the colour that goes with it. */
export function endText(
  summary: Pick<RunSummary, 'end'> & { readonly errors?: readonly unknown[] },
  { style }: Look,
): string {
  const word = endWord(summary)
  if (summary.end !== 'finished') return style.yellow(word)
  return (summary.errors ?? []).length > 0 ? style.yellow(word) : style.green(word)
}

function sumParts({ rows, outcomes, end }: RunSummary, isDry: boolean): readonly string[] {
  const sum = sumText(rows, outcomes, end)
  return brokenAtSigns(isDry ? `a run would end with ${sum}` : sum)
}

/** `1,200 rows read = 1,190 created`, `+ 10 skipped`. */
export function brokenAtSigns(sum: string): readonly string[] {
  return sum.split(/ (?=\+ )/)
}

function recreatedLines({ recreated }: RunSummary, isDry: boolean): readonly string[] {
  if (recreated === 0) return []
  const made = isDry ? 'would be created anew' : 'created anew'
  return [`${formatCount(recreated, 'record')} that had been trashed or merged ${made} (gone: recreate)`]
}

function verifiedLines({ startedAt, endedAt }: RunSummary, verification: RunVerified): readonly string[] {
  const { lastedMs } = verification
  const whole = formatDuration(endedAt - startedAt + lastedMs)
  return [
    ...verificationLines(verification),
    ...(lastedMs < worthTellingMs ? [] : [`${formatDuration(lastedMs)} more to read back, ${whole} in all`]),
  ]
}

/** What became of requests of earlier runs whose answers were lost. */
export function earlierLines({ settled, leftInDoubt }: Pick<RunSummary, 'settled' | 'leftInDoubt'>): readonly string[] {
  const rows = formatCount(leftInDoubt, 'row is', 'rows are')
  return [
    ...(settled > 0 ? [`${formatCount(settled, 'request')} of an earlier run settled first`] : []),
    ...(leftInDoubt > 0
      ? [`${rows} in doubt that this run did not come by: see \`results --status in_doubt\` for what to do`]
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
    .map(([outcome, count]) => formatOutcome(outcome, count))
}

/** The same from another book: what the ledger has of the run, whatever was counted. */
function recordedLines(recorded: WriteCounts | null): readonly string[] {
  if (recorded === null || recorded.rows === 0) return []
  const rows = recorded.rows === recorded.records ? '' : ` by ${formatCount(recorded.rows, 'row')}`
  return [`in the ledger: ${formatCount(recorded.records, 'record')} written${rows}`]
}

/** How many records were made because rows name them. */
export function parentLines({ parents }: Pick<RunSummary, 'parents'>, isDry: boolean): readonly string[] {
  return [...parents].map(([object, count]) => {
    const made = isDry ? 'to be created' : 'created'
    return `${formatCount(count, 'record')} of type ${plainLine(object)} ${made} because rows name them`
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

/** How it ended, in a word or two. */
function endWord({ end }: Pick<RunSummary, 'end'>): string {
  switch (end) {
    case 'finished':
      return 'finished'
    case 'stopped':
      return 'stopped before the end'
    case 'interrupted':
      return 'interrupted'
  }
}
