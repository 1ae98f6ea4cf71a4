import { statSync } from 'node:fs'
import { isLedger } from '../ledger/ledger-file.ts'
import { plainLine } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

/** Permissions of everybody but the owner. */
const permissionsOfOthers = 0o077

/**
 * Warns where others may open a ledger, which holds what was sent. One that is made here is for its owner alone; this one
 * was copied, or meant to be shared, so that it is used all the same.
 */
export function warnOfReaders(path: string, { say, paint }: Pick<Terminal, 'say' | 'paint'>): void {
  // Windows has other permissions, and no such bits.
  if (process.platform === 'win32') return
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined || (stats.mode & permissionsOfOthers) === 0 || !isLedger(path)) return
  const mode = (stats.mode & 0o777).toString(8)
  say(
    `${paint.yellow('warning:')} others may open the ledger ${plainLine(path)} (mode ${mode}): chmod 600 keeps it yours`,
  )
}
