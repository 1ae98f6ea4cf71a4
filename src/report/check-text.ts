import type { CheckSummary } from '../import/check-file.ts'
import type { Finding } from '../import/findings.ts'
import type { Binding } from '../mapping/compiled.ts'
import { numberOf } from '../messages/catalogue.ts'
import { remedyBeside } from './error-lines.ts'
import type { Look } from './style.ts'
import { brokenAtSigns } from './summary-text.ts'
import { formatCount, formatNumber, longestList, plainLine, shortMessage, shortName } from './text.ts'
import { flowed, wrapped } from './wrap.ts'

const valuesShown = 20

/** What a person reads at the end of a check: the sum, then what is wrong, column by column. */
export function checkText(summary: CheckSummary, bindings: readonly Binding[], look: Look): string {
  const { pending, duplicate, invalid } = summary.outcomes
  const counts = [
    `${formatNumber(pending)} can be sent`,
    ...(invalid > 0 ? [`${formatNumber(invalid)} cannot`] : []),
    ...(duplicate > 0 ? [`${formatCount(duplicate, 'duplicate')} would be left out`] : []),
  ]
  const head = `${formatCount(summary.rows, 'row')} read = ${counts.join(' + ')}`
  return [
    ...flowed(brokenAtSigns(head), look, { indent: 0, hanging: 2 }),
    ...byColumn(summary.findings, bindings, look),
  ].join('\n')
}

/** How each column is imported, as a table: column, key, type, options. Each of several columns has its own line. */
export function bindingsText(bindings: readonly Binding[]): string {
  const rows = bindings.flatMap(({ columns, key, valueType, option }) => {
    const [first = '(constant)', ...others] = columns.map(column => plainLine(shortName(column)))
    const how = [valueType, option].filter(part => part !== null).join(', ')
    return [[first, '→', plainLine(key), plainLine(how)], ...others.map(column => [`+ ${column}`])]
  })
  return aligned(rows)
}

function byColumn(findings: readonly Finding[], bindings: readonly Binding[], look: Look): readonly string[] {
  const columns = new Set(findings.map(({ column, param }) => JSON.stringify([column, param])))
  const shown = [...columns].slice(0, longestList).flatMap(at => {
    const here = findings.filter(({ column, param }) => JSON.stringify([column, param]) === at)
    return ['', look.style.bold(title(here[0], bindings)), ...here.flatMap(finding => findingLines(finding, look))]
  })
  const hidden = columns.size - longestList
  return hidden > 0 ? [...shown, '', `and ${formatNumber(hidden)} columns more`] : shown
}

/** `Stage → $stage (SINGLE_SELECT)`. */
function title(finding: Finding | undefined, bindings: readonly Binding[]): string {
  const column = finding?.column ?? null
  const key = finding?.param ?? null
  const type = bindings.find(binding => binding.key === key)?.valueType ?? null
  if (column === null && key === null) return 'The row as a whole'
  const place = [column, key].filter(part => part !== null).map(part => plainLine(shortName(part)))
  return `${place.join(' → ')}${type === null ? '' : ` (${plainLine(type)})`}`
}

function findingLines(finding: Finding, look: Look): readonly string[] {
  const { code, message, count, lines, values, isNote } = finding
  const remark = code === 'duplicate_key' ? ' (left out)' : ' (sent all the same)'
  const number = numberOf(code)
  const kind = `${plainLine(code)}${number === null ? '' : ` (${number})`}${isNote ? remark : ''}`
  const more = count > lines.length ? ' …' : ''
  const shown = values
    .slice(0, valuesShown)
    .map(({ value, count }) => `"${plainLine(shortName(value))}" ${formatNumber(count)}`)
  const hidden = values.length - shown.length
  const below = { indent: 4, hanging: 6 }
  const told = plainLine(shortMessage(message))
  const remedy = isNote ? null : remedyBeside(finding, told)
  return [
    `  ${formatCount(count, 'row')}: ${kind}`,
    ...wrapped(told, look, { indent: 4 }),
    ...(remedy === null ? [] : wrapped(`→ ${remedy}`, look, below)),
    ...wrapped(`line${lines.length === 1 ? '' : 's'} ${lines.map(formatNumber).join(', ')}${more}`, look, below),
    ...(shown.length === 0
      ? []
      : wrapped(`values: ${shown.join(', ')}${hidden > 0 ? `, and ${formatNumber(hidden)} more` : ''}`, look, below)),
  ]
}

/** What is longer sticks out, rather than push everything else off an 80-column terminal. */
const widestAligned = 32

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map(column => {
    const lengths = rows.map(row => row[column]?.length ?? 0)
    return Math.max(...lengths.filter(length => length <= widestAligned), 0)
  })
  return rows
    .map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
}
