import type { Look } from '../report/style.ts'
import type { Terminal } from './terminal.ts'

const narrowest = 40
const widest = 100

/** How a summary is laid out: for the terminal that it is shown on, for 100 columns where it is kept in a file or a log. */
export function lookOf({ paint }: Pick<Terminal, 'paint'>): Look {
  const { isTTY, columns } = process.stderr
  // A terminal that does not know its width says 0.
  const width = isTTY && columns > 0 ? columns : widest
  return { style: paint, columns: Math.max(narrowest, Math.min(width, widest)) }
}
