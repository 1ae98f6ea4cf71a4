import { setTimeout as sleep } from 'node:timers/promises'
import type { LimitModel } from '../src/sandbox/sandbox.ts'
import {
  type Arrival,
  arrivalsOf,
  type Phase,
  rateBetween,
  refusedPerThousand,
  secondsToSettle,
  slowestStretch,
} from './arrivals.ts'
import type { Bench } from './bench.ts'
import { importFile } from './run-command.ts'
import { limitsOf, type Simulator, startSimulator } from './simulator.ts'
import { figure, percent } from './statistics.ts'
import type { Verdict } from './tables.ts'
import type { Workplace } from './workplace.ts'

const limit = 25
const loweredLimit = 5
const share = 0.95
const settleSeconds = 5
/** Long enough that one create more or less at its edge says little, even at five a second. */
const stretchMs = 4000
const limitModels: readonly LimitModel[] = ['token-bucket', 'fixed-window', 'sliding-window']
const latenciesMs = [50, 500, 2000]

interface Place {
  readonly limitModel: LimitModel
  readonly latencyMs: number
}

/** What is left of the limit from the moment when it changes, and for how long. */
interface Stage {
  readonly name: string
  readonly seconds: number
  readonly limit: number
  readonly otherWrites: number
}

interface StageFound extends Place {
  readonly name: string
  /** Of what was left, from `settleSeconds` on. */
  readonly rateShare: number
  readonly settledAfterSeconds: number | null
  /** What its slowest stretch holds of what was left, from `settleSeconds` on. */
  readonly slowest: number
  readonly refused: number
}

/** What is used of a limit that others use too, or that changes while the run is under way. */
export const sharedBench: Bench = {
  name: 'shared',
  title: 'Creates a second where the limit is shared, and where it changes',
  async measure({ isQuick }, workplace) {
    const [first, later] = isQuick ? [15, 20] : [30, 60]
    const halved = [
      { name: 'half of it taken by another', seconds: later, limit, otherWrites: limit / 2 },
      { name: 'the other one gone', seconds: later, limit, otherWrites: 0 },
    ]
    const lowered = [
      { name: 'at first', seconds: first, limit, otherWrites: 0 },
      { name: `lowered to ${loweredLimit}`, seconds: later, limit: loweredLimit, otherWrites: 0 },
      { name: `raised to ${limit} again`, seconds: later, limit, otherWrites: 0 },
    ]
    const found: StageFound[] = []
    // Side by side as far as a small machine bears it.
    for (const places of isQuick ? [grid(limitModels, [500])] : limitModels.map(model => grid([model], latenciesMs))) {
      const runs = places.flatMap(place => [halved, lowered].map(stages => runThrough(stages, place, workplace)))
      found.push(...(await Promise.all(runs)).flat())
    }
    const judged = found.filter(({ name }) => name !== 'at first')
    return { tables: [tableOf(judged)], verdicts: verdictsOf(judged) }
  },
}

function grid(models: readonly LimitModel[], latencies: readonly number[]): readonly Place[] {
  return models.flatMap(limitModel => latencies.map(latencyMs => ({ limitModel, latencyMs })))
}

async function runThrough(
  stages: readonly Stage[],
  place: Place,
  workplace: Workplace,
): Promise<readonly StageFound[]> {
  const [begin] = stages
  if (begin === undefined) return []
  await using simulator = await startSimulator({ ...begin, ...place, logSize: 100_000 })
  // Some more than can be written, so that the last stage is no shorter than the others.
  const rows = stages.reduce((sum, { seconds, limit, otherWrites }) => sum + seconds * (limit - otherWrites), 4 * limit)
  const files = { file: await workplace.rowsFile(Math.ceil(rows)), ledger: workplace.newPath('.db') }
  const [phases] = await Promise.all([walkThrough(stages, simulator), importFile(files, ['created'], [], simulator)])
  const arrivals = arrivalsOf(await simulator.creates())
  return stages.map((stage, index) => ({
    ...found(arrivals, phases[index] ?? { fromMs: 0, toMs: 0 }, stage),
    ...place,
  }))
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Changes the limits one stage after the other; the first begins with the first create. */
async function walkThrough(stages: readonly Stage[], simulator: Simulator): Promise<readonly Span[]> {
  while ((await simulator.creates()).length === 0) await sleep(50)
  const spans: Span[] = []
  for (const [index, { seconds, limit, otherWrites }] of stages.entries()) {
    if (index > 0) await simulator.change({ limits: limitsOf(limit), otherTraffic: { write: otherWrites } })
    const fromMs = Date.now()
    await sleep(seconds * 1000)
    spans.push({ fromMs, toMs: Date.now() })
  }
  return spans
}

function found(arrivals: readonly Arrival[], { fromMs, toMs }: Span, { name, limit, otherWrites }: Stage) {
  const perSecond = limit - otherWrites
  const phase: Phase = { fromMs, toMs, perSecond, stretchMs }
  const settledFromMs = fromMs + settleSeconds * 1000
  return {
    name,
    rateShare: rateBetween(arrivals, settledFromMs, toMs) / perSecond,
    settledAfterSeconds: secondsToSettle(arrivals, phase, share),
    slowest: slowestStretch(arrivals, { ...phase, fromMs: settledFromMs }),
    refused: refusedPerThousand(arrivals.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)),
  }
}

function tableOf(found: readonly StageFound[]) {
  return {
    columns: ['limit', 'limit model, latency', 'of what was left', 'slowest 4 s', 'settled after', '429s in 1,000'],
    rows: found
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ name, limitModel, latencyMs, rateShare, slowest, settledAfterSeconds, refused }) => [
        name,
        `${limitModel}, ${figure(latencyMs)} ms`,
        percent(rateShare),
        percent(slowest),
        settledAfterSeconds === null ? 'never' : `${figure(settledAfterSeconds, 1)} s`,
        figure(refused, 1),
      ]),
  }
}

function verdictsOf(found: readonly StageFound[]): readonly Verdict[] {
  const least = Math.min(...found.map(({ rateShare }) => rateShare))
  const slowest = Math.max(...found.map(({ settledAfterSeconds }) => settledAfterSeconds ?? Number.POSITIVE_INFINITY))
  const late = found.filter(({ settledAfterSeconds }) => (settledAfterSeconds ?? 99) > settleSeconds)
  return [
    { aim: '95% of what was left', isMet: least >= share, found: `at least ${percent(least)}` },
    {
      aim: 'settled within 5 s',
      isMet: slowest <= settleSeconds,
      found:
        late.length === 0
          ? `at most ${figure(slowest, 1)} s`
          : `${late.length} of ${found.length} took longer${Number.isFinite(slowest) ? `, at most ${figure(slowest, 1)} s` : ''}`,
    },
  ]
}
