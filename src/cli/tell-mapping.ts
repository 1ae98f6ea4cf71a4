import type { CompiledMapping } from '../mapping/compiled.ts'
import { formatNumber, longestList, nameList, plainLine, shortMessage } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

/** Says what is left out, and what looks odd, before any row is judged. */
export function tellMapping(compiled: CompiledMapping, { say, paint }: Terminal): void {
  const note = paint.yellow('note:')
  for (const { file, line, message } of compiled.warnings.slice(0, longestList))
    say(`${note} ${plainLine(`${file}:${line ?? 1}: ${shortMessage(message)}`)}`)
  const hidden = compiled.warnings.length - longestList
  if (hidden > 0) say(`${note} and ${formatNumber(hidden)} more`)
  if (compiled.unmappedColumns.length === 0) return
  const names = nameList(compiled.unmappedColumns)
  say(
    `${note} columns that the mapping does not name are not imported: ${names} (\`ignore\` in the mapping silences this)`,
  )
}
