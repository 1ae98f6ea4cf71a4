import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { RowResult } from '../../../src/import/row-result.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { call, recordsOf, requestsOf } from '../api.ts'
import { type RunEnd, retryOnce, runOnce, TestClock, type TestRun, undoOnce } from '../import-run.ts'
import { type FileForm, fileOf, type Line, usualForm, usualLines } from './file.ts'
import { type MappingForm, mappingText } from './mapping-form.ts'
import type { Sequence, Step } from './sequence.ts'
import { stoppingAfter } from './stopping-after.ts'

const hourMs = 3_600_000
const never = new AbortController().signal

/** A workspace with an import of a file into it, in which a sequence is played step by step. */
export class PlayedImport implements AsyncDisposable {
  passed = 0
  readonly #sandbox: Sandbox
  readonly #clock: TestClock
  readonly #folder: string
  readonly #forgets: boolean
  readonly #rows: number
  #lines: Line[]
  #file: FileForm = usualForm
  #mapping: MappingForm
  /** Whether every row of the ledger is what the steps made it, those without a record too. */
  #isToTheLetter = true

  private constructor(sandbox: Sandbox, clock: TestClock, folder: string, forgets: boolean, sequence: Sequence) {
    this.#sandbox = sandbox
    this.#clock = clock
    this.#folder = folder
    this.#forgets = forgets
    this.#rows = sequence.rows
    this.#lines = usualLines(sequence.rows)
    this.#mapping = sequence.form
  }

  /** @param forgets whether each run finds no stretches, and so reads every row */
  static async start(sequence: Sequence, folder: string, forgets: boolean): Promise<PlayedImport> {
    const clock = new TestClock()
    const limits = { write: 9999, read: 9999, search: 9999 }
    const sandbox = await startSandbox({ clock: () => clock.now(), limits, indexLagMs: 0 })
    return new PlayedImport(sandbox, clock, folder, forgets, sequence)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox.close()
  }

  /** Takes a step; returns all that can be seen of it afterwards but what was passed over. */
  async take(step: Step): Promise<unknown> {
    switch (step.kind) {
      case 'run':
        return this.#run(step)
      case 'retry':
        return this.#seen(await retryOnce(this.#base()))
      case 'undo':
        return [await undoOnce(this.#base()).then(({ outcomes }) => outcomes), this.#seen(null)]
      case 'compact':
        this.#inLedger(database => database.exec('VACUUM'))
        return null
      case 'back':
        this.#lines = usualLines(this.#rows)
        return null
      case 'edit':
        this.#lines.splice(this.#at(step.at), step.gone, step.line)
        return null
      case 'move':
        this.#lines.splice(this.#at(step.to), 0, ...this.#lines.splice(this.#at(step.from), step.count))
        return null
      case 'repeat':
        this.#lines.splice(this.#at(step.to), 0, ...this.#lines.slice(this.#at(step.at)).slice(0, 1))
        return null
      case 'rewrite':
        this.#file = { ...this.#file, note: step.note }
        return null
      case 'reverse':
        this.#lines.reverse()
        return null
      case 'form':
        this.#file = { ...this.#file, ...step.change }
        return null
      case 'mapping':
        this.#mapping = step.form
        return null
      case 'trash':
        return this.#trash(step.nth)
      case 'wait':
        this.#clock.advance(step.hours * hourMs)
        return null
    }
  }

  /** A place in the file as it is. */
  #at(place: number): number {
    return place % Math.max(this.#lines.length, 1)
  }

  async #run(step: Step & { kind: 'run' }): Promise<unknown> {
    this.#clock.advance(60_000)
    if (this.#forgets) this.#inLedger(database => database.exec('DELETE FROM stretches'))
    this.#sandbox.setFaults(step.faults)
    const stopping = new AbortController()
    const { limit, retryFailed, stopAfter } = step
    const end = await runOnce({
      ...this.#base(),
      csv: fileOf(this.#lines, this.#file),
      passesOver: true,
      signal: stopAfter === null ? never : stopping.signal,
      around: parts => (stopAfter === null ? parts : stoppingAfter(parts, stopAfter, () => stopping.abort())),
      config: { concurrency: 1, limit, retryFailed },
    }).catch((error: unknown) => String(error))
    this.#sandbox.setFaults([])
    return typeof end === 'string' ? end : this.#seen(end)
  }

  #base(): Omit<TestRun, 'csv'> {
    const mapping = mappingText(this.#mapping)
    return { sandbox: this.#sandbox, clock: this.#clock, folder: this.#folder, mapping, config: { concurrency: 1 } }
  }

  async #trash(nth: number): Promise<null> {
    const records = recordsOf(this.#sandbox, 'account')
    const id = records[nth % Math.max(records.length, 1)]?.id
    if (id !== undefined) await call(this.#sandbox, 'DELETE', `/v1/accounts/${id}`)
    return null
  }

  #seen(end: RunEnd | null): unknown {
    this.passed += end?.passed ?? 0
    const { rows, outcomes, errors, recreated, settled, leftInDoubt, end: how, reason } = end?.summary ?? {}
    const there = {
      how,
      reason: reason?.code,
      requests: requestsOf(this.#sandbox),
      records: this.#sandbox.state().records,
    }
    // How far the file was read ahead of the row that ends a run is a matter of moments.
    if (how !== undefined && how !== 'finished') {
      this.#isToTheLetter = false
      return there
    }
    return {
      ...there,
      summary: { rows, outcomes, errors, recreated, settled, leftInDoubt },
      told: end?.results.filter(({ outcome }) => outcome !== 'skipped').map(told),
      ledger: this.#ledgerRows(),
    }
  }

  /** All that the ledger has of the rows but what is made up anew for each run. */
  #ledgerRows(): unknown {
    const query = this.#isToTheLetter
      ? 'SELECT * FROM rows ORDER BY import_id, identity'
      : `SELECT import_id, identity, record_id, written_digest, written_body FROM rows
          WHERE record_id IS NOT NULL ORDER BY import_id, identity`
    return this.#inLedger(database =>
      database
        .prepare(query)
        .all()
        .map(({ id, run_id, idempotency_key, written_key, ...rest }) => rest),
    )
  }

  #inLedger<T>(work: (database: DatabaseSync) => T): T | null {
    const path = join(this.#folder, 'ledger.db')
    if (!existsSync(path)) return null
    const database = new DatabaseSync(path)
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
}

function told({ row, line, outcome, recordId, attempts, error }: RowResult): unknown {
  return { row, line, outcome, recordId, attempts, error }
}
