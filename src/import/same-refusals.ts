import { RunStopped } from '../errors.ts'
import type { RowError } from '../ledger/ledger-row.ts'
import type { RowResult } from './row-result.ts'

/**
 * Rows in a row that the API refused for one and the same reason, by `code` and `param`: then it is the mapping that is
 * wrong, or the workspace, and each further row would only be refused as well.
 */
export class SameRefusals {
  readonly #most: number | null
  #signature: string | null = null
  #count = 0

  /** @param most how many it takes; null: nobody counts */
  constructor(most: number | null) {
    this.#most = most
  }

  /** Takes note of how a row ended that was delivered. Why the run is to stop, once there are too many; else null. */
  add({ outcome, error, attempts }: Pick<RowResult, 'outcome' | 'error' | 'attempts'>): RunStopped | null {
    // What was never sent, or not answered, tells nothing of the mapping.
    if (outcome === 'pending' || outcome === 'in_doubt') return null
    const isRefused = outcome === 'failed' && attempts > 0 && error !== null
    const signature = isRefused ? JSON.stringify([error.code, error.param]) : null
    this.#count = signature === this.#signature ? this.#count + 1 : 1
    this.#signature = signature
    return isRefused && this.#most !== null && this.#count >= this.#most ? stopped(this.#count, error) : null
  }
}

function stopped(count: number, { code, param, column }: RowError): RunStopped {
  const where = [param, column === null ? null : `column ${JSON.stringify(column)}`].filter(part => part !== null)
  const what = where.length === 0 ? code : `${code}, ${where.join(', ')}`
  return new RunStopped(
    'same_refusal',
    `${count} rows in a row were refused for the same reason (${what}): the mapping is wrong, not the rows.`,
    {
      hint: 'Correct the mapping, or what the workspace says of that key, and give the same command again: rows that the correction changes are sent anew, --retry-failed sends the others too. If it is the rows after all, --max-same-errors 0 goes on to the end.',
    },
  )
}
