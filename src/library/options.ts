import type { Log } from '../model/log.ts'
import type { CsvInput, LedgerInput, MappingInput } from './inputs.ts'
import type { RowsInput } from './rows-reader.ts'

/** How the API is reached. Nothing is read from the environment. */
export interface ConnectionOptions {
  /** The API key, such as `sk_lf_…`. Never logged, never stored, in no message. */
  readonly apiKey: string
  /** Address of the API, without `/v1`. Default: `https://api.lightfield.app`. */
  readonly baseUrl?: string | URL | undefined
  /** Whether the key may go over plain http to a host that is not this machine. Default: false. */
  readonly allowHttp?: boolean | undefined
  /** Address of an http or https proxy to go through. Default: none, whatever `HTTPS_PROXY` says. */
  readonly proxy?: string | URL | undefined
  /** How long an answer may take before it counts as lost, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number | undefined
  /** How long the API may be down before the run stops, in milliseconds. Default: 30 minutes. */
  readonly giveUpAfterMs?: number | undefined
  /** Percentage of the rate limit that is left to others, from 0 to less than 100. Default: 0. */
  readonly headroomPercent?: number | undefined
}

/** What anything that runs for a while takes. */
export interface RunningOptions {
  /** Gets structured lines of what happens; a pino logger fits. Default: nothing is logged. */
  readonly log?: Log | undefined
  /** Ends the run in order: requests under way are finished and recorded, and the summary tells of what was done. */
  readonly signal?: AbortSignal | undefined
}

/** What an import is, and where it is remembered. */
export interface ImportIdentity {
  /** The mapping: its file, one that was loaded (`loadMapping`), or its content as an object. */
  readonly mapping: MappingInput
  /**
   * Where it is remembered what was done: the path of the ledger, which is made where there is none, or one that is
   * open. Null: nowhere. Then a later run knows nothing of this one, and creates the same records once more.
   * Default: `ledger.db` beside the mapping's file; needed where the mapping is an object.
   */
  readonly ledger?: LedgerInput | null | undefined
  /** Whether the API key is a new one of the workspace that the ledger belongs to. Default: false. */
  readonly acceptNewKey?: boolean | undefined
}

/** How rows are sent. */
export interface SendingOptions {
  /** Only the first so many rows that have something to do. Default: all. */
  readonly limit?: number | undefined
  /** Writes a second. Default: what the API allows, as its answers tell. */
  readonly rate?: number | undefined
  /** Requests under way at a time. Default: as many as the latency asks for. */
  readonly concurrency?: number | undefined
  /** Stops the run once so many rows have failed: a number, or a share such as `'5%'`. Default: never. */
  readonly maxErrors?: number | `${number}%` | undefined
  /** Stops it once so many rows in a row are refused for the same reason; 0: never. Default: 50. */
  readonly maxSameErrors?: number | undefined
  /** Sends rows again whose answers were lost and cannot be settled, at the risk of a second record. Default: false. */
  readonly resendInDoubt?: boolean | undefined
  /** Reads this many records back once they are written, or all, and compares them. Default: none. */
  readonly verify?: number | 'all' | undefined
}

/** Options of an import, wherever its rows come from. */
export interface ImportOptions extends ConnectionOptions, RunningOptions, ImportIdentity, SendingOptions {
  /** Replaces the mapping's mode. */
  readonly mode?: 'create' | 'find-or-create' | 'upsert' | undefined
  /** Tells what a run would do; writes nothing, neither to the workspace nor to the ledger. Default: false. */
  readonly dryRun?: boolean | undefined
  /** Sends rows again that failed in an earlier run, though nothing about them has changed. Default: false. */
  readonly retryFailed?: boolean | undefined
  /** Whether rows that another `key` identified until now may be created anew. Default: false, and refused. */
  readonly acceptNewIdentity?: boolean | undefined
  /** What to call the source in messages and in the ledger. Default: its path, or what kind of thing it is. */
  readonly sourceName?: string | undefined
}

/** Options of `importCsv`. */
export interface ImportCsvOptions extends ImportOptions {
  /** The CSV: a path or `file:` URL, its bytes, or a stream of them; gzipped or not. */
  readonly csv: CsvInput
}

/** Options of `importRows`. */
export interface ImportRowsOptions extends ImportOptions {
  /** The rows as objects, such as a database's cursor hands out; keys are what the mapping calls columns. */
  readonly rows: RowsInput
  /** Names of the columns. Default: the keys of the first row. */
  readonly columns?: readonly string[] | undefined
}

/** Options of `retryRows`. */
export interface RetryOptions extends ConnectionOptions, RunningOptions, ImportIdentity, SendingOptions {
  /** The ledger that remembers the import. Default: `ledger.db` beside the mapping's file. */
  readonly ledger?: LedgerInput | undefined
}

/** Options of `checkCsv`. */
export interface CheckOptions extends Omit<ConnectionOptions, 'apiKey'>, RunningOptions {
  /** The CSV: a path or `file:` URL, its bytes, or a stream of them; gzipped or not. */
  readonly csv: CsvInput
  /** The mapping: its file, one that was loaded (`loadMapping`), or its content as an object. */
  readonly mapping: MappingInput
  /** The API key, to read the workspace's definitions with. Needed unless `definitions` or `offline` is given. */
  readonly apiKey?: string | undefined
  /** File that `lightfield-import definitions` wrote: definitions of the mapping's object, without the network. */
  readonly definitions?: string | URL | undefined
  /** Goes by what the mapping itself says, without any definitions. Default: false. */
  readonly offline?: boolean | undefined
  /** What to call the source in messages. Default: its path, or what kind of thing it is. */
  readonly sourceName?: string | undefined
}

/** Options of `undoImport`. */
export interface UndoOptions extends ConnectionOptions, RunningOptions, ImportIdentity {
  /** The ledger that remembers the import. Default: `ledger.db` beside the mapping's file. */
  readonly ledger?: LedgerInput | undefined
  /** Only what this run wrote. Default: what any run of the import wrote. */
  readonly runId?: string | undefined
  /** Only the newest so many rows. Default: all. */
  readonly limit?: number | undefined
  /** Tells what would be undone; changes nothing. Default: false. */
  readonly dryRun?: boolean | undefined
  /** Writes a second. Default: what the API allows. */
  readonly rate?: number | undefined
  /** Requests under way at a time. Default: as many as the latency asks for. */
  readonly concurrency?: number | undefined
}

/** Options of `verifyImport`. */
export interface VerifyOptions extends ConnectionOptions, RunningOptions, ImportIdentity {
  /** The ledger that remembers the import. Default: `ledger.db` beside the mapping's file. */
  readonly ledger?: LedgerInput | undefined
  /** How many records to take by chance. Default: all. */
  readonly sample?: number | undefined
  /** Takes the same sample as another time; a whole number. Default: by chance, told in the summary. */
  readonly seed?: number | undefined
}
