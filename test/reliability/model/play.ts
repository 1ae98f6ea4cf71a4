import { join } from 'node:path'
import type { RowResult } from '../../../src/import/row-result.ts'
import { keyLifetimeMs } from '../../../src/lightfield/idempotency.ts'
import { requestsOf } from '../../import/api.ts'
import {
  type LedgerAndClient,
  type RunEnd,
  retryOnce,
  runOnce,
  type TestRun,
  undoOnce,
} from '../../import/import-run.ts'
import { copyDisk, integrityOf, isAnyUnsettled, makeDisk, unlock } from './disk.ts'
import { Expectations } from './expectations.ts'
import type { Event, Fate, History } from './history.ts'
import { Dead, mortal } from './mortal-parts.ts'
import { csvOf, edited, firstRows, mappingOf, type Row } from './rows.ts'
import { workspaceOf } from './workspace.ts'
import { startWorld, type World } from './world.ts'

const minuteMs = 60_000
/** Of rows that nobody settles any more but a person. */
const forgottenCodes: ReadonlySet<string | undefined> = new Set(['idempotency_key_expired', 'trace_unclear'])
const calm: Fate = { faults: [], death: null }

/**
 * Lives through a history, and then imports the last file with nothing going wrong any more.
 *
 * @param folder an empty one, for the ledgers
 * @returns what was not as it should be, each with the event after which it showed
 */
export async function play(history: History, folder: string): Promise<readonly string[]> {
  const world = await startWorld(history)
  await using _ = world.sandbox
  const story = new Story(history, folder, world)
  for (const [position, event] of history.events.entries()) {
    await story.take(event, `${position} (${event.kind})`)
  }
  await story.end()
  return story.wrong
}

class Story {
  readonly wrong: string[] = []
  readonly #history: History
  readonly #folder: string
  readonly #world: World
  readonly #begunAt: number
  readonly #expectations: Expectations
  #lives = 0
  #rows: readonly Row[]
  #step = 'one'

