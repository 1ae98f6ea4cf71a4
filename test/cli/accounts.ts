import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A mapping that brings accounts into a workspace that may have them already. */
export const accountsMapping = `
object: account
import: accounts
mode: upsert
match: $name
key: [ID]
fields:
  $name: Name
  region: Region
  annualRevenue: { column: Revenue, decimal: "." }
`

/** Writes a CSV and its mapping into a folder. */
export function writeAccounts(folder: string, rows: readonly string[], mapping = accountsMapping) {
  const files = {
    csv: join(folder, 'accounts.csv'),
    mapping: join(folder, 'accounts.yaml'),
    plan: join(folder, 'plan.jsonl'),
  }
  writeFileSync(files.csv, `${['ID,Name,Region,Revenue', ...rows].join('\n')}\n`)
  writeFileSync(files.mapping, mapping)
  return files
}

export type AccountFiles = ReturnType<typeof writeAccounts>

/** The lines of a plan: its header, its rows and its end. */
export function readPlan({ plan }: Pick<AccountFiles, 'plan'>) {
  const [header, ...rows] = readFileSync(plan, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  const end = rows.pop()
  return { header, rows, end }
}
