import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonMigration } from '../../src/report/migration-json.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { call, towards } from '../cli/program.ts'
import { recordsOf, type StateRecord } from '../import/api.ts'

export const companyMapping = `object: account
key: [ID]
fields: { $name: Name, region: ID }
relationships:
  mainContact: { column: Main Contact, import: people }
  parentAccount: { column: Parent, import: companies }
`

/** Companies that name their main contact and parent, people that name their company, deals that name both. */
const files: Readonly<Record<string, string>> = {
  'companies.yaml': companyMapping,
  'people.yaml': `object: contact
key: [ID]
fields: { $name: { firstName: First, lastName: ID } }
relationships: { $account: { column: Company, import: companies } }
`,
  'deals.yaml': `object: opportunity
key: [ID]
fields: { $name: Name, $stage: { value: Lead }, sourceId: ID }
relationships:
  $account: { column: Company, find: { object: account, by: $name } }
  $champion: { column: Person, import: people, missing: omit }
`,
  'migration.yaml': `
- { csv: deals.csv, mapping: deals.yaml }
- { csv: companies.csv, mapping: companies.yaml }
- { csv: people.csv, mapping: people.yaml }
`,
}

/** Rows of the three files, without their headers. */
export interface CompanyRows {
  /** `ID,Name,Main Contact,Parent` */
  readonly companies: readonly string[]
  /** `ID,First,Company` */
  readonly people: readonly string[]
  /** `ID,Name,Company,Person` */
  readonly deals: readonly string[]
}

const headers: Readonly<Record<keyof CompanyRows, string>> = {
  companies: 'ID,Name,Main Contact,Parent',
  people: 'ID,First,Company',
  deals: 'ID,Name,Company,Person',
}

/** Writes the description, its mappings and its files into a folder, and gives the description's path. */
export function writeCompanies(
  folder: string,
  rows: Partial<CompanyRows>,
  other: Readonly<Record<string, string>> = {},
) {
  for (const [name, text] of Object.entries({ ...files, ...other })) writeFileSync(join(folder, name), text)
  for (const name of ['companies', 'people', 'deals'] as const) {
    if (rows[name] !== undefined) {
      writeFileSync(join(folder, `${name}.csv`), `${[headers[name], ...rows[name]].join('\n')}\n`)
    }
  }
  return join(folder, 'migration.yaml')
}

/** So many of each: each company's main contact is a person of its own, its parent the company after it. */
export function manyCompanies(count: number): CompanyRows {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  return {
    companies: numbers.map(n => `C${n},Company ${n},P${n},${n < count ? `C${n + 1}` : ''}`),
    people: numbers.map(n => `P${n},Ada,C${n}`),
    deals: numbers.map(n => `D${n},Deal ${n},Company ${n},P${n}`),
  }
}

/** What `migrate --json` printed, and what else it left behind. */
export async function migrate(sandbox: Sandbox, file: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await call(['migrate', file, '--rate', '1000', '--json', ...args], {
    env: towards(sandbox),
  })
  const summary: JsonMigration | null = stdout === '' ? null : JSON.parse(stdout)
  return { code, stderr, summary }
}

/** What the sandbox holds, by the ids of the source: who points to whom. */
export function linksIn(sandbox: Sandbox): Readonly<Record<string, Readonly<Record<string, string | null>>>> {
  const companies = recordsOf(sandbox, 'account')
  const people = recordsOf(sandbox, 'contact')
  const deals = recordsOf(sandbox, 'opportunity')
  const sourceIds = new Map<string, string>([
    ...companies.map(record => [record.id, String(record.fields['region'])] as const),
    ...people.map(record => [record.id, lastName(record)] as const),
    ...deals.map(record => [record.id, String(record.fields['sourceId'])] as const),
  ])
  if (sourceIds.size !== new Set(sourceIds.values()).size) throw new Error('a source row has several records')
  const linksOf = (record: StateRecord, keys: readonly string[]) =>
    Object.fromEntries(keys.map(key => [key, sourceIds.get(record.relationships[key]?.[0] ?? '') ?? null]))
  return Object.fromEntries([
    ...companies.map(record => [sourceIds.get(record.id), linksOf(record, ['mainContact', 'parentAccount'])] as const),
    ...people.map(record => [sourceIds.get(record.id), linksOf(record, ['$account'])] as const),
    ...deals.map(record => [sourceIds.get(record.id), linksOf(record, ['$account', '$champion'])] as const),
  ])
}

/** What `linksIn` gives once all of `manyCompanies` are there. */
export function linksOfMany(count: number): ReturnType<typeof linksIn> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  return Object.fromEntries(
    numbers.flatMap(n => [
      [`C${n}`, { mainContact: `P${n}`, parentAccount: n < count ? `C${n + 1}` : null }] as const,
      [`P${n}`, { $account: `C${n}` }] as const,
      [`D${n}`, { $account: `C${n}`, $champion: `P${n}` }] as const,
    ]),
  )
}

function lastName(record: StateRecord): string {
  const name = record.fields['$name'] as { readonly lastName?: string }
  return name.lastName ?? ''
}
