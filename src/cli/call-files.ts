import { filesBeside } from '../ledger/ledger-file.ts'
import { isServerAddress, ledgerPath } from '../library/ledger-path.ts'
import { assertApart, type NamedFile } from './output-files.ts'
import type { SharedOptions } from './shared-options.ts'

/** The files that a call may name, by the options and arguments of all commands. */
interface FileOptions extends SharedOptions {
  readonly csv?: string
  /** The description of a migration. */
  readonly file?: string
  readonly mapping?: string
  readonly definitions?: string
  readonly apiKeyFile?: string
  readonly ledger?: string
  readonly results?: string
  readonly failed?: string
  readonly out?: string
  /** Written by a dry run, read by any other. */
  readonly plan?: string
  readonly dryRun?: true
  readonly state?: string
  readonly events?: string
  readonly metrics?: string
}

/**
 * Refuses a call of any command that would write over what it reads, or two files into one. To be asked before anything
 * is opened, the log too.
 *
 * @throws InputError `file_overwritten`
 */
export function assertCallApart(options: FileOptions): void {
  const planFile: NamedFile = ['--plan', options.plan]
  const isPlanRead = options.dryRun !== true
  assertApart(
    [
      ['the CSV', options.csv],
      ['the description', options.file],
      ['the mapping', options.mapping],
      ['--definitions', options.definitions],
      ...ledgerFiles(ledgerOf(options)),
      ['--api-key-file', options.apiKeyFile],
      ...(isPlanRead ? [planFile] : []),
    ],
    [
      ['--results', options.results],
      ['--failed', options.failed],
      ['--out', options.out],
      ['--state', options.state],
      ...(isPlanRead ? [] : [planFile]),
      ['--log-file', options.logFile],
      ['--events', options.events],
      ['--metrics', options.metrics],
    ],
  )
}

/** A ledger with what SQLite keeps beside it, and cannot do without. */
export function ledgerFiles(path: string | null): readonly NamedFile[] {
  if (path === null) return []
  return [['the ledger', path], ...filesBeside(path).map(beside => ['a part of the ledger', beside] as const)]
}

/** Where the ledger would be: a command that needs none leaves the one that is there alone, too. */
function ledgerOf(options: FileOptions): string | null {
  const { ledger } = options
  return ledger !== undefined && isServerAddress(ledger) ? null : ledgerPath(options)
}
