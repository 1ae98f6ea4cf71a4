import { lstatSync, renameSync, rmSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { planEnd } from '../import/planning/plan-end.ts'
import type { PlanFollower, PlannedParent } from '../import/planning/plan-follower.ts'
import type { PlanHeader } from '../import/planning/plan-header.ts'
import { planParentOf, planRowOf } from '../import/planning/plan-row.ts'
import type { RowResult } from '../import/row-result.ts'
import { openRowFile } from '../report/row-file.ts'
import { plainJson } from '../report/text.ts'

/** A plan that a dry run draws. */
export interface PlanDrawing extends Disposable {
  readonly follow: PlanFollower
  /** Takes a row; they may come in any order, and stand in the plan in that of the file. */
  add(result: RowResult): void
  /** Puts the plan in its place. Until then, and where the dry run did not come to its end, there is none. */
  keep(): void
}

/**
 * Begins a plan in a file beside the one that it is to be.
 *
 * @throws InputError `file_unwritable`
 */
export function drawPlan(path: string, header: PlanHeader): PlanDrawing {
  assertReplaceable(path)
  const unfinished = `${path}.unfinished`
  const file = openRowFile(unfinished, 'Make room, or name another file with --plan, and give the same command again.')
  const parents = new Map<string, PlannedParent>()
  /** Lines of rows that ended before an earlier one of the file did. */
  const early = new Map<number, string>()
  let next = 1
  let isClosed = false
  const close = (): void => {
    if (!isClosed) file[Symbol.dispose]()
    isClosed = true
  }
  const writeLine = (content: unknown): void => file.write(`${plainJson(content)}\n`)
  writeLine(header)
  return {
    follow: {
      lastRow: null,
      departure: () => null,
      mayMake: () => true,
      made(recordId, parent) {
        if (parent !== null) parents.set(recordId, parent)
      },
      changed: () => undefined,
    },
    add(result) {
      early.set(result.row, `${plainJson(planLine(result, parents))}\n`)
      for (let line = early.get(next); line !== undefined; line = early.get(next)) {
        file.write(line)
        early.delete(next)
        next += 1
      }
    },
    keep() {
      writeLine(planEnd(next - 1))
      close()
      renameSync(unfinished, path)
    },
    [Symbol.dispose]() {
      try {
        close()
      } finally {
        rmSync(unfinished, { force: true })
      }
    },
  }
}

/** The finished plan takes the place of whatever is there: that may only be another file. */
function assertReplaceable(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined || stats.isFile()) return
  throw new InputError('file_unwritable', `${path} cannot be written: it is there, and not a file.`, {
    hint: 'Name a file with --plan, one that need not be there.',
  })
}

/** A row with the records that are made because it names them. */
function planLine(result: RowResult, parents: ReadonlyMap<string, PlannedParent>) {
  const ids = new Set((result.planned?.links ?? []).flatMap(link => link.ids))
  const made = [...ids].flatMap(id => parents.get(id) ?? [])
  return { ...planRowOf(result), ...(made.length > 0 && { parents: made.map(planParentOf) }) }
}
