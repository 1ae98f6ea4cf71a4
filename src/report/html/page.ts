import { createHash } from 'node:crypto'
import type { ReportData } from '../report-data.ts'
import { shortName } from '../text.ts'
import { type ChartLibrary, readChartLibrary } from './chart-library.ts'
import { courseSection } from './course-section.ts'
import { failuresSection, inDoubtSection } from './failures-section.ts'
import { headSection, outcomesSection } from './head-section.ts'
import { escapeHtml, type Html, html, trusted } from './html.ts'
import { pageScript } from './page-script.ts'
import { pageStyle, paperStyle } from './page-style.ts'
import { linksSection, runsSection } from './runs-section.ts'

/** How every report begins: what tells it from files that are not to be written over. */
export const pageBeginning = '<!doctype html>\n<!-- A report of lightfield-import -->\n'

/** A white square with a bar, so that no browser asks for an icon. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%232563c9'/%3E%3Cpath d='M4 12V8m4 4V4m4 8V6' stroke='%23fff' stroke-width='2' stroke-linecap='round'/%3E%3C/svg%3E"

/**
 * The report as one page: it loads nothing, sends nothing, and runs no script and no style but its own, which the policy in
 * its head names by their hashes.
 *
 * @param version of the program, for the foot of the page
 */
export function reportPage(data: ReportData, version: string): string {
  const charts = data.courses.length > 0 ? readChartLibrary() : null
  const style = `${charts?.style ?? ''}${pageStyle}${paperStyle}`
  const scripts = charts === null ? [] : [charts.script, pageScript]
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy(style, scripts))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="generator" content="lightfield-import ${version}">
<title>${shortName(data.importName)} – import report</title>
<link rel="icon" href="${trusted(icon)}">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="page">
<main id="main">
${headSection(data)}
${outcomesSection(data)}
${inDoubtSection(data)}
${failuresSection(data)}
${courseSection(data)}
${runsSection(data)}
${linksSection(data)}
</main>
${foot(data, version)}
</div>
${scripts.map(script => html`<script>${trusted(script)}</script>\n`)}${charts === null ? null : licence(charts)}
</body>
</html>
`
  return pageBeginning + page.text
}

function foot({ hasValues }: ReportData, version: string): Html {
  const values = hasValues
    ? 'It holds values of example rows: share it with care.'
    : 'It holds no values of rows; <code>--with-values</code> shows those of the examples.'
  return html`<footer><p>Made by lightfield-import ${version}. All times are UTC. The page is complete in itself and loads nothing. ${trusted(values)}</p></footer>`
}

/** As the licence of the library asks for wherever it is copied. */
function licence({ licence }: ChartLibrary): Html {
  return trusted(`<!-- uPlot:\n${escapeHtmlComment(licence)}\n-->`)
}

function escapeHtmlComment(text: string): string {
  return text.split('\n').map(escapeHtml).join('\n').replaceAll('--', '- -').trim()
}

function policy(style: string, scripts: readonly string[]): string {
  const hashes = (texts: readonly string[]) =>
    texts.map(text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ')
  return [
    "default-src 'none'",
    `script-src ${scripts.length === 0 ? "'none'" : hashes(scripts)}`,
    `style-src ${hashes([style])}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
