import type { DatabaseSync, SQLInputValue, SQLOutputValue } from './sqlite.ts'

const idsOfABlock = 16_384

/**
 * The ids that a query finds (its only column), all of them at once: eight bytes each, in blocks, so that a million takes
 * 8 MB and no more while it grows. A list that is read row by row from an open statement would hold back other processes'
 * writes from this one's, and show its own halfway.
 */
export function readIds(database: DatabaseSync, query: string, values: readonly SQLInputValue[]): Iterable<number> {
  const statement = database.prepare(query)
  // An object for each id takes longer than finding it.
  statement.setReturnArrays(true)
  const blocks: Float64Array[] = []
  let block = new Float64Array(0)
  let filled = 0
  for (const columns of statement.iterate(...values)) {
    if (filled === block.length) {
      block = new Float64Array(idsOfABlock)
      blocks.push(block)
      filled = 0
    }
    const [id] = columns as unknown as readonly SQLOutputValue[]
    block[filled] = Number(id)
    filled += 1
  }
  return idsOf(blocks, filled)
}

/** Lets go of each block that has been gone through. */
function* idsOf(blocks: Float64Array[], filledOfLast: number): Generator<number> {
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    yield* blocks.length === 0 ? block.subarray(0, filledOfLast) : block
  }
}