  constructor(history: History, folder: string, world: World) {
    this.#history = history
    this.#folder = folder
    this.#world = world
    this.#begunAt = world.serverNow()
    this.#expectations = new Expectations(history.shape, world.strangerId)
    this.#rows = firstRows(history.rows, history.shape)
    makeDisk(this.#disk)
  }

  /** Where this life of the import has its files. */
  get #disk(): string {
    return join(this.#folder, `life-${this.#lives}`)
  }

  async take(event: Event, name: string): Promise<void> {
    switch (event.kind) {
      case 'run':
        await this.#tell(name, event.fate, run => runOnce({ ...run, csv: this.#csv() }), this.#rows)
        break
      case 'retry':
        await this.#tell(name, event.fate, retryOnce, null)
        break
      case 'undo':
        await this.#live(event.fate, undoOnce)
        await this.#untilListsKnow()
        break
      case 'edit':
        this.#edit(event)
        break
      case 'remap':
        this.#step = this.#step === 'one' ? 'two' : 'one'
        break
      case 'reorder':
        this.#rows = this.#rows.toReversed()
        break
      case 'wait':
        await this.#world.wait(event.clock, event.ms)
        break
      case 'arrive':
        await this.#world.arrive()
        break
    }
    this.#note(name, this.#expectations.ofWorkspace(workspaceOf(this.#world.sandbox)))
    const integrity = integrityOf(this.#disk)
    if (integrity !== 'ok') this.#note(name, [`the ledger is broken: ${integrity}`])
  }

  /** The last file, until there is nothing left to do. */
  async end(): Promise<void> {
    const { sandbox } = this.#world
    await this.#world.arrive()
    const last = (name: string): Promise<RunEnd | null> =>
      this.#tell(
        name,
        calm,
        run => runOnce({ ...run, csv: this.#csv(), config: { ...run.config, retryFailed: true } }),
        this.#rows,
      )
    await last('the last run')
    await this.#tell('the last retry', calm, retryOnce, null)
    await last('the run after the last')
    const before = requestsOf(sandbox).write
    const quiet = await last('the run that finds all done')
    const name = 'at last'
    const results = quiet?.results ?? []
    if (requestsOf(sandbox).write !== before) this.#note(name, ['a run with nothing to do writes'])
    if (quiet?.summary.end !== 'finished') this.#note(name, [`a run without faults is ${quiet?.summary.end}`])
    this.#note(
      name,
      results.flatMap(result => this.#undone(result)),
    )
    const ids = results.flatMap(({ recordId, outcome }) => (outcome === 'skipped' ? [recordId] : []))
    if (new Set(ids).size < ids.length) this.#note(name, ['two rows have one record'])
    this.#note(name, this.#expectations.ofWorkspace(workspaceOf(sandbox)))
  }

  /** Why a row is not done in the end. */
  #undone({ row, outcome, error }: RowResult): string[] {
    if (outcome === 'skipped') return []
    const isForgotten = this.#world.serverNow() - this.#begunAt >= keyLifetimeMs
    const mayBeInDoubt = this.#history.shape.match === null && isForgotten
    const saysSo = forgottenCodes.has(error?.code) && error?.message.includes('--resend-in-doubt')
    return outcome === 'in_doubt' && mayBeInDoubt && saysSo ? [] : [`row ${row} is ${outcome} (${error?.code})`]
  }

  /** What find-or-create finds in a list it takes for there: known, and told in the documentation. */
  async #untilListsKnow(): Promise<void> {
    const { shape, surroundings } = this.#history
    if (shape.mode === 'find-or-create') await this.#world.wait('both', surroundings.indexLagMs)
  }

  #edit({ row, column, variant }: Extract<Event, { kind: 'edit' }>): void {
    const { shape } = this.#history
    this.#rows = this.#rows.map((each, position) =>
      position === row % this.#rows.length ? edited(each, column, variant, shape) : each,
    )
  }

  #csv(): string {
    this.#expectations.given(this.#rows)
    return csvOf(this.#rows, this.#history.shape)
  }

  /** A run or a retry, and what it says. */
  async #tell(
    name: string,
    fate: Fate,
    once: (run: Omit<TestRun, 'csv'>) => Promise<RunEnd>,
    rows: readonly Row[] | null,
  ): Promise<RunEnd | null> {
    const { sandbox } = this.#world
    const before = workspaceOf(sandbox)
    const end = await this.#live(fate, once)
    if (end === null) return null
    const after = workspaceOf(sandbox)
    this.#note(name, this.#expectations.ofReport({ ...end, before, after, rows, step: this.#step }))
    return end
  }

  /** One process: null where it died. */
  async #live<T>({ faults, death }: Fate, once: (run: Omit<TestRun, 'csv'>) => Promise<T>): Promise<T | null> {
    const { sandbox, clock, accountId } = this.#world
    const { shape, surroundings } = this.#history
    // Each process writes at another time than the one before.
    clock.advance(minuteMs)
    // With the key of a request that was carried out the API answers with its success, and never refuses.
    const isRefusing = faults.some(fault => fault.kind === 'status' && fault.status === 422)
    sandbox.setFaults(isRefusing && isAnyUnsettled(this.#disk) ? [] : faults)
    const next = join(this.#folder, `life-${this.#lives + 1}`)
    const around = (parts: LedgerAndClient): LedgerAndClient =>
      death === null ? parts : mortal(parts, death, () => copyDisk(this.#disk, next))
    try {
      return await once({
        sandbox,
        clock,
        folder: this.#disk,
        mapping: mappingOf(shape, this.#step, accountId),
        config: { concurrency: surroundings.concurrency },
        around,
      })
    } catch (error) {
      if (!(error instanceof Dead)) throw error
      this.#lives += 1
      unlock(this.#disk)
      return null
    } finally {
      sandbox.setFaults([])
    }
  }

  #note(name: string, wrong: readonly string[]): void {
    this.wrong.push(...wrong.map(what => `${name}: ${what}`))
  }
}
