import { expect } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { call as callApi, recordsOf } from '../import/api.ts'
import { temporaryFolder } from '../temporary.ts'
import { type Deal, dealsMapping, makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { call, sandboxFor, towards } from './program.ts'

/** The commands of one import against one sandbox. */
export function importOf(sandbox: Sandbox, folder = temporaryFolder(), mapping = dealsMapping) {
  const env = towards(sandbox)
  const files = writeDeals(folder, [], mapping)
  const common = ['--mapping', files.mapping, '--rate', '1000']
  const undoArgs = ['undo', ...common]
  return {
    files,
    env,
    undoArgs,
    async run(deals: readonly Deal[], ...more: readonly string[]) {
      writeDeals(folder, deals, mapping)
      const ended = await call(['run', files.csv, ...common, '--json', ...more], { env })
      expect(ended.stdout, ended.stderr).not.toBe('')
      return JSON.parse(ended.stdout)
    },
    async undo(...more: readonly string[]) {
      const ended = await call([...undoArgs, '--json', ...more], { env })
      return { ...ended, summary: ended.stdout === '' ? null : JSON.parse(ended.stdout) }
    },
    results: async () => (await call(['results', '--mapping', files.mapping, '--format', 'jsonl'], { env })).stdout,
  }
}

/** The record of a row, unless it is in the trash. */
export const opportunity = (sandbox: Sandbox, sourceId: string) =>
  recordsOf(sandbox, 'opportunity').find(({ fields }) => fields['sourceId'] === sourceId)

/** What somebody else writes to a record. */
export const byHand = (sandbox: Sandbox, id: string, fields: Readonly<Record<string, unknown>>) =>
  callApi(sandbox, 'POST', `/v1/opportunities/${id}`, { fields })

/** An import of some deals, of one account. */
export async function dealsIn(count: number, options: Parameters<typeof sandboxFor>[0] = {}) {
  const sandbox = await sandboxFor(options)
  await makeAccount(sandbox)
  return { sandbox, ...importOf(sandbox), rows: numberedDeals(count) }
}
