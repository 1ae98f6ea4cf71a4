import { expect } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { call, type Ended, type Started, start, towards } from '../cli/program.ts'
import type { Stage } from '../cli/stage.ts'
import { make, recordsOf } from '../import/api.ts'
import { type Deal, expectedDeals, heldDeals, type ImportFiles, writeMapping, writeRows } from './deals-import.ts'
import { type Death, hurried, mortal } from './moments.ts'

/** An import of a few rows into a workspace of its own, one row after the other, and what can be done with it. */
export interface SmallImport {
  readonly sandbox: Sandbox
  readonly files: ImportFiles
  /** Runs the file with these rows, to its end or to a death. */
  run(deals: readonly Deal[], death?: Death): Promise<Ended>
  /** The same, to be killed from here. */
  begin(deals: readonly Deal[]): Started
  /** Undoes a run, or all of them. */
  undo(runId: string | null, death?: Death): Promise<Ended>
}

export async function smallImport(stage: Stage): Promise<SmallImport> {
  const sandbox = await stage.sandbox()
  const files = writeMapping(stage.folder())
  const env = { ...towards(sandbox), ...hurried }
  const common = ['--mapping', files.mapping, '--concurrency', '1', '--rate', '500', '--json', '--quiet']
  const runArgs = ['run', files.csv, ...common]
  const unto = (death?: Death) => ({ env: death === undefined ? env : { ...env, ...mortal(death) } })
  return {
    sandbox,
    files,
    run(deals, death) {
      writeRows(files, deals)
      return call(runArgs, unto(death))
    },
    begin(deals) {
      writeRows(files, deals)
      return start(runArgs, { env })
    },
    undo(runId, death) {
      return call(['undo', ...common, '--yes', ...(runId === null ? [] : ['--run', runId])], unto(death))
    },
  }
}

/** Makes companies that deals can be linked to; gives their ids. */
export function makePartners(sandbox: Sandbox, count: number): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => make(sandbox, 'accounts', { $name: `Partner ${index}` })),
  )
}

/** Four deals of two companies that are not there yet. */
export const fourDeals: readonly Deal[] = [0, 1, 2, 3].map(index => ({
  id: `D-${index}`,
  name: `Deal ${index}`,
  amount: 100 + index,
  account: index < 2 ? 'Acme' : 'Globex',
  partners: [],
}))

/** The same a day later. */
export const fourDealsEdited: readonly Deal[] = fourDeals.map(deal => ({ ...deal, amount: deal.amount + 100 }))

/** The companies that the import has made. */
export function companiesMade(sandbox: Sandbox): readonly string[] {
  const names = recordsOf(sandbox, 'account').map(({ fields }) => String(fields['$name']))
  return names.filter(name => !name.startsWith('Partner')).toSorted()
}

/** How many deals hold what the edited file says. */
export function editsMade(sandbox: Sandbox): number {
  return recordsOf(sandbox, 'opportunity').filter(({ fields }) => Number(fields['amount']) >= 200).length
}

/** That a run came to a good end, and the workspace holds what the file says, with the companies that it names. */
export function expectExact({ code, stderr }: Ended, sandbox: Sandbox, deals: readonly Deal[]): void {
  expect(code, stderr).toBe(0)
  expect(heldDeals(sandbox)).toEqual(expectedDeals(deals))
  expect(companiesMade(sandbox)).toEqual(['Acme', 'Globex'])
}
