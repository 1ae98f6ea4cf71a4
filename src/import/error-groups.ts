import type { RowError } from '../ledger/ledger-row.ts'

/** Failures of one kind, with a row to look at. */
export interface ErrorGroup {
  readonly code: string
  readonly param: string | null
  readonly count: number
  /** Number of the first such row. */
  readonly exampleRow: number
  readonly exampleLine: number
  /** What the first such row was told. */
  readonly exampleMessage: string
  /** Where rows wait for records that are not there: those records, the one that most rows wait for first. */
  readonly parents: readonly ParentGroup[]
}

/** Rows that wait for one and the same record. */
export interface ParentGroup {
  /** Such as `row 12 (line 13) of crm-accounts`. */
  readonly parent: string
  readonly count: number
  /** Number of the first such row. */
  readonly exampleRow: number
}

/** Groups kept apart at most: a server that words each error differently must not fill the memory. */
const mostGroups = 1_000

/** What rows were told, by code and by the field or relationship that it is about. */
export class ErrorGroups {
  readonly #groups = new Map<string, Growing>()

  add(at: { readonly row: number; readonly line: number }, error: RowError): void {
    const key = JSON.stringify([error.code, error.param])
    const group = this.#groups.get(key)
    if (group !== undefined) {
      group.count += 1
      // Rows end in another order than they stand in; the example is the first of the file.
      if (at.row < group.exampleRow) Object.assign(group, exampleOf(at, error))
      addParent(group, at.row, error)
    } else if (this.#groups.size < mostGroups) {
      const first = { code: error.code, param: error.param, count: 1, ...exampleOf(at, error), byParent: new Map() }
      this.#groups.set(key, first)
      addParent(first, at.row, error)
    }
  }

  /** Most frequent first. */
  list(): readonly ErrorGroup[] {
    return [...this.#groups.values()].map(groupOf).sort((a, b) => b.count - a.count)
  }
}

interface Growing extends Omit<ErrorGroup, 'count' | 'parents'> {
  count: number
  readonly byParent: Map<string, ParentGroup>
}

function addParent({ byParent }: Growing, row: number, { parent }: RowError): void {
  if (parent === undefined || (byParent.size >= mostGroups && !byParent.has(parent))) return
  const known = byParent.get(parent)
  const exampleRow = Math.min(known?.exampleRow ?? row, row)
  byParent.set(parent, { parent, count: (known?.count ?? 0) + 1, exampleRow })
}

function groupOf({ byParent, ...group }: Growing): ErrorGroup {
  return { ...group, parents: [...byParent.values()].sort((a, b) => b.count - a.count) }
}

function exampleOf(at: { readonly row: number; readonly line: number }, error: { readonly message: string }) {
  return { exampleRow: at.row, exampleLine: at.line, exampleMessage: error.message }
}
