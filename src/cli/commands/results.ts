import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { InputError } from '../../errors.ts'
import type { LedgerRow, RowState } from '../../ledger/ledger-row.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { knownImport } from '../../library/shelf.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { systemClock } from '../../model/clock.ts'
import { nearest } from '../../model/nearest.ts'
import { type Outcome, outcomes } from '../../model/outcome.ts'
import { inBlocks } from '../../report/blocks.ts'
import { csvLine } from '../../report/csv-text.ts'
import { ledgerResultRow, type ResultRow, resultCells, resultColumns } from '../../report/result-rows.ts'
import { resultsTable } from '../../report/results-table.ts'
import { openRowFile } from '../../report/row-file.ts'
import { plainLook } from '../../report/style.ts'
import { formatCount, formatNumber, plainJson, plainLine, shellWord } from '../../report/text.ts'
import { boundHeapOfListing } from '../bounded-heap.ts'
import type { CommandContext } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { warnOfReaders } from '../ledger-readers.ts'

export interface ResultsOptions {
  readonly mapping: string
  readonly ledger?: string
  readonly status?: string
  readonly format?: 'table' | 'csv' | 'jsonl'
  readonly out?: string
}

/** Rows of a table that are shown: a person who wants all of them wants them in a file. */
const rowsOfATable = 100

/** `results`: one line a row, from the ledger. */
export async function results(options: ResultsOptions, { terminal, json }: CommandContext): Promise<ExitCode> {
  boundHeapOfListing()
  const { importName } = await loadMapping(options.mapping)
  const states = readStates(options.status)
  const path = ledgerPath(options)
  warnOfReaders(path, terminal)
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  const known = knownImport(ledger, importName)
  const rows = known.rows(states)
  const format = formatOf(options, json)
  using file = options.out === undefined ? null : openRowFile(options.out)
  const write = async (text: string): Promise<void> => (file === null ? terminal.data(text) : file.write(text))
  if (format === 'table') {
    const shown = [...firstRows(rows)]
    const lines = resultsTable(
      shown,
      file === null ? tableWidth() : null,
      file === null ? terminal.paint : plainLook.style,
    )
    const text = lines.join('\n')
    if (shown.length > 0) await (file === null ? terminal.show(text) : file.write(`${text}\n`))
    terminal.say(tableEnd(shown.length, known.countRows(states), options))
    return exitCode.done
  }
  let count = 0
  const counted = function* (): Generator<ResultRow> {
    for (const row of rows) {
      count += 1
      yield ledgerResultRow(row)
    }
  }
  for (const block of inBlocks(linesOf(counted(), format))) {
    await write(block)
    // A file is written to at once: without a turn of the event loop, nobody would look after the heap (`boundHeap`).
    await turnOfTheLoop()
  }
  if (options.out !== undefined) terminal.say(`Wrote ${formatCount(count, 'row')} to ${plainLine(options.out)}`)
  return exitCode.done
}

/** A table where a person looks on, and has not said otherwise. */
function formatOf({ format, out }: ResultsOptions, json: boolean): 'table' | 'csv' | 'jsonl' {
  if (json) return 'jsonl'
  return format ?? (out === undefined && process.stdout.isTTY ? 'table' : 'csv')
}

function* firstRows(rows: Iterable<LedgerRow>): Generator<ResultRow> {
  let left = rowsOfATable
  for (const row of rows) {
    yield ledgerResultRow(row)
    left -= 1
    if (left === 0) return
  }
}

/** In a pipe, nobody says how wide a line may be. */
function tableWidth(): number | null {
  const { isTTY, columns } = process.stdout
  // A terminal that does not know its width says 0.
  return isTTY ? columns || 80 : null
}

/** How many rows there are and, where that is not all of them, how to get the others. */
function tableEnd(shown: number, all: number, { mapping, ledger, status }: ResultsOptions): string {
  if (all === 0) return status === undefined ? 'No rows yet.' : 'No such rows.'
  if (shown === all) return formatCount(all, 'row')
  const words = [
    `--mapping ${shellWord(mapping)}`,
    ...(ledger === undefined ? [] : [`--ledger ${shellWord(ledger)}`]),
    ...(status === undefined ? [] : [`--status ${shellWord(status)}`]),
    '--out results.csv',
  ]
  return `The first ${formatNumber(shown)} of ${formatCount(all, 'row')}. All of them:\n  lightfield-import results ${words.join(' ')}`
}

function* linesOf(rows: Iterable<ResultRow>, format: 'csv' | 'jsonl'): Generator<string> {
  if (format === 'csv') yield csvLine(resultColumns)
  for (const row of rows) yield format === 'csv' ? csvLine(resultCells(row)) : `${plainJson(row)}\n`
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
