import { type Outcome, type OutcomeCounts, outcomes } from '../../model/outcome.ts'

/** What an outcome means for who reads the page. */
export interface OutcomeWords {
  readonly name: string
  readonly meaning: string
}

export const outcomeWords: Readonly<Record<Outcome, OutcomeWords>> = {
  created: { name: 'Created', meaning: 'The import made the record.' },
  updated: { name: 'Updated', meaning: 'The record was there, and something about it was changed.' },
  unchanged: { name: 'Unchanged', meaning: 'The record was there, and held what the row says.' },
  found: { name: 'Found', meaning: 'The record was there, and was left as it is.' },
  skipped: { name: 'Skipped', meaning: 'Done by an earlier run.' },
  duplicate: { name: 'Duplicate', meaning: 'An earlier row of the file has the same key.' },
  invalid: { name: 'Invalid', meaning: 'Judged unfit to be sent; nothing was sent.' },
  failed: { name: 'Failed', meaning: 'Refused by the API.' },
  ambiguous: { name: 'Ambiguous', meaning: 'A look-up met several records.' },
  in_doubt: { name: 'In doubt', meaning: 'Sent, and no answer came yet.' },
  pending: { name: 'Pending', meaning: 'Not reached yet, waiting for another record, or undone.' },
}

/** Outcomes that ask for somebody to do something. */
export const needsAttention: readonly Outcome[] = ['invalid', 'failed', 'ambiguous', 'in_doubt']

/** The outcomes that rows have, in the order in which they are told. */
export function outcomesPresent(counts: OutcomeCounts): readonly (readonly [Outcome, number])[] {
  return outcomes.map(outcome => [outcome, counts[outcome]] as const).filter(([, count]) => count > 0)
}

/** Rows with one of these outcomes. */
export function countOf(counts: OutcomeCounts, wanted: readonly Outcome[] = outcomes): number {
  return wanted.reduce((sum, outcome) => sum + counts[outcome], 0)
}
