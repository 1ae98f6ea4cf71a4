import type { UndoneWrites } from '../ledger/activity.ts'
import type { ImportStatus } from '../ledger/import-status.ts'
import type { RunRecord, RunState } from '../ledger/run-record.ts'
import { numberOf } from '../messages/catalogue.ts'
import { outcomes } from '../model/outcome.ts'
import { displayWidth } from './display-width.ts'
import { remedyOf } from './error-lines.ts'
import { outcomeCounts } from './status-json.ts'
import type { Look, Style } from './style.ts'
import { formatCount, formatDuration, formatNumber, formatOutcome, plainLine, shortMessage, shortName } from './text.ts'
import { flowed, wrapped } from './wrap.ts'

const groupsShown = 10
const killed = 'Its process ended without a word; the next run settles what was under way, and goes on.'

/** What `status` says of one import to a person. */
export function statusLines(one: ImportStatus, nowMs: number, look: Look): readonly string[] {
  const counts = [...outcomeCounts(one.rows)].map(([outcome, count]) => formatOutcome(outcome, count))
  return [
    look.style.bold(plainLine(shortName(`${one.name} → ${one.object}`))),
    ...flowed(withCommas(counts.length === 0 ? ['no rows yet'] : counts), look, { indent: 2 }),
    ...activityLines(one, nowMs, look),
    ...runLines(one, look),
    ...failureLines(one, look),
  ]
}

/** Who works on it, and how it goes. */
function activityLines(
  { activity, rowsOfRun, rowsOfLastWhole }: ImportStatus,
  nowMs: number,
  look: Look,
): readonly string[] {
  const { holder, writesPerSecond } = activity
  if (holder === null) return []
  const parts = [
    `process ${holder.pid} on ${plainLine(holder.host)}`,
    `since ${moment(holder.since)} (${formatDuration(Math.max(nowMs - holder.since, 0))})`,
    `${formatNumber(writesPerSecond)} writes/s of late`,
    ...(rowsOfRun === null ? [] : [`${formatCount(rowsOfRun, 'row')} so far`]),
    ...(rowsOfRun === null || rowsOfLastWhole === null
      ? []
      : [`${formatNumber(rowsOfLastWhole)} in the last whole run`]),
  ]
  return ['', look.style.bold('  Under way'), ...flowed(withCommas(parts), look, { indent: 4 })]
}

function runLines({ runs, activity }: ImportStatus, look: Look): readonly string[] {
  if (runs.length === 0) return []
  const rows = runs.map(run => [run.id, run.state, took(run), moment(run.startedAt)])
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(cells => displayWidth(cells[column] ?? ''))))
  const lost = activity.undone.filter(({ runId }) => !runs.some(({ id }) => id === runId))
  return [
    '',
    look.style.bold('  Runs'),
    ...runs.flatMap((run, index) => [
      headLine(rows[index] ?? [], widths, run.state, look),
      ...runDetails(run, activity.undone.find(({ runId }) => runId === run.id) ?? null, look),
    ]),
    ...lost.flatMap(undone =>
      wrapped(`${undone.runId || 'earlier runs'}: ${undoneText(undone)}`, look, { indent: 4, hanging: 6 }),
    ),
  ]
}

/** The run, its end, how long it took, and when: in columns where they fit. */
function headLine(
  cells: readonly string[],
  widths: readonly number[],
  state: RunState,
  { style, columns }: Look,
): string {
  const [id = '', end = '', duration = '', at = ''] = cells
  const [idWidth = 0, endWidth = 0, durationWidth = 0] = widths
  const full = 4 + idWidth + 2 + endWidth + 2 + durationWidth + 2 + at.length
  const painted = stateStyle(state, style)(end)
  if (full > columns) return `    ${id}  ${painted}`
  return `    ${id.padEnd(idWidth)}  ${painted}${' '.repeat(endWidth - end.length)}  ${duration.padStart(durationWidth)}  ${style.dim(at)}`
}

/** What it did, what of that was taken back and, where it did not get to its end, why. */
function runDetails({ source, outcomes: counts, state, stopped }: RunRecord, undone: UndoneWrites | null, look: Look) {
  const told = outcomes
    .filter(outcome => (counts?.[outcome] ?? 0) > 0)
    .map(outcome => formatOutcome(outcome, counts?.[outcome] ?? 0))
  const why = stopped?.message ?? (state === 'killed' ? killed : null)
  const details = [
    [plainLine(shortName(source)), ...(told.length === 0 ? [] : [told.join(', ')])].join(': '),
    ...(undone === null ? [] : [undoneText(undone)]),
    ...(why === null ? [] : [plainLine(shortMessage(why))]),
    ...(stopped?.hint == null ? [] : [`→ ${plainLine(shortMessage(stopped.hint))}`]),
  ]
  return details.flatMap(detail => wrapped(detail, look, { indent: 6, hanging: 8 }))
}

function failureLines({ failures, failureKinds }: ImportStatus, look: Look): readonly string[] {
  if (failures.length === 0) return []
  const hidden = failureKinds - Math.min(failures.length, groupsShown)
  const counts = failures.map(({ count }) => formatCount(count, 'row'))
  const width = Math.max(...counts.slice(0, groupsShown).map(count => count.length))
  return [
    '',
    look.style.bold('  Failures'),
    ...failures.slice(0, groupsShown).flatMap((group, index) => {
      const number = numberOf(group.code)
      const what = [group.code, group.param, number === null ? null : `(${number})`].filter(part => part !== null)
      const text = `${(counts[index] ?? '').padStart(width)}  ${plainLine(what.map(shortName).join(' '))}, first row ${formatNumber(group.exampleRow)}`
      return [
        ...wrapped(text, look, { indent: 4, hanging: 6 + width }),
        ...wrapped(`→ ${remedyOf(group)}`, look, { indent: 6 + width, hanging: 8 + width }),
      ]
    }),
    ...(hidden > 0 ? [`    and ${formatCount(hidden, 'more kind', 'more kinds')}`] : []),
  ]
}

function undoneText({ writes, records, at }: UndoneWrites): string {
  return `undone ${moment(at)}: ${formatCount(writes, 'write')} to ${formatCount(records, 'record')}`
}

function stateStyle(state: RunState, style: Style): (text: string) => string {
  switch (state) {
    case 'finished':
      return style.green
    case 'running':
      return style.bold
    case 'stopped':
    case 'interrupted':
      return style.yellow
    case 'killed':
      return style.red
  }
}

function took({ startedAt, endedAt }: RunRecord): string {
  return endedAt === null ? '' : formatDuration(Math.max(endedAt - startedAt, 0))
}

function withCommas(parts: readonly string[]): readonly string[] {
  return parts.map((part, index) => (index === parts.length - 1 ? part : `${part},`))
}

/** `2026-11-21 10:15:00Z`. */
function moment(atMs: number): string {
  return new Date(atMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
}
