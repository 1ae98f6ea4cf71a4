import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runProgram } from './processes.ts'
import type { Workplace } from './workplace.ts'

/** Another tool that converts and judges the same rows by a script. */
export interface CheckPeer {
  readonly name: string
  /** Runs it over a file, and tells how long it took and what it found; null: it is not installed here. */
  readonly run: ((file: string) => Promise<{ readonly seconds: number; readonly found: PeerFound }>) | null
}

/** What a peer counted and added up, so that it shows that all do the same. */
export interface PeerFound {
  readonly rows: number
  readonly duplicates: number
  readonly invalid: number
  /** Sums over the rows that are neither: of amounts, of the hours in UTC, … */
  readonly [sum: string]: number
}

/** The tools, each with the executable of this machine that has it. */
export async function findCheckPeers(): Promise<readonly CheckPeer[]> {
  const script = (name: string): string => fileURLToPath(new URL(`peers/${name}`, import.meta.url))
  const mlr = await firstThatRuns(['mlr'], ['--version'])
  const python = await firstThatRuns(pythons, ['-c', 'import csv, zoneinfo'])
  const pandas = await firstThatRuns(pythons, ['-c', 'import pandas'])
  return [
    peer('Miller', mlr, file => ['--icsv', '--ojsonl', '--from', file, 'put', '-q', '-f', script('check.mlr')]),
    peer('Python, csv', python, file => [script('check_with_csv.py'), file]),
    peer('Python, pandas', pandas, file => [script('check_with_pandas.py'), file]),
  ]
}

/** The one of the system is tried too: it is the one that packages of the system belong to. */
const pythons: readonly string[] = ['python3', '/usr/bin/python3', 'python']

function peer(name: string, executable: string | null, args: (file: string) => readonly string[]): CheckPeer {
  if (executable === null) return { name, run: null }
  return {
    name,
    async run(file) {
      const { seconds, stdout } = await runProgram(executable, args(file))
      return { seconds, found: JSON.parse(stdout) }
    },
  }
}

async function firstThatRuns(executables: readonly string[], args: readonly string[]): Promise<string | null> {
  for (const executable of executables) {
    const runs = await runProgram(executable, args).then(
      () => true,
      () => false,
    )
    if (runs) return executable
  }
  return null
}

/** A file in which every tenth row has a fault of each kind: whoever finds the same there does the same work. */
export async function faultyFile(workplace: Workplace): Promise<string> {
  const lines = (await readFile(await workplace.rowsFile(2000), 'utf8')).split('\n')
  const faulty = lines.map((line, index) => faults[index % 10]?.(line, lines[index - 1] ?? '') ?? line)
  const path = workplace.newPath('.csv')
  await writeFile(path, faulty.join('\n'))
  return path
}

/** By the last digit of the row's number. */
const faults: readonly (((line: string, before: string) => string) | undefined)[] = [
  undefined,
  line => line.replace(/"\$\d+,/, '"about '),
  line => line.replace(/\b\d\d\/\d\d\/(\d{4})/, '13/45/$1'),
  line => line.replace(/,(appointment|qualified|contract|closed)\w+,/, ',on hold,'),
  line => line.replace('@example.com', ' at example.com'),
  // The key of the row before it.
  (line, before) => before.slice(0, 10) + line.slice(10),
  line => line.replace(/,(web|referral|event|outbound|partner),/, ',fax,'),
  line => line.replace(/,(\d+),(?=\w+,buyer)/, ',$1 points,'),
]
