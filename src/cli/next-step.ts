import type { CheckSummary } from '../import/check-file.ts'
import type { RunSummary } from '../import/run-config.ts'
import { failedOutcomes } from '../import/tally.ts'
import type { UndoSummary } from '../import/undo/undo-import.ts'
import { isVerified } from '../import/verify/verify-tally.ts'
import type { Outcome, OutcomeCounts } from '../model/outcome.ts'
import type { NextStep, TouchedFiles } from '../report/afterwards.ts'
import type { RunVerified } from '../report/summary-text.ts'
import { type CallWords, commandText, connectionWords, modeWords, realCall, sameCall } from './call-words.ts'
import { type AboutImport, resultsCommand, verifyCommand, wordsAbout } from './next-commands.ts'

/** What is known when a run, or a retry, has ended. */
export interface EndedRun {
  readonly call: CallWords
  readonly about: AboutImport
  readonly isDry: boolean
  readonly summary: Pick<RunSummary, 'end' | 'reason' | 'outcomes' | 'leftInDoubt'>
  readonly failedFile: TouchedFiles['failed']
  readonly verification: Pick<RunVerified, 'rows' | 'counts'> | null
}

/** What rows are refused for, again and again: going on as before would only make more of them. */
const stopsForFailures: ReadonlySet<string> = new Set(['max_errors', 'same_refusal'])

/** The one command that is of most use after a run. */
export function stepAfterRun({ call, about, isDry, summary, failedFile, verification }: EndedRun): NextStep {
  const { end, reason, outcomes, leftInDoubt } = summary
  const isOverrun = reason !== null && stopsForFailures.has(reason.code)
  const isDone = end === 'finished' && outcomes.pending === 0
  if (!isDone && !(isOverrun && !isDry)) return goOn(call, reason === null)
  if (isDry) return { command: realCall(call), why: 'does what this dry run has told' }
  if (failedFile !== null && countOf(outcomes, mendable) > 0) {
    const mended = commandText([
      'run',
      failedFile.path,
      ...wordsAbout('', about).slice(1),
      ...modeWords(call),
      ...connectionWords(call),
    ])
    return { command: mended, why: `once ${failedFile.path} is mended` }
  }
  if (countOf(outcomes, [...failedOutcomes]) > 0) {
    return { command: resultsCommand(about, outcomes), why: 'tells of each row that failed' }
  }
  if (leftInDoubt > 0) {
    const command = commandText([...wordsAbout('results', about), '--status', 'in_doubt'])
    return { command, why: 'tells of each row in doubt' }
  }
  return afterSuccess(call, about, outcomes, verification)
}

/** After a check: what to mend, or the dry run that comes before a run. */
export function stepAfterCheck(
  call: CallWords,
  about: AboutImport & { readonly csv: string },
  { outcomes }: Pick<CheckSummary, 'outcomes'>,
): NextStep {
  if (outcomes.invalid > 0) return { command: sameCall(call), why: 'once the file or the mapping is mended' }
  const words = ['run', about.csv, '--mapping', about.mapping, '--dry-run', ...connectionWords(call)]
  return { command: commandText(words), why: 'tells what a run would do, and writes nothing' }
}

/** The same of an undoing. */
export function stepAfterUndo(
  call: CallWords,
  about: AboutImport,
  { end, reason, outcomes, parents }: UndoSummary,
  isDry: boolean,
): NextStep {
  const all = [outcomes, ...parents.map(parent => parent.outcomes)]
  if (end !== 'finished' || all.some(({ pending }) => pending > 0)) return goOn(call, reason === null)
  if (isDry) return { command: realCall(call), why: 'undoes what this dry run has told' }
  if (all.some(({ failed }) => failed > 0))
    return { command: sameCall(call), why: 'tries what could not be undone again' }
  return { command: commandText(wordsAbout('status', about)), why: 'tells what is left of the import' }
}

/** Goes on with whatever a call has left undone. */
export function goOn(call: CallWords, isSound: boolean): NextStep {
  return { command: sameCall(call), why: isSound ? 'goes on from here' : 'goes on from here, once that is mended' }
}

/** What a change of the row can mend: of a row in doubt nobody knows yet what became of it. */
const mendable: readonly Outcome[] = ['invalid', 'failed', 'ambiguous']

function afterSuccess(
  call: CallWords,
  about: AboutImport,
  { created, updated }: OutcomeCounts,
  verification: EndedRun['verification'],
): NextStep {
  if (verification !== null && !isVerified(verification)) {
    const command = commandText([...wordsAbout('verify', about), '--out', 'differences.csv', ...connectionWords(call)])
    return { command, why: 'tells of each record that is not as it was sent' }
  }
  if (verification === null && created + updated > 0) {
    return { command: verifyCommand(about, call), why: 'reads the records back and compares them with what was sent' }
  }
  return { command: commandText(wordsAbout('report', about)), why: 'makes a page of all that this import has done' }
}

function countOf(outcomes: OutcomeCounts, of: readonly Outcome[]): number {
  return of.reduce((sum, outcome) => sum + outcomes[outcome], 0)
}
