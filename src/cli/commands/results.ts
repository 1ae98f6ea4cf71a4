import { InputError } from '../../errors.ts'
import type { RowState } from '../../ledger/ledger-row.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { systemClock } from '../../model/clock.ts'
import { nearest } from '../../model/nearest.ts'
import { type Outcome, outcomes } from '../../model/outcome.ts'
import { csvLine } from '../../report/csv-text.ts'
import { ledgerResultRow, type ResultRow, resultCells, resultColumns } from '../../report/result-rows.ts'
import { openRowFile } from '../../report/row-file.ts'
import { formatCount, plainJson, plainLine } from '../../report/text.ts'
import type { CommandContext } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { knownImport } from '../import-ledger.ts'
import { ledgerPath } from '../ledger-path.ts'
import { warnOfReaders } from '../ledger-readers.ts'

export interface ResultsOptions {
  readonly mapping: string
  readonly ledger?: string
  readonly status?: string
  readonly format: 'csv' | 'jsonl'
  readonly out?: string
}

/** `results`: one line a row, from the ledger. */
export async function results(options: ResultsOptions, { terminal, json }: CommandContext): Promise<ExitCode> {
  const { importName } = await loadMapping(options.mapping)
  const states = readStates(options.status)
  const path = ledgerPath(options)
  warnOfReaders(path, terminal)
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  const rows = knownImport(ledger, importName).rows(states)
  const format = json ? 'jsonl' : options.format
  using file = options.out === undefined ? null : openRowFile(options.out)
  const write = async (line: string): Promise<void> => (file === null ? terminal.data(line) : file.write(line))
  let count = 0
  if (format === 'csv') await write(csvLine(resultColumns))
  for (const row of rows) {
    await write(lineOf(ledgerResultRow(row), format))
    count += 1
  }
  if (options.out !== undefined) terminal.say(`Wrote ${formatCount(count, 'row')} to ${plainLine(options.out)}`)
  return exitCode.done
}

function lineOf(row: ResultRow, format: 'csv' | 'jsonl'): string {
  return format === 'csv' ? csvLine(resultCells(row)) : `${plainJson(row)}\n`
}

/** `failed,in_doubt` as states of the ledger; nothing means all. */
function readStates(text: string | undefined): readonly RowState[] {
  const words = text === undefined ? [] : text.split(',').map(word => word.trim())
  const unknown = words.find(word => !isOutcome(word))
  if (unknown !== undefined) {
    const near = nearest(unknown, outcomes)
    throw new InputError('status_unknown', `There is no outcome "${unknown}".`, {
      hint: `${near === null ? '' : `Did you mean ${near}? `}They are ${outcomes.join(', ')}.`,
    })
  }
  return words
    .filter(isOutcome)
    .flatMap((outcome): RowState[] => (outcome === 'in_doubt' ? ['in_doubt', 'sending'] : [outcome]))
}

function isOutcome(word: string): word is Outcome {
  return outcomes.some(outcome => outcome === word)
}
