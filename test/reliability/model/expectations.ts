import type { RowResult } from '../../../src/import/row-result.ts'
import type { RunSummary } from '../../../src/import/run-config.ts'
import type { Shape } from './history.ts'
import type { Row } from './rows.ts'
import { type Held, holds, type Workspace } from './workspace.ts'

/** One run that came to its end, with what the workspace held before and after it. */
export interface Reported {
  readonly summary: RunSummary
  readonly results: readonly RowResult[]
  readonly before: Workspace
  readonly after: Workspace
  /** The file in the order in which it was read; null where the rows came of the ledger. */
  readonly rows: readonly Row[] | null
  readonly step: string
}

/**
 * What a person may count on, stated without a look at how the importer goes about it: never two records of one row
 * identity, and outcomes that are true. It remembers what was said before.
 */
export class Expectations {
  readonly #shape: Shape
  readonly #strangerId: string | null
  /** Most rows of one content that stood in any file. */
  readonly #mostOfContent = new Map<string, number>()
  #mostRows = 0
  readonly #saidCreated = new Set<string>()
  /** When each record was last changed, as far as a run has told of it. */
  readonly #toldOf = new Map<string, string>()

  /** @param strangerId a record of somebody else's, which mode create is to leave alone; null: there is none */
  constructor(shape: Shape, strangerId: string | null) {
    this.#shape = shape
    this.#strangerId = strangerId
  }

  /** What a row or a record says; the records of rows that are alike do not tell their ids. */
  readonly #contentOf = ({ id, name, amount, company }: Row): string =>
    JSON.stringify([this.#shape.isAlike ? '' : id, name, amount, company])

  /** A file is about to be imported. */
  given(rows: readonly Row[]): void {
    this.#mostRows = Math.max(this.#mostRows, rows.length)
    for (const [content, alike] of Map.groupBy(rows, this.#contentOf)) {
      this.#mostOfContent.set(content, Math.max(this.#mostOfContent.get(content) ?? 0, alike.length))
    }
  }

  /** What is wrong with a workspace at whatever moment: more records than row identities. */
  ofWorkspace({ deals, accounts }: Workspace): readonly string[] {
    const { hasKey, mode, isAlike } = this.#shape
    const own = [...deals.values()].filter(record => !this.#isStrangers(record))
    const isById = hasKey || mode !== 'create'
    const wrong =
      isAlike && isById
        ? overfull(
            own,
            () => 'all rows',
            () => this.#mostRows,
          )
        : []
    return [
      ...wrong,
      ...(isAlike ? [] : overfull(own, isById ? ({ id }) => id : this.#contentOf, () => 1)),
      ...(isById ? [] : overfull(own, this.#contentOf, content => this.#mostOfContent.get(content) ?? 0)),
      ...overfull(
        accounts,
        name => `account ${name}`,
        () => 1,
      ),
    ]
  }

  /** What is not true of what a run says of its rows. */
  ofReport(report: Reported): readonly string[] {
    const { summary, results, rows } = report
    const counts = Object.values(summary.outcomes).reduce((sum, count) => sum + count, 0)
    const wrong = results.flatMap(result => this.#ofResult(result, report))
    if (counts !== summary.rows) wrong.push(`${counts} outcomes of ${summary.rows} rows`)
    if (summary.end === 'finished') {
      if (rows !== null && summary.rows !== rows.length) wrong.push(`${summary.rows} of ${rows.length} rows read`)
      if (results.length !== summary.rows) wrong.push(`${results.length} results of ${summary.rows} rows`)
      if (summary.outcomes.pending > 0) wrong.push('pending, although the run has finished')
    }
    return [...wrong, ...this.#ofRecordsMade(report)]
  }

  #ofResult({ outcome, recordId, row, error }: RowResult, report: Reported): string[] {
    const said = `row ${row} is ${outcome}`
    const record = recordId === null ? undefined : report.after.deals.get(recordId)
    switch (outcome) {
      case 'created':
      case 'updated':
      case 'unchanged':
      case 'found':
      case 'skipped': {
        if (record === undefined) return [`${said}, and its record is not there`]
        const told = this.#toldOf.get(record.recordId)
        this.#toldOf.set(record.recordId, record.updatedAt)
        const isFirst = !this.#saidCreated.has(record.recordId)
        if (outcome === 'created') this.#saidCreated.add(record.recordId)
        return [
          ...(this.#isStrangers(record) ? [`${said}, and its record is somebody else's`] : []),
          ...(outcome === 'created' && !isFirst ? [`${said} a second time`] : []),
          ...(outcome === 'updated' && told === record.updatedAt ? [`${said}, and nothing was written`] : []),
          ...(outcome === 'skipped' && wasWritten(record, report) ? [`${said}, and was written to`] : []),
          ...(this.#isAsItsRow(record, row, report) ? [] : [`${said}, and its record holds something else`]),
        ]
      }
      case 'in_doubt':
      case 'failed':
        return error === null ? [`${said} without a reason`] : []
      case 'pending':
        return []
      case 'invalid':
      case 'duplicate':
      case 'ambiguous':
        return [`${said}: no row of these can be`]
    }
  }

  /** The modes that match take it for the row's own. */
  #isStrangers({ recordId }: Held): boolean {
    return this.#shape.mode === 'create' && recordId === this.#strangerId
  }

  #isAsItsRow(record: Held, position: number, { rows, step }: Reported): boolean {
    const row = rows?.[position - 1]
    if (row === undefined) return true
    // What it finds it leaves as it is: a stranger's record, or that of the row's earlier content.
    const { mode, hasKey } = this.#shape
    if (mode === 'find-or-create' && (!hasKey || record.recordId === this.#strangerId)) return record.id === row.id
    return holds(record, row, step)
  }

  /** Every record that came with a run is one that the run tells of, unless it says that it does not know. */
  #ofRecordsMade({ summary, results, before, after, rows }: Reported): readonly string[] {
    // Without a key the ledger may have settled rows that the file does not have any more.
    const isAllTold =
      rows !== null && this.#shape.hasKey && summary.end === 'finished' && summary.outcomes.in_doubt === 0
    if (!isAllTold) return []
    const told = new Set(results.map(({ recordId }) => recordId))
    const untold = [...after.deals.keys()].filter(id => !before.deals.has(id) && !told.has(id))
    return untold.map(id => `nothing is said of the new record ${id}`)
  }
}

function wasWritten(record: Held, { before }: Reported): boolean {
  return before.deals.get(record.recordId)?.updatedAt !== record.updatedAt
}

function overfull<T>(things: readonly T[], nameOf: (thing: T) => string, mostOf: (name: string) => number): string[] {
  return [...Map.groupBy(things, nameOf)].flatMap(([name, { length }]) =>
    length > mostOf(name) ? [`${length} records of ${name}, at most ${mostOf(name)} can be`] : [],
  )
}
