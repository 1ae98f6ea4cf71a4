import type { PlanRow } from '../import/planning/plan-row.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Look, Style } from './style.ts'
import { formatCount, formatDuration, formatNumber, outcomeWords, plainLine } from './text.ts'

/** What a run would send, and how long that takes. */
export interface SendingForecast {
  readonly requests: RequestCounts['requests']
  /** Requests a second that each category allows. */
  readonly rates: RequestCounts['requests']
  /** The categories do not share a budget: the slowest of them takes this long. */
  readonly expectedMs: number
  /** Those of the writes that settle requests of earlier runs, whose answers were lost. */
  readonly settledFirst: number
}

/** The same with what it does to the rows. */
export interface Forecast extends SendingForecast {
  /** What the other writes are. */
  readonly writes: {
    readonly creates: number
    readonly updates: number
    /** Updates that carry links which found no room in a row's first request. */
    readonly followUps: number
    /** Creates of records that rows name. */
    readonly parents: number
  }
  /** The first rows in each outcome. */
  readonly samples: readonly (readonly [Outcome, readonly Sample[]])[]
}

/** A row as a plan has it, with what leads a person to its record. */
export interface Sample extends PlanRow {
  readonly http_link: string | null
}

/** What a person reads at the end of a dry run, beside what any run says. */
export function dryRunText(forecast: Forecast, { style }: Pick<Look, 'style'>): string {
  return ['', ...sendingLines(forecast), ...settlingLines(forecast), ...sampleLines(forecast, style)].join('\n')
}

function sendingLines(forecast: Forecast): readonly string[] {
  const { write, search, read } = forecast.requests
  if (write + search + read === 0) return ['A run would send nothing.']
  return [
    `A run would send ${requestsText(forecast)}`,
    `  and take about ${formatDuration(Math.max(forecast.expectedMs, 100))}: ${paceText(forecast)}`,
  ]
}

function sampleLines({ samples }: Forecast, style: Style): readonly string[] {
  if (samples.length === 0) return []
  const texts = samples.map(([outcome, rows]) => [outcome, rows.map(sampleCells)] as const)
  const cells = texts.flatMap(([, rows]) => rows)
  const widths = [0, 1].map(at => Math.max(...cells.map(row => row[at]?.length ?? 0).filter(width => width <= widest)))
  return [
    '',
    style.bold('Samples'),
    ...texts.flatMap(([outcome, rows]) => [
      `  ${outcomeWords(outcome)}`,
      ...rows.map(row => `    ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd()),
    ]),
  ]
}

/** What would be sent before anything else, for earlier runs. */
export function settlingLines({ settledFirst }: Pick<SendingForecast, 'settledFirst'>): readonly string[] {
  return settledFirst === 0
    ? []
    : [`  ${formatCount(settledFirst, 'request')} of an earlier run would be settled first`]
}

function requestsText({ requests, writes, settledFirst }: Forecast): string {
  const { creates, updates, followUps, parents } = writes
  const kinds = [
    settledFirst > 0 ? formatCount(settledFirst, 'request of an earlier run', 'requests of an earlier run') : null,
    creates > 0 ? formatCount(creates, 'create') : null,
    updates > 0 ? formatCount(updates, 'update') : null,
    followUps > 0 ? formatCount(followUps, 'follow-up update') : null,
    parents > 0 ? formatCount(parents, 'record that rows name', 'records that rows name') : null,
  ].filter(part => part !== null)
  const { write, search, read } = requests
  const written = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`
  const looked = [
    search > 0 ? formatCount(search, 'search', 'searches') : null,
    read > 0 ? formatCount(read, 'read') : null,
  ].filter(part => part !== null)
  const sent = write === 0 ? 'no write' : `${formatCount(write, 'write')}${written}`
  return [[sent, ...looked.slice(0, -1)].join(', '), ...looked.slice(-1)].join(' and ')
}

/** Which category the duration is that of. */
function paceText({ requests, rates }: Forecast): string {
  const seconds = (category: keyof typeof rates): number => requests[category] / rates[category]
  const categories = (['write', 'search', 'read'] as const).toSorted((a, b) => seconds(b) - seconds(a))
  const [slowest] = categories
  if (slowest === undefined || requests[slowest] === 0) return 'there is nothing to send'
  const nouns = { write: 'writes', search: 'searches', read: 'reads' } as const
  return `the ${nouns[slowest]}, at ${formatNumber(rates[slowest])} a second; the others go on meanwhile`
}

/** Longest key that others are aligned with. */
const widest = 40

/** Where a row is, its key, and its record with what changes; never a value of a field. */
function sampleCells({ row, line, key, http_link, fields, links, action, error_code }: Sample): readonly string[] {
  const place = `row ${formatNumber(row)} (line ${formatNumber(line)})`
  const keys = action === 'update' ? [...new Set([...Object.keys(fields), ...links.map(link => link.key)])] : []
  const told = [http_link, error_code].filter(part => part !== null).join(', ')
  const changed = keys.length === 0 ? '' : `: ${keys.join(', ')}`
  return [place, ...(key === '' ? [] : [key]), `${told}${changed}`].map(plainLine)
}
