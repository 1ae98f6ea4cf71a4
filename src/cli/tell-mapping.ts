import type { CompiledMapping } from '../mapping/compiled.ts'
import { plainLine } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

/** Says what is left out, and what looks odd, before any row is judged. */
export function tellMapping(compiled: CompiledMapping, { say, paint }: Terminal): void {
  const note = paint.yellow('note:')
  for (const { file, line, message } of compiled.warnings) say(`${note} ${file}:${line ?? 1}: ${plainLine(message)}`)
  if (compiled.unmappedColumns.length === 0) return
  const names = compiled.unmappedColumns.map(plainLine).join(', ')
  say(
    `${note} columns that the mapping does not name are not imported: ${names} (\`ignore\` in the mapping silences this)`,
  )
}
