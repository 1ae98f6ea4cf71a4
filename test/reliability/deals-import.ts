import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { csvTable } from '../../fixtures/csv-text.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { recordsOf } from '../import/api.ts'

/** One row of the file. */
export interface Deal {
  readonly id: string
  readonly name: string
  readonly amount: number
  /** Name of an account, which is made where there is none. */
  readonly account: string
  /** Ids of accounts; more than 25 take several requests. */
  readonly partners: readonly string[]
}

const mapping = `
object: opportunity
import: deals
mode: upsert
match: sourceId
key: [ID]
fields: { sourceId: ID, $name: Name, $stage: { value: Lead }, amount: { column: Amount, decimal: "." } }
relationships:
  $account: { column: Account, find: { object: account, by: $name, missing: create } }
  partners: { column: Partners, split: ";" }
`

export interface ImportFiles {
  readonly folder: string
  readonly csv: string
  readonly mapping: string
  readonly ledger: string
}

/** Writes a mapping that meets what is there, makes what its rows name, and links it. */
export function writeMapping(folder: string): ImportFiles {
  const files = {
    folder,
    csv: join(folder, 'deals.csv'),
    mapping: join(folder, 'deals.yaml'),
    ledger: join(folder, 'ledger.db'),
  }
  writeFileSync(files.mapping, mapping)
  return files
}

export function writeRows({ csv }: Pick<ImportFiles, 'csv'>, deals: readonly Deal[]): void {
  const rows = deals.map(({ id, name, amount, account, partners }) => ({
    ID: id,
    Name: name,
    Amount: String(amount),
    Account: account,
    Partners: partners.join(';'),
  }))
  writeFileSync(csv, csvTable(rows, '\n'))
}

/** What the workspace is to hold of these rows, in the form of `heldDeals`. */
export function expectedDeals(deals: readonly Deal[]): readonly unknown[] {
  return inOrder(deals.map(({ partners, ...deal }) => ({ ...deal, partners: partners.toSorted() })))
}

/** Every opportunity that the workspace holds, in terms of the file. */
export function heldDeals(sandbox: Sandbox): readonly unknown[] {
  const names = new Map(recordsOf(sandbox, 'account').map(({ id, fields }) => [id, fields['$name']]))
  return inOrder(
    recordsOf(sandbox, 'opportunity').map(({ fields, relationships }) => ({
      id: String(fields['sourceId']),
      name: fields['$name'],
      amount: fields['amount'],
      account: names.get(relationships['$account']?.[0] ?? ''),
      partners: [...(relationships['partners'] ?? [])].toSorted(),
    })),
  )
}

function inOrder<T extends { readonly id: string }>(deals: readonly T[]): readonly T[] {
  return deals.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
