import type { Binding } from '../mapping/compiled.ts'
import { plainLine } from './text.ts'

/** Names are cut here, so that the table stays one on a terminal of 80 columns. */
const widestKey = 24
const widestSource = 28

/** How each field and relationship gets its value, one line each: `$stage ← Stage  single select, 6 values`. */
export function bindingTable(bindings: readonly Binding[]): string {
  const lines = bindings.map(binding => ({
    key: shortened(binding.key, widestKey),
    source: shortened(binding.columns.join(' + ') || '(constant)', widestSource),
    reading: readingWords(binding),
  }))
  const keyWidth = Math.max(...lines.map(({ key }) => key.length), 0)
  const sourceWidth = Math.max(...lines.map(({ source }) => source.length), 0)
  return lines
    .map(({ key, source, reading }) => `  ${key.padEnd(keyWidth)} ← ${source.padEnd(sourceWidth)}  ${reading}`.trimEnd())
    .join('\n')
}

function readingWords({ kind, valueType, option }: Binding): string {
  const type = kind === 'field' ? valueType?.toLowerCase().replaceAll('_', ' ') : valueType
  return plainLine([type, option].filter(word => typeof word === 'string').join(', '))
}

function shortened(text: string, width: number): string {
  const plain = plainLine(text)
  return plain.length <= width ? plain : `${plain.slice(0, width - 1)}…`
}
