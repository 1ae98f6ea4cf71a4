import { RunStopped } from '../../errors.ts'
import type { ReadonlyImport } from '../../ledger/ledger.ts'
import type { Log } from '../../model/log.ts'
import { forEachConcurrently } from '../concurrency.ts'
import type { SameValue } from '../undo/restoration.ts'
import { hasRecord, logVerified, type ReadRecord, type VerifiedRow, verifyRow } from './verify-row.ts'
import type { VerifySummary, VerifyTally } from './verify-tally.ts'

/** An import whose records are read back, or one of parents that were made for its rows. */
export interface VerifiableImport {
  readonly object: string
  readonly ledger: Pick<ReadonlyImport, 'find' | 'rows' | 'writesTo'>
  readonly isSame: SameValue
}

export interface VerifyImportParts {
  readonly imports: readonly VerifiableImport[]
  readonly read: ReadRecord
  readonly log: Log
  readonly tally: VerifyTally
  /** Reads that may be under way at a time. */
  readonly bound: () => number
  /** A number in [0, 1), the same ones again for the same sample. */
  readonly random: () => number
  /** Told once how many records are to be read back. */
  readonly onExtent: (rows: number) => void
  /** Told of each record that was read back. */
  readonly onRow: (verified: VerifiedRow) => Promise<void>
}

interface Target {
  readonly identity: string
  readonly of: VerifiableImport
}

/** How many records that could not be read are read once more in the end. */
const readAgainAtMost = 1_000

/**
 * Reads the records of an import back, of all its rows that have one, and compares them with what was sent. Another
 * process may be working on the import meanwhile.
 *
 * @param sample how many rows to take by chance; null: all
 */
export async function verifyImport(
  sample: number | null,
  parts: VerifyImportParts,
  signal: AbortSignal,
): Promise<VerifySummary> {
  const { tally, read, log, bound, onRow } = parts
  const rows = sample === null ? count(targetsOf(parts.imports)) : null
  const chosen = sample === null ? null : choose(targetsOf(parts.imports), sample, parts.random)
  const wanted = rows ?? chosen?.length ?? 0
  parts.onExtent(wanted)
  let reason: RunStopped | null = null
  const unread: Target[] = []
  const verify = async ({ identity, of }: Target): Promise<VerifiedRow | null> =>
    verifyRow(identity, { ...of, read }, signal)
  const end = async (verified: VerifiedRow | null): Promise<void> => {
    if (verified === null) return
    tally.add(verified)
    logVerified(log, verified)
    await onRow(verified)
  }
  try {
    await forEachConcurrently(until(signal, chosen ?? targetsOf(parts.imports)), bound, async target => {
      const verified = await verify(target)
      if (verified?.result === 'unread' && unread.length < readAgainAtMost) unread.push(target)
      else await end(verified)
    })
    await forEachConcurrently(until(signal, unread), bound, async target => end(await verify(target)))
  } catch (error) {
    if (error instanceof RunStopped) reason = error
    else if (!signal.aborted || error !== signal.reason) throw error
  }
  return tally.summary(Math.max(wanted, tally.rows), reason)
}

function* targetsOf(imports: readonly VerifiableImport[]): Generator<Target> {
  for (const of of imports) {
    for (const row of of.ledger.rows([])) if (hasRecord(row)) yield { identity: row.identity, of }
  }
}

/** So many of them by chance, each as likely as any other. Source: Vitter's algorithm R (1985). */
function choose(targets: Iterable<Target>, size: number, random: () => number): readonly Target[] {
  const chosen: Target[] = []
  let seen = 0
  for (const target of targets) {
    seen += 1
    const place = chosen.length < size ? chosen.length : Math.floor(random() * seen)
    if (place < size) chosen[place] = target
  }
  return chosen
}

function count(targets: Iterable<unknown>): number {
  let counted = 0
  for (const _ of targets) counted += 1
  return counted
}

async function* until(signal: AbortSignal, targets: Iterable<Target>): AsyncGenerator<Target> {
  for (const target of targets) {
    if (signal.aborted) return
    yield target
  }
}
