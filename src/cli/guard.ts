import { existsSync } from 'node:fs'
import { openCsv } from '../csv/open.ts'
import { InputError, type Problem } from '../errors.ts'
import { compareRuns, type RunDifference } from '../import/compare-runs.ts'
import type { ReadonlyImport } from '../ledger/ledger.ts'
import type { RunFacts } from '../ledger/run-record.ts'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { systemClock } from '../model/clock.ts'
import { definitionChangesText } from '../report/definition-changes-text.ts'
import { formatCount, formatNumber, plainLine } from '../report/text.ts'
import { csvOptions } from './open-source.ts'
import type { Terminal } from './terminal.ts'

/** A run that is about to begin. */
export interface GuardedRun {
  /** Path of the CSV; it is read once to count its rows. */
  readonly path: string
  /** What the user calls it. */
  readonly csv: string
  readonly mapping: Mapping
  readonly facts: RunFacts
  /** Path of the ledger. */
  readonly ledger: string
  /** By how many percent the rows may have become fewer (`--guard`). */
  readonly percent: number
}

/**
 * Refuses a run whose file, or whose workspace, is not as it was at the last run over a whole file. Nothing has been sent by then, and
 * nothing is written down, so that the next run is compared with the same last one.
 *
 * @throws InputError `guard_refused` with a problem for each difference, and whatever `openCsv` throws
 * @throws the signal's reason where it is aborted
 */
export async function assertLikeLastRun(run: GuardedRun, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { mapping, facts, percent } = run
  const last = await lastWholeRun(run)
  if (last === null) {
    const reason = `no earlier run of ${mapping.importName} has read a file to its end`
    terminal.say(`${terminal.paint.yellow('note:')} --guard has nothing to compare with yet: ${plainLine(reason)}`)
    return
  }
  const now = { facts, rows: await countRows(run, signal) }
  const mappedKeys = new Set([...mapping.fields.keys(), ...mapping.relationships.keys()])
  const differences = compareRuns(last, now, { fewerRowsPercent: percent, mappedKeys })
  if (differences.length === 0) return
  const { summary, whatToLookAt } = refusalOf(differences, run)
  throw new InputError('guard_refused', `${summary} the last whole run of ${mapping.importName}: nothing was sent.`, {
    problems: differences.map(difference => problemOf(difference, run)),
    hint: `${whatToLookAt}, run it once without --guard: the next runs are compared with that one.`,
  })
}

interface Refusal {
  /** Up to the run that is compared with. */
  readonly summary: string
  /** Up to what is done if it is right. */
  readonly whatToLookAt: string
}

/** Whose fault it seems to be: whoever looks at a sound file for what was changed in the workspace looks in vain. */
function refusalOf(differences: readonly RunDifference[], { csv, mapping }: GuardedRun): Refusal {
  const source = csv === '-' ? 'Standard input' : csv
  const ofDefinitions = differences.filter(({ kind }) => kind === 'definition_changed' || kind === 'definition_gone')
  if (ofDefinitions.length === 0) {
    return {
      summary: `${source} looks wrong against`,
      whatToLookAt: 'Look at the file and where it comes from. If it is right',
    }
  }
  if (ofDefinitions.length === differences.length) {
    return {
      summary: `The workspace defines what ${mapping.file} fills otherwise than at`,
      whatToLookAt: 'See whether the mapping still fits the workspace. If it does',
    }
  }
  return {
    summary: `${source} looks wrong, and the workspace defines what ${mapping.file} fills otherwise, against`,
    whatToLookAt:
      'Look at the file and where it comes from, and whether the mapping still fits the workspace. If all is right',
  }
}

async function lastWholeRun({ ledger: path, mapping }: GuardedRun): Promise<ReturnType<ReadonlyImport['lastWhole']>> {
  if (!existsSync(path)) return null
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  return ledger.readImport(mapping.importName)?.lastWhole() ?? null
}

async function countRows({ path, mapping }: GuardedRun, signal: AbortSignal): Promise<number> {
  await using reader = await openCsv(path, csvOptions(mapping), signal)
  let rows = 0
  for await (const batch of reader.batches(signal)) rows += batch.length
  return rows
}

function problemOf(difference: RunDifference, { csv, mapping, percent }: GuardedRun): Problem {
  const inFile = (message: string): Problem => ({ file: csv, line: null, column: null, message })
  switch (difference.kind) {
    case 'column_gone':
      return inFile(`the column ${JSON.stringify(difference.column)} is gone`)
    case 'column_new':
      return inFile(`the column ${JSON.stringify(difference.column)} is new`)
    case 'rows_fewer': {
      const { before, now, least } = difference
      const fewer = formatNumber(((before - now) * 100) / before)
      const asked = `--guard ${percent}% asks for at least ${formatNumber(least)}`
      return inFile(
        `${formatCount(before, 'row')} last time, ${formatNumber(now)} now, which is ${fewer}% fewer; ${asked}`,
      )
    }
    case 'definition_changed':
      return atKey(difference.key, mapping, definitionChangesText(difference.changes))
    case 'definition_gone':
      return atKey(difference.key, mapping, 'is not defined in the workspace any more')
  }
}

function atKey(key: string, mapping: Mapping, message: string): Problem {
  const section = mapping.fields.has(key) ? 'fields' : 'relationships'
  return mapping.problemAt([section, key], `${key} ${message}`, 'key')
}
