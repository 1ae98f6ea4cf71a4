/** The outcomes of the contract: every row that was read ends, per run, in exactly one. */
export const outcomes = [
  'created',
  'updated',
  'unchanged',
  'found',
  'skipped',
  'duplicate',
  'invalid',
  'failed',
  'ambiguous',
  'in_doubt',
  'pending',
] as const

export type Outcome = (typeof outcomes)[number]

/** Number of rows per outcome; every outcome is present. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>
