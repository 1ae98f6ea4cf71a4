import { asJsonObject } from '../model/json.ts'
import { type OutcomeCounts, outcomes } from '../model/outcome.ts'
import type { ReadonlyImport } from './ledger.ts'
import type { EndState, RunFacts, RunRecord, RunState, StopReason } from './run-record.ts'
import type { DatabaseSync } from './sqlite.ts'

export interface StartedRun {
  readonly id: string
  readonly source: string
  readonly facts: RunFacts | null
  readonly startedAt: number
}

export interface EndedRun {
  readonly id: string
  readonly state: EndState
  readonly outcomes: OutcomeCounts
  readonly isWhole: boolean
  readonly stopped: StopReason | null
  readonly endedAt: number
}

/** Writes down that a run begins. Nobody else works on its import: a run that still counts as running was killed. */
export function writeRunStart(database: DatabaseSync, importId: number, run: StartedRun): void {
  database.prepare("UPDATE runs SET state = 'killed' WHERE import_id = ? AND state = 'running'").run(importId)
  database
    .prepare("INSERT INTO runs (id, import_id, started_at, state, source, facts) VALUES (?, ?, ?, 'running', ?, ?)")
    .run(run.id, importId, run.startedAt, run.source, run.facts && encodeFacts(run.facts))
}

/** Writes down how a run ended. */
export function writeRunEnd(database: DatabaseSync, importId: number, run: EndedRun): void {
  database
    .prepare(
      'UPDATE runs SET ended_at = ?, state = ?, outcomes = ?, is_whole = ?, stopped = ? WHERE id = ? AND import_id = ?',
    )
    .run(
      run.endedAt,
      run.state,
      JSON.stringify(run.outcomes),
      run.isWhole ? 1 : 0,
      run.stopped && encodeStop(run.stopped),
      run.id,
      importId,
    )
}

/**
 * The last runs of an import, newest first.
 *
 * @param heldSince since when a process works on the import (milliseconds, UTC); null: none does
 */
export function readLastRuns(
  database: DatabaseSync,
  importId: number,
  limit: number,
  heldSince: number | null,
): readonly RunRecord[] {
  const query = 'SELECT * FROM runs WHERE import_id = ? ORDER BY started_at DESC, rowid DESC LIMIT ?'
  return database
    .prepare(query)
    .all(importId, limit)
    .map(row => ({
      id: String(row['id']),
      startedAt: Number(row['started_at']),
      endedAt: row['ended_at'] === null ? null : Number(row['ended_at']),
      state: stateNow(String(row['state']) as RunState, Number(row['started_at']), heldSince),
      source: String(row['source']),
      outcomes: row['outcomes'] === null ? null : decodeCounts(String(row['outcomes'])),
      stopped: row['stopped'] === null ? null : decodeStop(String(row['stopped'])),
    }))
}

/** How many runs an import has had. */
export function countRuns(database: DatabaseSync, importId: number): number {
  return Number(database.prepare('SELECT count(*) AS n FROM runs WHERE import_id = ?').get(importId)?.['n'])
}

/** Whether an import has had a run of this id. */
export function hasRun(database: DatabaseSync, importId: number, runId: string): boolean {
  return database.prepare('SELECT 1 FROM runs WHERE id = ? AND import_id = ?').get(runId, importId) !== undefined
}

/** The last finished run over a whole file, as far as a later one can be compared with it. */
export function readLastWhole(database: DatabaseSync, importId: number): ReturnType<ReadonlyImport['lastWhole']> {
  const query = `SELECT facts, outcomes FROM runs
    WHERE import_id = ? AND state = 'finished' AND is_whole = 1 AND facts IS NOT NULL
    ORDER BY started_at DESC, rowid DESC LIMIT 1`
  const row = database.prepare(query).get(importId)
  if (row === undefined) return null
  const counts = Object.values(decodeCounts(String(row['outcomes'])))
  return { facts: decodeFacts(String(row['facts'])), rows: counts.reduce((sum, count) => sum + count, 0) }
}

/** What the last run of an import over a file was given, however far it came. */
export function readLastFacts(database: DatabaseSync, importId: number): RunFacts | null {
  const query = `SELECT facts FROM runs WHERE import_id = ? AND facts IS NOT NULL
    ORDER BY started_at DESC, rowid DESC LIMIT 1`
  const row = database.prepare(query).get(importId)
  return row === undefined ? null : decodeFacts(String(row['facts']))
}

/** A run that counts as running is over where nobody works on its import, or somebody who came to it later. */
function stateNow(state: RunState, startedAt: number, heldSince: number | null): RunState {
  const isAlive = heldSince !== null && heldSince <= startedAt
  return state === 'running' && !isAlive ? 'killed' : state
}

function encodeStop({ code, message, hint }: StopReason): string {
  return JSON.stringify({ code, message, hint } satisfies StopReason)
}

function decodeStop(text: string): StopReason {
  return JSON.parse(text) as StopReason
}

/** Facts as JSON. Definitions are pairs: their keys are a workspace's words. */
interface StoredFacts extends Omit<RunFacts, 'definitions'> {
  readonly definitions: readonly (readonly [string, string])[]
}

function encodeFacts(facts: RunFacts): string {
  return JSON.stringify({ ...facts, definitions: [...facts.definitions] } satisfies StoredFacts)
}

function decodeFacts(text: string): RunFacts {
  const facts = JSON.parse(text) as StoredFacts
  return { ...facts, definitions: new Map(facts.definitions) }
}

function decodeCounts(text: string): OutcomeCounts {
  const json = asJsonObject(JSON.parse(text))
  return Object.fromEntries(outcomes.map(outcome => [outcome, Number(json?.[outcome] ?? 0)])) as OutcomeCounts
}
