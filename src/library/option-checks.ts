import {
  aboveZero,
  address,
  duration,
  either,
  flag,
  lessThanHundred,
  log,
  type OptionCheck,
  type OptionChecks,
  oneOf,
  optional,
  rowsOrShare,
  signal,
  wholeNumber,
} from './check-options.ts'
import { isCsvInput } from './inputs.ts'
import type { ConnectionOptions, ImportIdentity, RunningOptions, SendingOptions } from './options.ts'

/** The checks of the options that several functions share. */
export const connectionChecks: OptionChecks<ConnectionOptions> = {
  // That there is none is told with what else there is to say of a key.
  apiKey: optional(value => (typeof value === 'string' ? null : 'a text')),
  baseUrl: optional(address),
  allowHttp: optional(flag),
  proxy: optional(address),
  timeoutMs: optional(aboveZero),
  giveUpAfterMs: optional(duration),
  headroomPercent: optional(lessThanHundred),
}

export const runningChecks: OptionChecks<RunningOptions> = {
  log: optional(log),
  signal: optional(signal),
}

export const mappingCheck: OptionCheck = value =>
  (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null)
    ? null
    : 'the path of a mapping file, a mapping that was loaded, or its content as an object'

const ledgerCheck: OptionCheck = value => {
  const isOpen = typeof value === 'object' && value !== null && 'path' in value
  return isOpen || address(value) === null ? null : 'the path of a ledger, one that is open'
}

export const identityChecks: OptionChecks<ImportIdentity> = {
  mapping: mappingCheck,
  ledger: optional(value => {
    const expected = value === null ? null : ledgerCheck(value)
    return expected === null ? null : `${expected}, or null to remember nothing`
  }),
  acceptNewKey: optional(flag),
}

/** Where there has to be a ledger. */
export const ledgerChecks: OptionChecks<ImportIdentity> = { ...identityChecks, ledger: optional(ledgerCheck) }

export const sendingChecks: OptionChecks<SendingOptions> = {
  limit: optional(wholeNumber(1)),
  rate: optional(aboveZero),
  concurrency: optional(wholeNumber(1)),
  maxErrors: optional(rowsOrShare),
  maxSameErrors: optional(wholeNumber(0)),
  resendInDoubt: optional(flag),
  verify: optional(either(wholeNumber(1), oneOf('all'))),
}

export const csvCheck: OptionCheck = value =>
  isCsvInput(value) ? null : 'the path of a file, a file: URL, bytes, or a stream of bytes'

export const rowsCheck: OptionCheck = value =>
  typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
    ? null
    : 'something to iterate over, such as an array or an async generator'
