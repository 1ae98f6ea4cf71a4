import type { RunRecord } from '../../ledger/run-record.ts'
import { latencyBoundsMs, type RunSample } from '../../model/run-sample.ts'
import { type Course, type CourseTotals, latencyWithin, secondsOf } from '../course.ts'
import type { ReportData } from '../report-data.ts'
import { formatCount, formatDuration, formatNumber } from '../text.ts'
import { chartData, latencyClasses, msText } from './chart-data.ts'
import { instant, shareText, table, utcText } from './figures.ts'
import { type Html, html, scriptJson } from './html.ts'

/** Rows of a table that tells the same as a chart. */
const mostLines = 20

/** The course of the runs: what was written when, against the limit, and how long answers took. */
export function courseSection({ courses, runs, rows }: ReportData): Html {
  if (rows === 0) return html``
  if (courses.length === 0) {
    return html`<section aria-labelledby="course"><h2 id="course">Course</h2>
<p class="empty">No course is known of these runs: they sent nothing, are younger than ten seconds or were killed at that age, or an older version carried them out.</p></section>`
  }
  const byId = new Map(runs.map(run => [run.id, run]))
  return html`<section aria-labelledby="course"><h2 id="course">Course</h2>
${courses.length > 1 ? chooser(courses) : null}
${courses.map(course => runCourse(course, byId.get(course.runId)))}
<script type="application/json" id="courses">${scriptJson(courses.map(chartData))}</script>
</section>`
}

/** The run to begin with is the newest that wrote something. */
function chooser(courses: readonly Course[]): Html {
  const first = courses.findIndex(({ totals }) => totals.writes > 0)
  const options = courses.map(
    ({ totals }, at) =>
      html`<option value="${at}"${at === Math.max(first, 0) ? html` selected` : null}>${utcText(totals.startedAt)} · ${formatCount(totals.writes, 'write')}</option>`,
  )
  return html`<p class="chooser"><label for="run">Run</label> <select id="run">${options}</select></p>`
}

function runCourse({ runId, totals, stretches }: Course, run: RunRecord | undefined): Html {
  const used = totals.allowedWrites === null ? null : shareText(totals.writes, totals.allowedWrites)
  const title = `Run ${runId}`
  return html`<div class="course">
<h3>${title} <span class="meta">${instant(run?.startedAt ?? totals.startedAt)} UTC</span></h3>
<dl class="facts">${factsOf(totals, used).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<figure><figcaption id="t-${runId}">Writes a second</figcaption>
<div class="chart throughput" role="img" aria-label="${throughputText(totals, used)}"></div>
${legend(totals)}
<p class="readout" aria-hidden="true"></p>
<noscript><p class="meta">The chart needs JavaScript; the table has its figures.</p></noscript>
<details><summary>The figures</summary>${stretchTable(stretches)}</details>
</figure>
${latencyFigure(totals)}
</div>`
}

function factsOf(totals: CourseTotals, used: string | null): readonly (readonly [string, string])[] {
  const lasted = totals.endedAt - totals.startedAt
  return [
    ['Writes', formatNumber(totals.writes)],
    ['Look-ups', formatNumber(totals.reads + totals.searches)],
    ['Took', formatDuration(lasted)],
    ['On average', `${formatNumber(totals.rate)}/s`],
    ...(used === null ? [] : [['Of the limit', used] as const]),
    ['Over the limit (429)', formatNumber(totals.throttled)],
    ['Sent again', formatNumber(totals.retries)],
    ...(totals.pausedMs === 0 ? [] : [['Told to wait', formatDuration(totals.pausedMs)] as const]),
    ...(totals.outageMs === 0 ? [] : [['API down', formatDuration(totals.outageMs)] as const]),
  ]
}

function throughputText(totals: CourseTotals, used: string | null): string {
  const parts = [
    `Writes a second over ${formatDuration(totals.endedAt - totals.startedAt)}: ${formatNumber(totals.rate)} on average`,
    used === null ? null : `${used} of what the limit allowed`,
    totals.throttled === 0 ? null : `${formatCount(totals.throttled, 'answer')} over the limit`,
    totals.pausedMs === 0 ? null : `${formatDuration(totals.pausedMs)} waited as the server asked`,
    totals.outageMs === 0 ? null : `the API did not answer for ${formatDuration(totals.outageMs)}`,
  ]
  return `${parts.filter(part => part !== null).join(', ')}.`
}

