import type { VerifySummary } from '../import/verify/verify-tally.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import { round } from './round.ts'
import { type JsonVerification, verificationJson } from './verification-json.ts'

/** The one object that `verify` prints with `--json`. */
export interface JsonVerify extends JsonVerification, RequestCounts {
  readonly import: string
  readonly object: string
  /** How many rows were taken by chance, and what makes it the same ones again; null where all were. */
  readonly sample: { readonly rows: number; readonly seed: number } | null
  readonly seconds: number
  readonly ledger: string
}

export interface AboutVerify {
  readonly importName: string
  readonly object: string
  readonly sampling: JsonVerify['sample']
  readonly seconds: number
  /** The ledger's path. */
  readonly ledger: string
}

export function verifyJson(
  summary: VerifySummary,
  counts: RequestCounts,
  { importName, object, sampling, seconds, ledger }: AboutVerify,
): JsonVerify {
  return {
    import: importName,
    object,
    ...verificationJson(summary),
    sample: sampling,
    ...counts,
    seconds: round(seconds),
    ledger,
  }
}
