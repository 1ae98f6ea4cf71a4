import { failedOutcomes } from '../import/tally.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { type CallWords, commandText, connectionWords } from './call-words.ts'

/** Which import a command was about. */
export interface AboutImport {
  readonly mapping: string
  readonly ledger?: string
}

/** The command that tells of the rows that failed, to be copied. */
export function resultsCommand(about: AboutImport, outcomes: OutcomeCounts): string {
  const failed = [...failedOutcomes].filter(outcome => outcomes[outcome] > 0)
  return commandText([...wordsAbout('results', about), '--status', failed.join(',')])
}

/** The command that reads the records of an import back, to be copied. */
export function verifyCommand(about: AboutImport, call: CallWords = []): string {
  return commandText([...wordsAbout('verify', about), ...connectionWords(call)])
}

/** A command about an import, with the ledger that it is in. */
export function wordsAbout(command: string, { mapping, ledger }: AboutImport): CallWords {
  return [command, '--mapping', mapping, ...(ledger === undefined ? [] : ['--ledger', ledger])]
}
