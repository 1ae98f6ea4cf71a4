import type { VerifySummary } from '../import/verify/verify-tally.ts'
import { type JsonStopped, stoppedJson } from './end-json.ts'
import { round } from './round.ts'
import type { RunVerified } from './summary-text.ts'

/** What reading records back came to, as `verify` prints it. */
export interface JsonVerification {
  /** Rows whose records were to be read back: `checked`, `unread` and `left` add up to it. */
  readonly rows: number
  /** Records that were read back, or looked for: `same`, `different` and `missing` add up to it. */
  readonly checked: number
  readonly same: number
  readonly different: number
  readonly missing: number
  /** Records that the API would not show, or did not answer for. */
  readonly unread: number
  /** Rows that were not come to. */
  readonly left: number
  /** Why it ended before the end; null unless the API refused or could not be reached. */
  readonly stopped: JsonStopped | null
  /** In how many records each field or relationship differs, the most frequent first. */
  readonly by_key: readonly { readonly key: string; readonly count: number }[]
  /** The first hundred rows whose records are not what was sent. */
  readonly differences: readonly {
    readonly result: 'different' | 'missing' | 'unread'
    readonly row: number
    readonly line: number
    readonly key: string
    readonly object: string
    readonly record_id: string
    readonly http_link: string | null
    readonly keys: readonly string[]
  }[]
}

/** The same of one run, as `run --verify` and `retry --verify` print it. */
export interface JsonRunVerification extends JsonVerification {
  /** How long it went on after all rows had ended. */
  readonly seconds: number
  /** Rows that earlier runs had done, whose records were not read back by this one. */
  readonly earlier_rows: number
}

export function runVerificationJson(verified: RunVerified): JsonRunVerification {
  const { lastedMs, earlierRows } = verified
  return { ...verificationJson(verified), seconds: round(lastedMs / 1000), earlier_rows: earlierRows }
}

export function verificationJson({ rows, counts, left, byKey, differences, reason }: VerifySummary): JsonVerification {
  const { same, different, missing, unread } = counts
  return {
    rows,
    checked: same + different + missing,
    same,
    different,
    missing,
    unread,
    left,
    stopped: reason && stoppedJson(reason),
    by_key: [...byKey].map(([key, count]) => ({ key, count })),
    differences: differences.flatMap(({ result, row, line, key, object, recordId, httpLink, keys }) =>
      result === 'same' ? [] : [{ result, row, line, key, object, record_id: recordId, http_link: httpLink, keys }],
    ),
  }
}
