import { InputError, type Problem } from '../errors.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import type { RunFacts } from '../ledger/run-record.ts'
import type { Mapping } from '../mapping/mapping.ts'

/** An import that is about to begin. */
export interface KeyedImport {
  readonly mapping: Mapping
  readonly facts: RunFacts
}

/**
 * Sees to it that rows are told apart as they were by the last run of their import: under another key none of them is
 * known to the ledger, and in mode create each would be created once more. The modes that match find their records.
 *
 * @param isAccepted whether the rows are meant to be created anew (`--accept-new-identity`)
 * @param onNote told of a change that is let through, as a sentence that names the mapping
 * @throws InputError `key_changed` with a problem for each import
 */
export function assertKeysKept(
  imports: readonly KeyedImport[],
  shelf: LedgerShelf,
  isAccepted: boolean,
  onNote: (note: string) => void,
): void {
  const refused: Problem[] = []
  for (const { mapping, facts } of imports) {
    const change = keyChange(mapping, facts, shelf)
    if (change === null) continue
    const note = (what: string): void => onNote(`${mapping.file}: ${change}; ${what}`)
    if (mapping.mode !== 'create') note('rows find the records of earlier runs by what they are matched by')
    else if (isAccepted) note('every row is a new one, and earlier records stay as they are')
    else refused.push(mapping.problemAt(['key'], change))
  }
  if (refused.length === 0) return
  throw new InputError(
    'key_changed',
    'The key tells rows apart, and with another one every row that was imported before would be created once more: nothing was sent.',
    {
      problems: refused,
      hint: 'Put the old key back. If the key has to change, give the import another name and the mode find-or-create or upsert with `match`, so that records are found that are there. If the rows are meant to be created anew, say --accept-new-identity.',
    },
  )
}

/** Both keys, in words; null where they are the same, or where there is nothing that could be made twice. */
function keyChange({ importName }: Mapping, { key = null }: RunFacts, shelf: LedgerShelf): string | null {
  const known = shelf.named(importName)
  const before = known?.lastFacts()?.key
  if (known === null || before === undefined || isSameKey(before, key) || !known.mayHaveRecords()) return null
  return `the key was ${keyText(before)} when ${importName} was last run, and is ${keyText(key)} now`
}

type Key = readonly string[] | null

/** The order of the columns does not matter to who a row is. */
function isSameKey(a: Key, b: Key): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every(column => b.includes(column))
}

function keyText(key: Key): string {
  return key === null ? "the row's whole content" : `[${key.join(', ')}]`
}
