import type { ErrorGroup } from '../import/error-groups.ts'
import type { UndoneImport, UndoSummary } from '../import/undo/undo-import.ts'
import type { UndoPlan, UndoPlanOfImport } from '../import/undo/undo-plan.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import { errorLines } from './error-lines.ts'
import { paceLines } from './pace-text.ts'
import type { Look } from './style.ts'
import { endText, indented, outcomesText } from './summary-text.ts'
import { formatCount, plainLine } from './text.ts'
import { wrapped } from './wrap.ts'

/** What a person is to know before anything is undone; null where there is nothing to undo. */
export function undoWarning({ imports, unsettled }: UndoPlan): string | null {
  const trashed = imports.filter(one => one.trashed > 0)
  const restored = imports.filter(one => one.restored > 0)
  if (trashed.length === 0 && restored.length === 0 && unsettled === 0) return null
  return [
    ...trashed.map(({ object, trashed }) => `  ${records(trashed, object)} to the trash`),
    ...restored.map(restoredLine),
    ...(unsettled === 0 ? [] : [`  ${formatCount(unsettled, 'row')} to be settled first: the last answer was lost`]),
    ...(trashed.length === 0 ? [] : [aboutTrash]),
  ].join('\n')
}

/** What a person reads at the end, or of a dry run what would be read. */
export function undoText(summary: UndoSummary, counts: RequestCounts, isDry: boolean, look: Look): string {
  const { importName, object, runId, settled, inDoubt, parents } = summary
  const what = `undo${runId === null ? '' : ` of run ${runId}`}${isDry ? ' (dry run)' : ''}`
  return [
    `${plainLine(`${importName} → ${object}, ${what}`)}: ${endText(summary, look)}`,
    ...[
      `${isDry ? 'undo would end with ' : ''}${outcomesText(summary.rows, summary.outcomes)}`,
      ...parents.map(parentsLine),
      ...paceLines(summary.endedAt - summary.startedAt, counts, null),
      ...(settled > 0 ? [`${formatCount(settled, 'request')} of an earlier run settled first`] : []),
      ...(inDoubt > 0 ? [`${formatCount(inDoubt, 'row')} in doubt: ${isDry ? settledFirst : notSettled}`] : []),
    ].flatMap(line => wrapped(line, look, indented)),
    ...separated(keptLines(summary.kept, look)),
    ...separated(errorLines(summary.errors, look)),
  ].join('\n')
}

const aboutTrash = `What is in the trash is gone from lists and look-ups, and whoever works with it
loses sight of it; records that point to it keep pointing there. People can restore
it from the trash in Lightfield. When the import is run again, it makes new records.`

const settledFirst = 'undo settles them first, and undoes what they made'
const notSettled =
  'whether they made a record is not known. `run` with --resend-in-doubt settles them; undo goes on from there.'

function restoredLine({ object, restored }: UndoPlanOfImport): string {
  return `  ${records(restored, object)} back to what they held, where nobody has changed them since`
}

function separated(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}

function keptLines(kept: readonly ErrorGroup[], { style }: Look): readonly string[] {
  if (kept.length === 0) return []
  const lines = kept.map(({ count, param, exampleRow, exampleLine }) => {
    const where = `first row ${exampleRow} (line ${exampleLine})`
    return `  ${formatCount(count, 'row')}: ${plainLine(param ?? '')}, ${where}`
  })
  return [style.bold('Changed by somebody since, and left as it is'), ...lines]
}

function parentsLine({ object, rows, outcomes }: UndoneImport): string {
  return `made because rows name them, of type ${plainLine(object)}: ${outcomesText(rows, outcomes)}`
}

function records(count: number, object: string): string {
  return `${formatCount(count, 'record')} of type ${plainLine(object)}`
}
