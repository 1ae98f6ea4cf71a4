import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** A mapping for deals of one account; `sourceId` tells in the sandbox which row a record came of. */
export const dealsMapping = `
object: opportunity
import: deals
key: [ID]
fields:
  $name: Name
  $stage: { column: Stage, values: { open: Lead, closed: Won } }
  sourceId: ID
  amount: { column: Amount, decimal: "." }
relationships:
  $account: { column: Account }
`

export interface Deal {
  readonly id: string
  readonly name?: string
  readonly stage?: string
  readonly amount?: string
  readonly account?: string
}

/** Writes a CSV and its mapping into a folder. */
export function writeDeals(folder: string, deals: readonly Deal[], mapping = dealsMapping) {
  const csv = join(folder, 'deals.csv')
  const rows = deals.map(({ id, name = `Deal ${id}`, stage = 'open', amount = '100.50', account = 'acc_00000001' }) =>
    [id, name, stage, amount, account].map(cell => `"${cell.replaceAll('"', '""')}"`).join(','),
  )
  writeFileSync(csv, `ID,Name,Stage,Amount,Account\n${rows.join('\n')}\n`)
  const mappingFile = join(folder, 'deals.yaml')
  writeFileSync(mappingFile, mapping)
  return { csv, mapping: mappingFile, ledger: join(folder, 'ledger.db') }
}

export function numberedDeals(count: number): readonly Deal[] {
  return Array.from({ length: count }, (_, index) => ({ id: `D-${String(index + 1).padStart(4, '0')}` }))
}

/** How many records the sandbox has of each source row, the trash left out. */
export function recordsBySource(sandbox: Sandbox): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const record of sandbox.state().records['opportunity'] ?? []) {
    if (record.trashedAt !== null) continue
    const id = String(record.fields['sourceId'])
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** Makes an account in the sandbox and gives its id. */
export async function makeAccount(sandbox: Sandbox, name = 'Acme'): Promise<string> {
  const answer = await fetch(`${sandbox.url}/v1/accounts`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer sk_lf_sandbox',
      'lightfield-version': '2026-03-01',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ fields: { $name: name } }),
  })
  const record = (await answer.json()) as { id: string }
  return record.id
}