function legend({ allowedWrites, pausedMs, outageMs, throttled }: CourseTotals): Html {
  const entries = [
    ['k-rate', 'Writes a second', true],
    ['k-limit', 'The limit', allowedWrites !== null],
    ['k-throttled', 'Answers over the limit (429)', throttled > 0],
    ['k-paused', 'Told to wait', pausedMs > 0],
    ['k-outage', 'API down', outageMs > 0],
  ] as const
  const shown = entries.filter(([, , isThere]) => isThere)
  return html`<ul class="legend">${shown.map(([key, name]) => html`<li>${legendMark(key)} ${name}</li>`)}</ul>`
}

/** As the chart draws it, so that nobody needs to tell colours apart. */
function legendMark(key: 'k-rate' | 'k-limit' | 'k-throttled' | 'k-paused' | 'k-outage'): Html {
  const shapes = {
    'k-rate': html`<rect class="fill" y="4" width="18" height="8"/><path d="M0 4h18"/>`,
    'k-limit': html`<path d="M0 6h18" stroke-dasharray="5 3"/>`,
    'k-throttled': html`<path class="solid" d="M5 2h8l-4 7z"/>`,
    'k-paused': html`<rect class="fill" width="18" height="12"/>`,
    'k-outage': html`<rect class="fill" width="18" height="12"/><path d="M0 6l6-6M2 12L14 0M8 12L18 2M14 12l4-4"/>`,
  }
  return html`<svg class="key ${key}" aria-hidden="true" width="18" height="12">${shapes[key]}</svg>`
}

function stretchTable(stretches: readonly RunSample[]): Html {
  const headers = [
    { name: 'From (UTC)' },
    { name: 'Seconds', isNumber: true },
    { name: 'Writes', isNumber: true },
    { name: 'Writes/s', isNumber: true },
    { name: 'Limit/s', isNumber: true },
    { name: '429', isNumber: true },
    { name: 'Told to wait', isNumber: true },
    { name: 'API down', isNumber: true },
  ]
  const lines = inGroups(stretches).map(group => {
    const total = (value: (sample: RunSample) => number) => group.reduce((sum, sample) => sum + value(sample), 0)
    const writes = total(({ requests }) => requests.write)
    const seconds = total(secondsOf)
    return [
      utcText(group[0]?.startedAt ?? 0),
      formatNumber(seconds),
      formatNumber(writes),
      formatNumber(writes / seconds),
      limitText(group.at(-1)?.limit ?? Number.POSITIVE_INFINITY),
      formatNumber(total(({ throttled }) => throttled)),
      formatDuration(total(({ pausedMs }) => pausedMs)),
      formatDuration(total(({ outageMs }) => outageMs)),
    ]
  })
  return table('Writes a second over time', headers, lines)
}

function limitText(limit: number): string {
  return Number.isFinite(limit) ? formatNumber(limit) : 'none'
}

function inGroups(stretches: readonly RunSample[]): readonly (readonly RunSample[])[] {
  const size = Math.max(Math.ceil(stretches.length / mostLines), 1)
  return Array.from({ length: Math.ceil(stretches.length / size) }, (_, at) =>
    stretches.slice(at * size, (at + 1) * size),
  )
}

function latencyFigure({ latency }: CourseTotals): Html {
  const all = latency.reduce((sum, count) => sum + count, 0)
  if (all === 0) return html``
  const within = (share: number) => boundText(latencyWithin(latency, share))
  const lines = latencyClasses(latency).map(([name, count]) => [name, formatNumber(count), shareText(count, all)])
  const headers = [{ name: 'Answered within' }, { name: 'Writes', isNumber: true }, { name: 'Share', isNumber: true }]
  const text = `How long answers took: half ${within(0.5)}, 95% ${within(0.95)}, 99% ${within(0.99)}`
  return html`<figure><figcaption>How long answers to writes took</figcaption>
<p class="meta">Half ${within(0.5)} · 95% ${within(0.95)} · 99% ${within(0.99)}</p>
<div class="chart latency" role="img" aria-label="${text}."></div>
<details><summary>The figures</summary>${table('Writes by how long their answers took', headers, lines)}</details>
</figure>`
}

function boundText(bound: number | null): string {
  const slowest = latencyBoundsMs.at(-1) ?? 0
  return bound === null || Number.isFinite(bound) ? `within ${msText(bound ?? 0)}` : `over ${msText(slowest)}`
}
