import fc from 'fast-check'
import type { Fault } from '../../../src/sandbox/sandbox.ts'
import type { FileForm, Line } from './file.ts'
import { type MappingForm, mappingForms } from './mapping-form.ts'

/** One thing that happens between or in runs. */
export type Step =
  | {
      readonly kind: 'run'
      readonly faults: readonly Fault[]
      readonly limit: number | null
      /** Interrupted once so many writes have been written down; null: never. */
      readonly stopAfter: number | null
      readonly retryFailed: boolean
    }
  | { readonly kind: 'retry' | 'undo' | 'compact' | 'back' }
  | { readonly kind: 'edit'; readonly at: number; readonly line: Line; readonly gone: number }
  | { readonly kind: 'move'; readonly from: number; readonly count: number; readonly to: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly to: number }
  /** Something else stands in the column that the mapping leaves out. */
  | { readonly kind: 'rewrite'; readonly note: string }
  | { readonly kind: 'reverse' }
  | { readonly kind: 'form'; readonly change: Partial<FileForm> }
  | { readonly kind: 'mapping'; readonly form: MappingForm }
  | { readonly kind: 'trash'; readonly nth: number }
  | { readonly kind: 'wait'; readonly hours: number }

/** A file, how it is mapped, and what happens to it. */
export interface Sequence {
  readonly rows: number
  readonly form: MappingForm
  readonly steps: readonly Step[]
}

const at = fc.nat({ max: 60 })

const line: fc.Arbitrary<Line> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('row'),
      id: fc.integer({ min: 1, max: 60 }),
      name: fc.constantFrom(null, null, 'Ünique', 'Firm 5', '"quoted"\nname', ''),
      web: fc.constantFrom('acme.example', 'other.example', 'no address at all'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('text'),
      text: fc.constantFrom('', '   ', '7,"x"y,,', '1,2', ',,,', '8,"open', '"'),
    }),
  },
)

const fault: fc.Arbitrary<Fault> = fc
  .record({
    fault: fc.constantFrom<Fault>(
      { kind: 'error-after', status: 500 },
      { kind: 'reset-after' },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 422 },
      { kind: 'status', status: 422 },
      { kind: 'status', status: 409 },
    ),
    from: fc.integer({ min: 1, max: 8 }),
    times: fc.constantFrom(1, 3, 20),
  })
  .map(({ fault, from, times }) => ({ ...fault, match: { category: 'write', nth: { from } }, times }))

const form = fc.constantFrom(...mappingForms)

/** A number, and mostly none. */
function seldom(min: number, max: number): fc.Arbitrary<number | null> {
  return fc.option(fc.integer({ min, max }), { freq: 6 })
}

const calmRun: Step = {
  kind: 'run',
  faults: [],
  limit: null,
  stopAfter: null,
  retryFailed: false,
}

const run: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('run' as const),
  faults: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(fault) }),
  limit: seldom(1, 30),
  stopAfter: seldom(1, 30),
  retryFailed: fc.boolean(),
})

const change: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('edit'), at, line, gone: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), from: at, count: at, to: at }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('repeat'), at, to: at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('form'),
      change: fc.constantFrom<Partial<FileForm>>(
        { lineEnd: '\r\n' },
        { lineEnd: '\n' },
        { delimiter: ';' },
        { delimiter: ',' },
        { encoding: 'utf16le' },
        { encoding: 'latin1' },
        { encoding: 'utf8' },
        { isSwapped: true },
        { isSwapped: false },
        { endsOpen: true },
      ),
    }),
  },
  // No stretch is known then by its bytes, and most rows are by their cells.
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('rewrite'), note: fc.constantFrom('x', 'y', 'z') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reverse') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mapping'), form }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('retry', 'undo', 'undo', 'compact') }) },
  // The file as it was at first: what was edited, is edited back.
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('back') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('trash'), nth: at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), hours: fc.constantFrom(1, 25) }) },
)

const round: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.array(change, { minLength: 1, maxLength: 2 }), run)
  .map(([changes, last]) => [...changes, last])

/** Imports of a few dozen rows, long enough to be several stretches. */
export const sequences: fc.Arbitrary<Sequence> = fc.record({
  rows: fc.integer({ min: 24, max: 50 }),
  form,
  // Once all is done, or most of it, each run may pass over it.
  steps: fc
    .array(round, { minLength: 2, maxLength: 6 })
    .map(rounds => [calmRun, calmRun, ...rounds.flat(), calmRun, calmRun]),
})
