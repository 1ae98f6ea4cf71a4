import { join } from 'node:path'
import type { ImportCsvOptions, MappingDefinition, Sandbox } from '../../src/index.ts'
import { sandboxKey } from '../cli/program.ts'

/** A mapping of accounts that the tests of the library share, as a program would write it down. */
export const accountsMapping = {
  object: 'account',
  import: 'accounts',
  key: 'ID',
  fields: { $name: 'Name', annualRevenue: { column: 'Revenue', decimal: '.' } },
} as const satisfies MappingDefinition

/** A CSV of so many accounts. */
export function accountsCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => `${index + 1},Acme ${index + 1},${index}.5`)
  return `${['ID,Name,Revenue', ...lines].join('\n')}\n`
}

/** What leads an import of accounts to a sandbox, with a ledger in a folder. */
export function accountsImport(sandbox: Sandbox, folder: string): Omit<ImportCsvOptions, 'csv'> & { ledger: string } {
  return {
    mapping: accountsMapping,
    ledger: join(folder, 'ledger.db'),
    apiKey: sandboxKey,
    baseUrl: sandbox.url,
    rate: 2_000,
  }
}

/** All that an iteration hands out. */
export async function collect<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = []
  for await (const row of rows) all.push(row)
  return all
}

/** How many accounts a sandbox holds. */
export function accountsIn(sandbox: Sandbox): number {
  return sandbox.state().records['account']?.length ?? 0
}

/** Requests of all categories that a sandbox has had. */
export function requestsTo(sandbox: Sandbox): number {
  return Object.values(sandbox.state().requests).reduce((sum, { total }) => sum + total, 0)
}
