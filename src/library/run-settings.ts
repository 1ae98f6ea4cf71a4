import { randomBytes } from 'node:crypto'
import type { MaxErrors, RunConfig } from '../import/run-config.ts'
import type { WritePolicy } from '../mapping/compiled.ts'
import type { Mapping } from '../mapping/mapping.ts'

/** At 25 writes a second two seconds are lost on what only repeats itself. */
const defaultMaxSameErrors = 50

/** What whoever starts a run may choose. */
export interface RunSettings {
  readonly limit?: number
  readonly concurrency?: number
  readonly maxErrors?: MaxErrors
  /** 0: any number. */
  readonly maxSameErrors?: number
  readonly resendInDoubt?: boolean
}

/** The configuration of a run, complete. */
export function runConfig(
  mapping: Mapping,
  policy: WritePolicy,
  settings: RunSettings,
  own: Pick<RunConfig, 'source' | 'dryRun' | 'retryFailed' | 'looksAtRecords' | 'askedAt'>,
  runId: string = newRunId(),
): RunConfig {
  return {
    ...own,
    runId,
    importName: mapping.importName,
    object: mapping.object,
    policy,
    deferred: new Set(),
    limit: settings.limit ?? null,
    concurrency: settings.concurrency ?? null,
    maxErrors: settings.maxErrors ?? null,
    maxSameErrors: sameErrorsAllowed(settings.maxSameErrors),
    resendInDoubt: settings.resendInDoubt === true,
  }
}

function sameErrorsAllowed(asked: number | undefined): number | null {
  if (asked === undefined) return defaultMaxSameErrors
  return asked === 0 ? null : asked
}

/** Sorts by time, and is short enough to be typed: `20261121-101500-3f9a`. */
export function newRunId(): string {
  const time = new Date().toISOString().replace(/\D/g, '')
  return `${time.slice(0, 8)}-${time.slice(8, 14)}-${randomBytes(2).toString('hex')}`
}
