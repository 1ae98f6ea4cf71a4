/**
 * The library: imports as functions. Nothing here prints, ends the process, reads its environment, or keeps it alive
 * once a run has ended.
 */

export type { CsvRow } from './csv/csv-row.ts'
export type { CsvReader } from './csv/open.ts'
export { openCsv } from './csv/open.ts'
export type { CsvOptions } from './csv/options.ts'
export { ImportError, InputError, type Problem, RunStopped } from './errors.ts'
export type { ErrorGroup, ParentGroup } from './import/error-groups.ts'
export type { Finding } from './import/findings.ts'
export { idempotencyKey } from './import/idempotency-key.ts'
export type { LookUpDecision } from './import/look-up/look-up-plan.ts'
export type { UndoneImport } from './import/undo/undo-import.ts'
export type { Undone } from './import/undo/undo-record.ts'
export type { UndoOutcome } from './import/undo/undo-tally.ts'
export type { VerifiedRow, VerifyResult } from './import/verify/verify-row.ts'
export type { VerifySummary } from './import/verify/verify-tally.ts'
export type { FailureGroup, ImportStatus } from './ledger/import-status.ts'
export type { RowError } from './ledger/ledger-row.ts'
export type { RunRecord } from './ledger/run-record.ts'
export {
  type CheckProgress,
  type CheckRun,
  type CheckSummary,
  checkCsv,
  type RefusedRow,
} from './library/check-csv.ts'
export { type ImportRun, importCsv, importRows } from './library/import-csv.ts'
export type { ImportProgress } from './library/import-progress.ts'
export type { ImportSummary, RequestsSent, RunEnding, SourceNotes } from './library/import-summary.ts'
export { type CsvInput, loadMapping, type MappingInput } from './library/inputs.ts'
export type { Run } from './library/live-run.ts'
export type * from './library/mapping-definition.ts'
export { type OpenLedger, openLedger } from './library/open-ledger.ts'
export type {
  CheckOptions,
  ConnectionOptions,
  ImportCsvOptions,
  ImportIdentity,
  ImportOptions,
  ImportRowsOptions,
  RetryOptions,
  RunningOptions,
  SendingOptions,
  UndoOptions,
  VerifyOptions,
} from './library/options.ts'
export { retryRows } from './library/retry-rows.ts'
export type { LedgerEntry, RowOutcome } from './library/row-outcome.ts'
export type { RowsInput, RowValue } from './library/rows-reader.ts'
export { type UndoProgress, type UndoRun, type UndoSummary, undoImport } from './library/undo-import.ts'
export {
  type VerificationProgress,
  type VerificationRun,
  type VerificationSummary,
  verifyImport,
} from './library/verify-import.ts'
export { version } from './library/version.ts'
export type { Mapping } from './mapping/mapping.ts'
export { parseMapping } from './mapping/parse.ts'
export { messageOf } from './messages/catalogue.ts'
export type { Message } from './messages/message.ts'
export type { Log } from './model/log.ts'
export { type Outcome, type OutcomeCounts, outcomes } from './model/outcome.ts'
export {
  type Fault,
  type Sandbox,
  SandboxError,
  type SandboxOptions,
  type SandboxState,
  startSandbox,
} from './sandbox/sandbox.ts'
