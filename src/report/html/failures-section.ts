import { outcomes } from '../../model/outcome.ts'
import type { ReportData, ReportFailure, ReportRow } from '../report-data.ts'
import { formatCount, formatNumber, shellWord, shortMessage, shortName } from '../text.ts'
import { instant, outcomeBar, table } from './figures.ts'
import { type Html, html, prose } from './html.ts'
import { outcomeWords } from './outcome-words.ts'

/** Why rows failed, most rows first, each with what to do and rows to look at. */
export function failuresSection(data: ReportData): Html {
  const { failures, reasonCount, failedCount } = data
  if (failures.length === 0) {
    if (data.rows === 0) return html``
    return html`<section aria-labelledby="failures"><h2 id="failures">Failures</h2><p class="empty">No row has failed.</p></section>`
  }
  const left = reasonCount - failures.length
  return html`<section aria-labelledby="failures"><h2 id="failures">Failures by reason</h2>
<p class="lead">${formatCount(failedCount, 'row')}, ${formatCount(reasonCount, 'reason')}.</p>
${failures.map(failure => reason(failure, failedCount))}
${left > 0 ? html`<p class="meta">and ${formatCount(left, 'reason')} of fewer rows: <code>lightfield-import results</code> lists them all.</p>` : null}
${commands(data)}
</section>`
}

/** Rows whose request got no answer, and how that ends. */
export function inDoubtSection({ inDoubt, outcomes, runs, mapping }: ReportData): Html {
  if (inDoubt.length === 0) return html``
  const isRunning = runs[0]?.state === 'running'
  const count = formatCount(outcomes.in_doubt, 'row')
  const advice = isRunning
    ? html`A run is at work: most of these are just under way.`
    : html`Each was sent, and it is not known whether it was carried out. The next <code>run</code> or <code>retry</code> settles them before it sends anything else: the same request with the same idempotency key, which the API answers for 24 hours without doing it twice. After that, look at the record in Lightfield and decide; <code>--resend-in-doubt</code> sends them anyway.`
  return html`<section aria-labelledby="in-doubt"><h2 id="in-doubt">In doubt</h2>
<p class="lead">${count}. ${advice}</p>
${isRunning ? null : html`<pre><code>lightfield-import retry --mapping ${shellWord(mapping)}</code></pre>`}
${rowsTable('Rows in doubt', inDoubt)}
</section>`
}

function reason(failure: ReportFailure, whole: number): Html {
  const { code, param, count, number, meaning, remedy, examples, outcome } = failure
  const name = outcomeWords[outcome].name
  const share = outcomeBar({ ...none, [outcome]: count, pending: whole - count }, 4)
  return html`<article class="reason">
<h3><span class="count">${formatNumber(count)}</span> <code>${code}</code>${param === null ? null : html` <span class="param">${shortName(param)}</span>`}</h3>
${share}
<p class="meta">${number === null ? null : html`<span class="number">${number}</span> · `}${name} · ${formatCount(count, 'row')}</p>
<p>${prose(meaning ?? outcomeWords[outcome].meaning)}</p>
<p class="remedy"><b>What to do:</b> ${prose(remedy ?? generalRemedy(failure))}</p>
${rowsTable(captionOf(failure), examples)}
</article>`
}

/** With the reason, since the table is a place of its own for whoever hears the page. */
function captionOf({ code, param, count, examples }: ReportFailure): string {
  const rows = count > examples.length ? `The first ${examples.length} of ${formatNumber(count)} rows` : 'The rows'
  return `${rows}: ${[code, param]
    .filter(part => part !== null)
    .map(shortName)
    .join(' ')}`
}

function generalRemedy({ outcome }: ReportFailure): string {
  switch (outcome) {
    case 'failed':
      return 'Read what the API says of these rows (`results`, in `error_message`), mend the file or the mapping, and run it again.'
    case 'ambiguous':
      return 'Make the records in Lightfield distinct, or look them up by a field that tells them apart.'
    case 'pending':
      return 'Give the same command again: it goes on from here.'
    default:
      return 'Mend these rows or the mapping, and run the file again: what is done is skipped.'
  }
}

function commands({ mapping }: ReportData): Html {
  const word = shellWord(mapping)
  return html`<div class="commands"><p>In the folder of the mapping:</p>
<pre><code><span class="c"># every row with its reason</span>
lightfield-import results --mapping ${word} --status failed,invalid,ambiguous
<span class="c"># refused by the API: once the workspace is mended, send them again</span>
lightfield-import retry --mapping ${word}
<span class="c"># once the file or the mapping is mended: what is done is skipped</span>
lightfield-import run FILE.csv --mapping ${word}</code></pre></div>`
}

function rowsTable(caption: string, rows: readonly ReportRow[]): Html {
  const hasKeys = rows.some(({ key }) => key !== null)
  const hasColumns = rows.some(({ column }) => column !== null)
  const hasMessages = rows.some(({ message }) => message !== null)
  const headers = [
    { name: 'Row', isNumber: true },
    { name: 'Line', isNumber: true },
    ...(hasKeys ? [{ name: 'Key' }] : []),
    ...(hasColumns ? [{ name: 'Column' }] : []),
    { name: 'Attempts', isNumber: true },
    { name: 'When (UTC)' },
    ...(hasMessages ? [{ name: 'What it was told' }] : []),
  ]
  const lines = rows.map(row => [
    formatNumber(row.row),
    formatNumber(row.line),
    ...(hasKeys ? [html`<span class="file">${shortName(row.key ?? '')}</span>`] : []),
    ...(hasColumns ? [shortName(row.column ?? '')] : []),
    formatNumber(row.attempts),
    instant(row.at),
    ...(hasMessages ? [html`<span class="message">${shortMessage(row.message ?? '')}</span>`] : []),
  ])
  return html`${table(caption, headers, lines)}${rows.map(values)}`
}

/** What was sent for a row, where values were asked for. */
function values({ row, values }: ReportRow): Html {
  if (values === null || values.length === 0) return html``
  return html`<details><summary>Values of row ${formatNumber(row)}</summary><dl class="values">${values.map(
    ([name, value]) => html`<dt>${shortName(name)}</dt><dd>${value}</dd>`,
  )}</dl></details>`
}

const none = Object.fromEntries(outcomes.map(outcome => [outcome, 0])) as Record<(typeof outcomes)[number], number>
