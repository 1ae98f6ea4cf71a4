/** The look of the page: its own fonts are the system's, its colours follow the theme, and paper is always light. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #fafaf9; --surface: #ffffff; --text: #1b1f24; --muted: #5c636e; --line: #e5e5e3; --accent: #1f5fc4;
  --good: #1a7f4b; --busy: #8a5a00; --bad: #c0322b; --code: #f3f3f1;
  --rate: #2563c9; --rate-fill: #2563c92e; --bar: #2563c9b0; --limit: #6b7280; --paused: #d98a00; --outage: #c0322b; --throttled: #b45309;
  --o-created: #2e9e6b; --o-updated: #3b82d9; --o-unchanged: #8fa3b8; --o-found: #6fb3c9; --o-skipped: #b9c0c8; --o-duplicate: #a99fc0;
  --o-invalid: #e0962a; --o-failed: #d0453e; --o-ambiguous: #9455c9; --o-in_doubt: #c2407f; --o-pending: #dcdee1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #111316; --surface: #181b1f; --text: #e8eaed; --muted: #a0a7b2; --line: #2b3036; --accent: #82b1ff;
    --good: #58c78f; --busy: #e3b04b; --bad: #ff8078; --code: #20242a;
    --rate: #6ea4f8; --rate-fill: #6ea4f833; --bar: #6ea4f8b0; --limit: #98a1ae; --paused: #e3a32e; --outage: #f2665d; --throttled: #f0a94a;
    --o-created: #3fb27f; --o-updated: #5b9bea; --o-unchanged: #6f8398; --o-found: #5aa3ba; --o-skipped: #59626d; --o-duplicate: #857aa3;
    --o-invalid: #e0a03f; --o-failed: #ef6a62; --o-ambiguous: #b07be0; --o-in_doubt: #de6ba2; --o-pending: #3b424a;
  }
}
:root.paper { color-scheme: light; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word;
}
.page { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1, h2, h3, p, dl, dd, ul, figure, pre { margin: 0; }
h1 { font-size: clamp(1.6rem, 4.5vw, 2.25rem); line-height: 1.15; letter-spacing: -.02em; font-weight: 680; overflow-wrap: anywhere; }
h1 .to { color: var(--muted); font-weight: 400; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; font-weight: 640; margin-bottom: 1rem; }
h3 { font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
.kicker { font-size: .8125rem; font-weight: 600; color: var(--muted); margin-bottom: .375rem; }
.meta, .empty, .kicker { color: var(--muted); }
.meta { font-size: .875rem; font-weight: 400; overflow-wrap: anywhere; }
.lead { margin-bottom: 1rem; max-width: 44rem; }
.standing { font-size: 1.125rem; margin: .75rem 0 .5rem; font-weight: 560; }
.good { color: var(--good); fill: var(--good); } .busy { color: var(--busy); fill: var(--busy); }
.bad { color: var(--bad); fill: var(--bad); } .quiet { color: var(--muted); fill: var(--muted); }
section { margin-top: 3rem; }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code { overflow-wrap: anywhere; }
pre { background: var(--code); border-radius: 8px; padding: .75rem 1rem; font-size: .8125rem; white-space: pre-wrap; }
pre code { font-size: inherit; }
pre .c { color: var(--muted); }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -100vw; top: .5rem; background: var(--surface); padding: .5rem 1rem; }
.skip:focus { left: .5rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin-top: 1.75rem; }
.tiles div { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: .875rem 1rem; }
.tiles dt, .facts dt { font-size: .8125rem; color: var(--muted); }
.tiles b { display: block; font-size: 1.625rem; line-height: 1.3; font-weight: 640; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tiles span { font-size: .8125rem; color: var(--muted); }
.bar { display: block; border-radius: 5px; }
.swatch, .dot, .key { display: inline-block; vertical-align: -.03em; margin-right: .3em; }
${[
  'created',
  'updated',
  'unchanged',
  'found',
  'skipped',
  'duplicate',
  'invalid',
  'failed',
  'ambiguous',
  'in_doubt',
  'pending',
]
  .map(outcome => `.o-${outcome} { fill: var(--o-${outcome}); }`)
  .join('\n')}
.scroll { overflow-x: auto; margin-top: 1rem; position: relative; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1.25rem .5rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; width: 100%; }
td.n:last-child, th.n:last-child { width: auto; }
.outcomes th:first-child { width: 100%; }
thead th { font-weight: 500; font-size: .8125rem; color: var(--muted); white-space: nowrap; }
tbody th { font-weight: 500; white-space: nowrap; }
.n { text-align: right; white-space: nowrap; }
.note { display: block; font-size: .8125rem; font-weight: 400; color: var(--muted); white-space: normal; min-width: 11rem; }
.note code { white-space: nowrap; font-size: .75rem; }
td time, th time, td code { white-space: nowrap; }
td code { overflow-wrap: normal; }
.message, .why { display: block; min-width: 16rem; max-width: 34rem; overflow-wrap: anywhere; }
.why { font-size: .8125rem; color: var(--muted); min-width: 12rem; max-width: 18rem; }
.file { display: block; max-width: 16rem; min-width: 7rem; overflow-wrap: anywhere; }
.small-bar { display: block; width: 5rem; padding-top: .3rem; margin-left: auto; }
.end { font-weight: 560; } .end.stopped, .end.killed, .end.interrupted { color: var(--bad); } .end.running { color: var(--busy); }
.reason { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 1.125rem 1.25rem; margin-top: .875rem; }
.scroll + h3 { margin-top: 1.75rem; }
.reason h3 { font-size: 1.0625rem; margin-bottom: .625rem; }
.reason .count { font-variant-numeric: tabular-nums; font-weight: 680; margin-right: .35em; }
.reason h3 code { font-weight: 560; }
.reason .param { color: var(--muted); font-weight: 400; }
.reason .meta { margin: .5rem 0 .625rem; }
.reason p { max-width: 44rem; }
.remedy { margin-top: .375rem; }
.number { font-variant-numeric: tabular-nums; }
.commands { margin-top: 1.25rem; } .commands p { margin-bottom: .5rem; }
details { margin-top: .75rem; }
summary { cursor: pointer; font-size: .875rem; color: var(--accent); width: fit-content; }
.values { display: grid; grid-template-columns: minmax(6rem, 14rem) 1fr; gap: .25rem 1rem; font-size: .875rem; margin-top: .5rem; }
.values dt { color: var(--muted); overflow-wrap: anywhere; } .values dd { overflow-wrap: anywhere; white-space: pre-wrap; }
.chooser { margin-bottom: 1.25rem; display: none; } .js .chooser { display: block; }
select { font: inherit; font-size: .9375rem; color: inherit; background: var(--surface); border: 1px solid var(--muted); border-radius: 8px; padding: .35rem .6rem; max-width: 100%; }
.course + .course { margin-top: 2.5rem; }
.course h3 .meta { margin-left: .35em; }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: .75rem 0 1.75rem; }
.facts dd { font-weight: 600; font-variant-numeric: tabular-nums; }
figure { margin-top: 1.5rem; }
figcaption { font-weight: 600; }
.chart { margin-top: .5rem; min-width: 0; }
html:not(.js) .chart { display: none; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .8125rem; color: var(--muted); margin-top: .375rem; }
html:not(.js) .legend { display: none; }
.key { fill: none; stroke-width: 1.5; vertical-align: -.1em; }
.k-rate { stroke: var(--rate); } .k-rate .fill { fill: var(--rate-fill); stroke: none; }
.k-limit { stroke: var(--limit); } .k-throttled .solid { fill: var(--throttled); }
.k-paused .fill { fill: var(--paused); opacity: .45; } .k-outage { stroke: var(--outage); stroke-width: 1; } .k-outage .fill { fill: var(--outage); opacity: .35; stroke: none; }
.readout { min-height: 1.55em; font-size: .8125rem; font-variant-numeric: tabular-nums; color: var(--text); margin-top: .25rem; }
html:not(.js) .readout { display: none; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .8125rem; color: var(--muted); }
@media (max-width: 34rem) {
  .page { padding: 1.5rem 1rem 3rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .reason { padding: 1rem; }
  .values { grid-template-columns: 1fr; gap: 0; } .values dd { margin-bottom: .5rem; }
  .facts { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem 1rem; }
}
`

/** Said twice, for the media query and for a page that is about to be printed: a chart reads its colours before the page turns. */
const lightColors =
  /:root \{\n {2}color-scheme: light dark;\n(?<colors>.*?)\n\}/s.exec(pageStyle)?.groups?.['colors'] ?? ''

/** The page on paper. */
export const paperStyle = `
:root.paper { ${lightColors} }
@media print {
  :root { color-scheme: light; ${lightColors} }
  @page { margin: 14mm; }
  body { background: #fff; font-size: 11pt; }
  .page { padding: 0; max-width: none; }
  section { margin-top: 1.75rem; }
  .reason, figure, .tiles div, tr { break-inside: avoid; }
  h2, h3, figcaption { break-after: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  .message { min-width: 11rem; } .why { min-width: 9rem; } .file { min-width: 4.5rem; } .small-bar { width: 3.5rem; }
  th:last-child, td:last-child { width: auto; }
  th, td { padding-right: .6rem; }
  .chooser, .skip, .readout, details:not([open]) { display: none !important; }
  .bar, .swatch, .dot, .key, .uplot { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  pre { white-space: pre-wrap; border: 1px solid var(--line); background: none; }
}
`
