import { expect, test } from 'vitest'
import { type Counted, type Figures, growth, type Recorded } from './figures.ts'

const figures: Figures = { statements: 4, commits: 0.1, requests: 1, allocatedBytes: 10_000, calls: 2_000 }
const recorded: Recorded = { node: 'v24.0.0', jobs: { create: figures } }

function grown(thing: Counted, figure: number): string | null {
  return growth('create', thing, { ...figures, [thing]: figure }, recorded)
}

test.each([
  ['a statement a row', 'statements', 5],
  ['a commit for each row', 'commits', 1],
  ['one more request for every 20 rows', 'requests', 1.05],
  ['a copy of the row', 'allocatedBytes', 11_200],
  ['calls in a loop', 'calls', 2_120],
] as const)('%s more counts as grown', (_, thing, figure) => {
  expect(grown(thing, figure)).not.toBeNull()
})

test.each([
  ['statements', 4.3],
  ['commits', 0.4],
  ['requests', 1.01],
  ['allocatedBytes', 10_800],
  ['calls', 2_050],
  ['calls', 1_000],
] as const)('what differs between two measurements, or is less, does not: %s %d', (thing, figure) => {
  expect(grown(thing, figure)).toBeNull()
})

test('what grew is told with its figures and what to do', () => {
  expect(grown('allocatedBytes', 15_000)).toBe(
    'create takes 15,000 allocated bytes a row where 10,000 are recorded, 50% more; 11,000 would pass. ' +
      'Mend what does more work for each row (a profile shows it: node --cpu-prof, node --heap-prof); ' +
      'or, if the work is worth it, say why in the commit and record it: `npm run work`.',
  )
})

test('a job without a figure is told to be recorded', () => {
  expect(growth('undo', 'calls', figures, recorded)).toBe(
    'undo has no figure for calls in test/work/figures.json: `npm run work` records it.',
  )
})
