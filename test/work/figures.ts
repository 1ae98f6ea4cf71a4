/** What is counted of a job, each as so much a row of its file. */
export const countedThings = ['statements', 'commits', 'requests', 'allocatedBytes', 'calls'] as const
export type Counted = (typeof countedThings)[number]
export type Figures = Readonly<Record<Counted, number>>

/** What `npm run work` wrote down. */
export interface Recorded {
  /** Version of the Node that it was counted on: another allocates otherwise, and calls other functions of its own. */
  readonly node: string
  readonly jobs: Readonly<Record<string, Figures>>
}

interface Bound {
  readonly unit: string
  /** How far a figure may rise above the recorded one before it counts as grown: a share of it, or so much; the larger. */
  readonly share: number
  readonly amount: number
}

/**
 * Chosen from nine measurements at loads of 5 to 30 on two cores: requests and the statements that look up are the same
 * each time, calls within 1.2%, bytes of jobs that look up within 6%: 78.0 or 82.6 kB, as V8 happens to compile. How many rows share a commit depends on how the answers come in, from one commit
 * for fourteen rows to one for four; rows that share none take two each. Every commit has a statement of its own.
 */
const bounds: Readonly<Record<Counted, Bound>> = {
  statements: { unit: 'SQLite statements', share: 0, amount: 0.5 },
  commits: { unit: 'commits', share: 0, amount: 0.8 },
  requests: { unit: 'requests', share: 0, amount: 0.02 },
  allocatedBytes: { unit: 'allocated bytes', share: 0.1, amount: 300 },
  calls: { unit: 'calls of functions', share: 0.05, amount: 10 },
}

/** Says that a job does more of something a row than it did; null where it does not. */
export function growth(job: string, thing: Counted, now: Figures, recorded: Recorded): string | null {
  const before = recorded.jobs[job]?.[thing]
  if (before === undefined)
    return `${job} has no figure for ${thing} in test/work/figures.json: \`npm run work\` records it.`
  const { unit, share, amount } = bounds[thing]
  const limit = before + Math.max(before * share, amount)
  if (now[thing] <= limit) return null
  const more = before === 0 ? '' : `, ${Math.round((100 * (now[thing] - before)) / before)}% more`
  return (
    `${job} takes ${written(now[thing])} ${unit} a row where ${written(before)} are recorded${more}; ${written(limit)} would pass. ` +
    'Mend what does more work for each row (a profile shows it: node --cpu-prof, node --heap-prof); ' +
    'or, if the work is worth it, say why in the commit and record it: `npm run work`.'
  )
}

/** As it stands in the file and in messages: more digits would be noise. */
export function rounded(figure: number): number {
  return Math.abs(figure) >= 100 ? Math.round(figure) : Math.round(figure * 100) / 100 + 0
}

function written(figure: number): string {
  return rounded(figure).toLocaleString('en')
}
