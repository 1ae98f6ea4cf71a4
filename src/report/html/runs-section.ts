import type { UndoneWrites } from '../../ledger/activity.ts'
import type { RunRecord } from '../../ledger/run-record.ts'
import type { ReportData } from '../report-data.ts'
import { formatCount, formatNumber, shortMessage, shortName } from '../text.ts'
import { instant, lasted, outcomeBar, swatch, table } from './figures.ts'
import { type Html, html, webAddress } from './html.ts'
import { countOf, needsAttention, outcomeWords } from './outcome-words.ts'

/** The import's runs, newest first. */
export function runsSection({ runs, runCount, undone }: ReportData): Html {
  const headers = [
    { name: 'Run, started (UTC)' },
    { name: 'Took', isNumber: true },
    { name: 'End' },
    { name: 'Rows', isNumber: true },
    { name: 'Written', isNumber: true },
    { name: 'To look at', isNumber: true },
    { name: 'File' },
  ]
  const left = runCount - runs.length
  return html`<section aria-labelledby="runs"><h2 id="runs">Runs</h2>
${
  runs.length === 0
    ? html`<p class="empty">This import has had no run yet.</p>`
    : table(
        'Runs, the newest first',
        headers,
        runs.map(run => runLine(run, undone.find(({ runId }) => runId === run.id) ?? null)),
      )
}
${left > 0 ? html`<p class="meta">and ${formatCount(left, 'earlier run')}.</p>` : null}
</section>`
}

/** Some of the records, to open in Lightfield. */
export function linksSection({ links }: ReportData): Html {
  if (links.length === 0) return html``
  const lines = links.map(({ row, line, outcome, recordId, url }) => {
    const address = webAddress(url)
    const id = shortName(recordId)
    return [
      address === null ? id : html`<a href="${address}" rel="noreferrer noopener">${id}</a>`,
      formatNumber(row),
      formatNumber(line),
      html`${swatch(`o-${outcome}`)} ${outcomeWords[outcome].name}`,
    ]
  })
  const headers = [
    { name: 'Record' },
    { name: 'Row', isNumber: true },
    { name: 'Line', isNumber: true },
    { name: 'Outcome' },
  ]
  return html`<section aria-labelledby="records"><h2 id="records">Records</h2>
${table('Some of the records, to look at in Lightfield', headers, lines)}
</section>`
}

function runLine(
  { id, startedAt, endedAt, state, stopped, source, outcomes }: RunRecord,
  undone: UndoneWrites | null,
): readonly (Html | string)[] {
  const [words, why] = endOf(state)
  const reason = stopped?.message ?? why
  return [
    html`${instant(startedAt)}<span class="note"><code>${id}</code></span>`,
    lasted(startedAt, endedAt),
    html`<span class="end ${state}">${words}</span>${reason === null ? null : html`<span class="why">${shortMessage(reason)}${stopped?.hint ? html` ${shortMessage(stopped.hint)}` : null}</span>`}${undone === null ? null : html`<span class="why">${undoneText(undone)}</span>`}`,
    outcomes === null
      ? '—'
      : html`${formatNumber(countOf(outcomes))}<span class="small-bar">${outcomeBar(outcomes, 6)}</span>`,
    outcomes === null ? '—' : formatNumber(countOf(outcomes, ['created', 'updated'])),
    outcomes === null ? '—' : formatNumber(countOf(outcomes, needsAttention)),
    html`<span class="file">${shortName(source)}</span>`,
  ]
}

function undoneText({ writes, records, at }: UndoneWrites): Html {
  return html`Undone ${instant(at)}: ${formatCount(writes, 'write')} to ${formatCount(records, 'record')}.`
}

function endOf(state: RunRecord['state']): readonly [words: string, why: string | null] {
  switch (state) {
    case 'finished':
      return ['Finished', null]
    case 'stopped':
      return ['Stopped', null]
    case 'interrupted':
      return ['Interrupted', null]
    case 'running':
      return ['Under way', null]
    case 'killed':
      return ['Killed', 'Its process ended without a word; the next run goes on.']
    default:
      return state satisfies never
  }
}
