import { failedOutcomes } from '../import/tally.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { shellWord } from '../report/text.ts'

/** Which import a command was about. */
export interface AboutImport {
  readonly mapping: string
  readonly ledger?: string
}

/** The command that tells of the rows that failed, to be copied. */
export function resultsCommand(about: AboutImport, outcomes: OutcomeCounts): string {
  const failed = [...failedOutcomes].filter(outcome => outcomes[outcome] > 0)
  return `${commandAbout('results', about)} --status ${failed.join(',')}`
}

/** The command that reads the records of an import back, to be copied. */
export function verifyCommand(about: AboutImport): string {
  return commandAbout('verify', about)
}

function commandAbout(command: string, { mapping, ledger }: AboutImport): string {
  const words = [command, '--mapping', mapping, ...(ledger === undefined ? [] : ['--ledger', ledger])]
  return ['lightfield-import', ...words.map(shellWord)].join(' ')
}
