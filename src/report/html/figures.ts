import type { OutcomeCounts } from '../../model/outcome.ts'
import { formatDuration, formatNumber, formatOutcome } from '../text.ts'
import { type Html, html } from './html.ts'
import { outcomesPresent, outcomeWords } from './outcome-words.ts'

/** `2026-11-21 16:44:08`, in UTC, as an element that programs can read too. */
export function instant(ms: number): Html {
  const iso = new Date(ms).toISOString()
  return html`<time datetime="${iso}">${utcText(ms)}</time>`
}

/** `2026-11-21 16:44:08` */
export function utcText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

/** A share as `12.5%`; what is there is never `0%`, and what is missing never makes `100%`. */
export function shareText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0%'
  const percent = (part / whole) * 100
  if (percent < 0.1) return '< 0.1%'
  if (part < whole && percent > 99.9) return '> 99.9%'
  return `${formatNumber(percent)}%`
}

/** How long something took; null where it has not ended. */
export function lasted(startedAt: number, endedAt: number | null): string {
  return endedAt === null ? '—' : formatDuration(Math.max(endedAt - startedAt, 0))
}

/**
 * Rows by outcome as one bar. Drawn with attributes alone: the page allows no style of single elements.
 *
 * @param height in pixels
 */
export function outcomeBar(counts: OutcomeCounts, height: number): Html {
  const present = outcomesPresent(counts)
  const whole = present.reduce((sum, [, count]) => sum + count, 0)
  if (whole === 0) return html``
  // What is there must be seen: a million created rows hide no failure.
  const least = 0.8
  const widths = present.map(([, count]) => Math.max((count / whole) * 100, least))
  const scale = 100 / widths.reduce((sum, width) => sum + width, 0)
  let x = 0
  const parts = present.map(([outcome, count], at) => {
    const width = (widths[at] ?? 0) * scale
    const part = html`<rect class="o-${outcome}" x="${x.toFixed(2)}%" y="0" width="${width.toFixed(2)}%" height="${height}"><title>${outcomeWords[outcome].name}: ${formatNumber(count)}</title></rect>`
    x += width
    return part
  })
  const label = present.map(([outcome, count]) => formatOutcome(outcome, count)).join(', ')
  return html`<svg class="bar" role="img" aria-label="${label}" width="100%" height="${height}">${parts}</svg>`
}

/** The mark of an outcome's colour, beside its name. */
export function swatch(className: string): Html {
  return html`<svg class="swatch" aria-hidden="true" width="10" height="10"><rect class="${className}" width="10" height="10" rx="2.5"/></svg>`
}

/** A table that scrolls within itself where it is too wide, and can be scrolled with the keys. */
export function table(
  caption: string,
  headers: readonly Header[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  const cells = (row: readonly (Html | string)[]) =>
    row.map((cell, at) => {
      const header = headers[at]
      const name = header?.isNumber === true ? html` class="n"` : html``
      return at === 0 ? html`<th scope="row"${name}>${cell}</th>` : html`<td${name}>${cell}</td>`
    })
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${headers.map(({ name, isNumber }) => html`<th scope="col"${isNumber === true ? html` class="n"` : html``}>${name}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${cells(row)}</tr>\n`)}</tbody>
</table></div>`
}

export interface Header {
  readonly name: string
  readonly isNumber?: boolean
}
