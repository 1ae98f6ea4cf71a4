import type { LimitModel } from '../src/sandbox/sandbox.ts'
import { type Arrival, arrivalsOf, ratesOfPieces, refusedPerThousand, sentTooEarly, sustainedRate } from './arrivals.ts'
import type { Bench } from './bench.ts'
import { type Peer, peers, sendAs } from './create-peers.ts'
import { importFile } from './run-command.ts'
import { type Simulator, startSimulator } from './simulator.ts'
import { figure, median, percent, spread } from './statistics.ts'
import type { Table, Verdict } from './tables.ts'
import type { Workplace } from './workplace.ts'

const limit = 25
const limitModels: readonly LimitModel[] = ['token-bucket', 'fixed-window', 'sliding-window']
const latenciesMs = [50, 500, 2000]
const ours = 'lightfield-import'
const senders = [ours, ...peers.map(({ name }) => name)]
/** At this limit every model asks for a second. */
const retryAfterMs = 1000
/** What a request and an answer may take on a busy machine: what left in that time could not know. */
const underWayMs = 25

interface Cell {
  readonly sender: string
  readonly limitModel: LimitModel
  readonly latencyMs: number
  readonly arrivals: readonly Arrival[]
  readonly cpuSeconds: number
}

/** Creates a second under the API's limit, as the sandbox's log of its requests has them, of this program and of others. */
export const createsBench: Bench = {
  name: 'creates',
  title: `Creates a second under a limit of ${limit} a second`,
  async measure({ isQuick, limitSeconds }, workplace) {
    const cells: Cell[] = []
    // Side by side: each of these leaves the machine idle for nearly all of the time. This program first, by itself.
    for (const models of isQuick ? [limitModels] : limitModels.map(model => [model])) {
      cells.push(...(await Promise.all(grid(models).map(place => importRows(place, limitSeconds, workplace)))))
    }
    for (const model of limitModels) {
      const calls = peers.flatMap(peer => grid([model]).map(place => runPeer(peer, place, limitSeconds)))
      cells.push(...(await Promise.all(calls)))
    }
    return { tables: tablesOf(cells), verdicts: verdictsOf(cells.filter(({ sender }) => sender === ours)) }
  },
}

type Place = Pick<Cell, 'limitModel' | 'latencyMs'>

function grid(models: readonly LimitModel[]): readonly Place[] {
  return models.flatMap(limitModel => latenciesMs.map(latencyMs => ({ limitModel, latencyMs })))
}

async function importRows(place: Place, seconds: number, workplace: Workplace): Promise<Cell> {
  await using simulator = await limited(place)
  const files = { file: await workplace.rowsFile(Math.round(seconds * limit)), ledger: workplace.newPath('.db') }
  const { cpuSeconds } = await importFile(files, ['created'], [], simulator)
  return { ...place, sender: ours, cpuSeconds, arrivals: arrivalsOf(await simulator.creates()) }
}

async function runPeer(peer: Peer, place: Place, seconds: number): Promise<Cell> {
  await using simulator = await limited(place)
  const { cpuSeconds } = await sendAs(peer, { ...place, limit, seconds }, simulator)
  return { ...place, sender: peer.name, cpuSeconds, arrivals: arrivalsOf(await simulator.creates()) }
}

function limited(place: Place): Promise<Simulator> {
  return startSimulator({ ...place, limit, logSize: 1_000_000 })
}

function tablesOf(cells: readonly Cell[]): readonly (Table & { readonly caption: string })[] {
  return [
    {
      caption: 'This program. The spread is that of pieces of five seconds.',
      columns: ['limit model, latency', 'creates', 'a second', 'spread', 'of the limit', '429s in 1,000', 'too early'],
      rows: cells.filter(({ sender }) => sender === ours).map(ownRow),
    },
    matrix('Creates a second, as a share of the limit.', cells, cell => percent(sustainedRate(cell.arrivals) / limit)),
    matrix('429s in 1,000 answers.', cells, cell => figure(refusedPerThousand(cell.arrivals), 1)),
    matrix('Creates sent before a 429’s `Retry-After` was over.', cells, cell => figure(early(cell.arrivals))),
    matrix('CPU time for a create, in milliseconds, start included.', cells, cell =>
      figure((1000 * cell.cpuSeconds) / created(cell.arrivals), 1),
    ),
  ]
}

function ownRow(cell: Cell): readonly string[] {
  const rate = sustainedRate(cell.arrivals)
  const pieces = ratesOfPieces(cell.arrivals, 5000)
  return [
    nameOf(cell),
    figure(created(cell.arrivals)),
    figure(rate, 2),
    `${figure(median(pieces), 1)} (${spread(pieces, 1)})`,
    percent(rate / limit),
    figure(refusedPerThousand(cell.arrivals), 1),
    figure(early(cell.arrivals)),
  ]
}

function matrix(caption: string, cells: readonly Cell[], show: (cell: Cell) => string): Table & { caption: string } {
  const byPlace = Map.groupBy(cells, nameOf)
  const rows = [...byPlace].map(([place, those]) => [
    place,
    ...senders.map(name =>
      those
        .filter(({ sender }) => sender === name)
        .map(show)
        .join(),
    ),
  ])
  return { caption, columns: ['limit model, latency', ...senders], rows }
}

function verdictsOf(cells: readonly Cell[]): readonly Verdict[] {
  const slowest = cells.toSorted((a, b) => sustainedRate(a.arrivals) - sustainedRate(b.arrivals))[0]
  const share = slowest === undefined ? 0 : sustainedRate(slowest.arrivals) / limit
  const mostRefused = Math.max(...cells.map(({ arrivals }) => refusedPerThousand(arrivals)))
  const sentEarly = cells.reduce((sum, { arrivals }) => sum + early(arrivals), 0)
  return [
    {
      aim: '99% of the limit or more in every cell',
      isMet: share >= 0.99,
      found: slowest === undefined ? 'nothing measured' : `at least ${percent(share, 2)}, ${nameOf(slowest)}`,
    },
    {
      aim: 'at most 1 answer in 1,000 a 429',
      isMet: mostRefused <= 1,
      found: `at most ${figure(mostRefused, 2)} in 1,000`,
    },
    { aim: 'none sent before `Retry-After` is over', isMet: sentEarly === 0, found: `${figure(sentEarly)} sent` },
  ]
}

function nameOf({ limitModel, latencyMs }: Place): string {
  return `${limitModel}, ${figure(latencyMs)} ms`
}

function created(arrivals: readonly Arrival[]): number {
  return arrivals.filter(({ status }) => status === 200).length
}

function early(arrivals: readonly Arrival[]): number {
  return sentTooEarly(arrivals, retryAfterMs, underWayMs)
}
