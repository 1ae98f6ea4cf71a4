import { type Afterwards, afterwardsText } from '../report/afterwards.ts'
import { lookOf } from './look.ts'
import type { Terminal } from './terminal.ts'

/** Tells what there is to look at now, and the command to go on with, apart from what was told before. */
export function tellAfterwards(afterwards: Afterwards, terminal: Pick<Terminal, 'say' | 'paint'>): void {
  const text = afterwardsText(afterwards, lookOf(terminal))
  if (text !== null) terminal.say(`\n${text}`)
}
