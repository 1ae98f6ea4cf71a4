import type { ReportData } from '../report-data.ts'
import { formatCount, formatNumber, shortName } from '../text.ts'
import { instant, outcomeBar, shareText, swatch, table } from './figures.ts'
import { type Html, html } from './html.ts'
import { countOf, needsAttention, outcomesPresent, outcomeWords } from './outcome-words.ts'

/** What the page is about, and how things stand in one sentence and a few figures. */
export function headSection(data: ReportData): Html {
  const { importName, object, madeAt, mapping, ledger } = data
  const standing = standingOf(data)
  return html`<header>
<p class="kicker">Import into Lightfield</p>
<h1>${shortName(importName)} <span class="to">→ ${object}</span></h1>
<p class="standing ${standing.tone}">${dot(standing.tone)} ${standing.text}</p>
<p class="meta">As of ${instant(madeAt)} UTC · mapping <code>${mapping}</code> · ledger <code>${ledger}</code></p>
</header>
${data.rows === 0 ? null : tiles(data)}`
}

/** Rows by outcome, as a bar and as a table. */
export function outcomesSection({ outcomes, rows, parents }: ReportData): Html {
  if (rows === 0) return html``
  const lines = outcomesPresent(outcomes).map(([outcome, count]) => [
    html`${swatch(`o-${outcome}`)} ${outcomeWords[outcome].name}<span class="note">${outcomeWords[outcome].meaning}</span>`,
    formatNumber(count),
    shareText(count, rows),
  ])
  return html`<section aria-labelledby="outcomes"><h2 id="outcomes">Outcomes</h2>
${outcomeBar(outcomes, 22)}
<div class="outcomes">${table('Rows by outcome', [{ name: 'Outcome' }, { name: 'Rows', isNumber: true }, { name: 'Share', isNumber: true }], lines)}</div>
${parents.length === 0 ? null : parentsTable(parents)}
</section>`
}

function parentsTable(parents: ReportData['parents']): Html {
  const lines = parents.map(({ name, object, outcomes }) => [
    shortName(name),
    object,
    formatNumber(countOf(outcomes)),
    formatNumber(outcomes.created),
    formatNumber(countOf(outcomes, needsAttention)),
  ])
  const headers = [
    { name: 'Import' },
    { name: 'Object' },
    { name: 'Records', isNumber: true },
    { name: 'Created', isNumber: true },
    { name: 'To look at', isNumber: true },
  ]
  return html`<h3>Records that rows name</h3>${table('Made because rows name them (missing: create)', headers, lines)}`
}

type Tone = 'good' | 'busy' | 'bad' | 'quiet'

function standingOf({ outcomes, rows, runs }: ReportData): { readonly tone: Tone; readonly text: string } {
  const attention = countOf(outcomes, needsAttention)
  const all = formatCount(rows, 'row')
  if (runs[0]?.state === 'running') return { tone: 'busy', text: 'A run is under way: this is how far it is.' }
  if (rows === 0) return { tone: 'quiet', text: 'No row has come to the ledger yet.' }
  if (attention > 0) {
    const verb = attention === 1 ? 'needs' : 'need'
    return { tone: 'bad', text: `${formatNumber(attention)} of ${all} ${verb} attention.` }
  }
  const { pending } = outcomes
  if (pending > 0) return { tone: 'busy', text: `${formatNumber(pending)} of ${all} still to be done.` }
  return { tone: 'good', text: rows === 1 ? 'The row is done.' : `All ${all} are done.` }
}

function tiles(data: ReportData): Html {
  const { outcomes, rows, courses } = data
  const done = countOf(outcomes, ['created', 'updated', 'unchanged', 'found', 'skipped', 'duplicate'])
  const attention = countOf(outcomes, needsAttention)
  const main = courses.toSorted((a, b) => b.totals.writes - a.totals.writes)[0]
  const figures: readonly (readonly [string, string, string])[] = [
    ['Rows', formatNumber(rows), data.runCount === 1 ? 'in 1 run' : `in ${formatNumber(data.runCount)} runs`],
    ['Done', formatNumber(done), shareText(done, rows)],
    ['Need attention', formatNumber(attention), attention === 0 ? 'none' : shareText(attention, rows)],
    ...(main === undefined || main.totals.writes === 0
      ? []
      : [
          [
            'Writes a second',
            formatNumber(main.totals.rate),
            main.totals.allowedWrites === null
              ? 'in the longest run'
              : `${shareText(main.totals.writes, main.totals.allowedWrites)} of the limit`,
          ] as const,
        ]),
  ]
  return html`<dl class="tiles">${figures.map(
    ([name, value, note]) => html`<div><dt>${name}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`,
  )}</dl>`
}

function dot(tone: Tone): Html {
  return html`<svg class="dot ${tone}" aria-hidden="true" width="10" height="10"><circle cx="5" cy="5" r="5"/></svg>`
}
