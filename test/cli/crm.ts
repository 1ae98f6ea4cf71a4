import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { csvTable } from '../../fixtures/csv-text.ts'
import { type Random, seededRandom } from '../../fixtures/random.ts'

type Row = Readonly<Record<string, string>>

/** A CRM's four files as they are on one night, tied together by its own ids. */
export interface Crm {
  readonly accounts: readonly Row[]
  readonly contacts: readonly Row[]
  readonly deals: readonly Row[]
  readonly tasks: readonly Row[]
}

export const crmTypes = ['accounts', 'contacts', 'deals', 'tasks'] as const

const owners = ['ada.lovelace@example.com', 'grace.hopper@example.com', 'alan.turing@example.com'] as const
/** The stages that deals are in. */
export const stages = ['Lead', 'Qualified', 'Proposal', 'Won', 'Lost'] as const

const mappings: Readonly<Record<keyof Crm, string>> = {
  accounts: `
object: account
key: [ID]
fields: { $name: Name, region: Region, $website: Website }
relationships:
  mainContact: { column: Main contact, import: contacts }
  parentAccount: { column: Parent, import: accounts }
`,
  contacts: `
object: contact
key: [ID]
mode: upsert
match: $email
fields: { $email: Email, $name: { firstName: First, lastName: Last }, jobTitle: Title }
relationships: { $account: { column: Account, import: accounts } }
`,
  deals: `
object: opportunity
key: [ID]
fields:
  sourceId: ID
  $name: Name
  $stage: { column: Stage }
  amount: { column: Amount, decimal: "." }
  closeDate: { column: Close, format: yyyy-MM-dd }
relationships:
  $account: { column: Account, import: accounts }
  $champion: { column: Champion, import: contacts }
  $owner: { column: Owner, find: { object: member, by: $email } }
  partners: { column: Partners, import: accounts, split: ";" }
`,
  tasks: `
object: task
key: [ID]
fields: { $title: { template: "{ID} {Subject}" }, $status: { column: Status }, $description: Notes }
relationships:
  $assignedTo: { column: Assignee, find: { object: member, by: $email } }
  $account: { column: Account, import: accounts }
  $opportunity: { column: Deal, import: deals }
`,
}

/** A CRM of so many accounts, and some times as many of everything else. */
export function makeCrm(accounts: number): Crm {
  const random = seededRandom(47)
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  const contactCount = accounts * 2
  const dealCount = accounts * 3
  return {
    accounts: numbers(accounts).map(number => account(number, accounts, contactCount, random)),
    contacts: numbers(contactCount).map(number => contact(number, accounts, random)),
    deals: numbers(dealCount).map(number => deal(number, accounts, contactCount, random)),
    tasks: numbers(accounts * 2).map(number => task(number, accounts, dealCount, random)),
  }
}

/** The CRM of the next night: some rows of each file changed, some new ones at its end. */
export function nextNight(crm: Crm, shares: { readonly changed: number; readonly added: number }) {
  const random = seededRandom(48)
  const counts = { changed: 0, added: 0 }
  const next = (rows: readonly Row[], change: Row, add: (number: number) => Row): readonly Row[] => {
    const changed = rows.map(row => {
      if (!random.chance(shares.changed)) return row
      counts.changed += 1
      return { ...row, ...change }
    })
    const added = Array.from({ length: Math.round(rows.length * shares.added) }, (_, index) =>
      add(rows.length + index + 1),
    )
    counts.added += added.length
    return [...changed, ...added]
  }
  const [accounts, contacts, deals] = [crm.accounts.length, crm.contacts.length, crm.deals.length]
  const night: Crm = {
    accounts: next(crm.accounts, { Region: 'changed' }, number => account(number, accounts, contacts, random)),
    contacts: next(crm.contacts, { Title: 'changed' }, number => contact(number, accounts, random)),
    deals: next(crm.deals, { Amount: '1', Champion: 'C-1' }, number => deal(number, accounts, contacts, random)),
    tasks: next(crm.tasks, { Status: 'COMPLETE' }, number => task(number, accounts, deals, random)),
  }
  return { night, ...counts }
}

/** Writes the files, their mappings and the description of their migration; gives its path. */
export function writeCrm(folder: string, crm: Crm): string {
  for (const type of crmTypes) {
    writeFileSync(join(folder, `${type}.csv`), csvTable(crm[type], '\n'))
    writeFileSync(join(folder, `${type}.yaml`), mappings[type])
  }
  // The other way round than they have to be imported.
  const imports = crmTypes.map(type => ({ csv: `${type}.csv`, mapping: `${type}.yaml` })).reverse()
  const file = join(folder, 'migration.json')
  writeFileSync(file, JSON.stringify({ imports }))
  return file
}

function account(number: number, accounts: number, contacts: number, random: Random): Row {
  return {
    ID: `A-${number}`,
    Name: `Company A-${number}`,
    Region: random.pick(['EMEA', 'APAC', 'Américas']),
    Website: `https://a-${number}.example.com`,
    'Main contact': random.chance(0.5) ? `C-${random.integer(1, contacts)}` : '',
    Parent: random.chance(0.2) ? `A-${random.integer(1, accounts)}` : '',
  }
}

function contact(number: number, accounts: number, random: Random): Row {
  return {
    ID: `C-${number}`,
    Email: `C-${number}@example.com`,
    First: random.pick(['Ana', 'Bo', 'Çelik', 'Dóra']),
    Last: `Nº ${number}`,
    Title: random.chance(0.3) ? '' : random.pick(['Buyer', 'Head of "Things"', 'CTO']),
    Account: `A-${random.integer(1, accounts)}`,
  }
}

function deal(number: number, accounts: number, contacts: number, random: Random): Row {
  // A few have more partners than one request may hold.
  const partners = number % 100 === 0 ? 40 : number % 7 === 0 ? 2 : 0
  const first = random.integer(1, accounts)
  const ids = Array.from({ length: partners }, (_, index) => `A-${((first + index) % accounts) + 1}`)
  return {
    ID: `D-${number}`,
    Name: `Deal, number ${number}`,
    Stage: random.pick(stages),
    Amount: `${random.integer(1, 100_000)}.${random.integer(10, 99)}`,
    Close: `2027-0${random.integer(1, 9)}-${random.integer(10, 28)}`,
    Account: `A-${random.integer(1, accounts)}`,
    Champion: random.chance(0.5) ? `C-${random.integer(1, contacts)}` : '',
    Owner: random.pick(owners),
    Partners: ids.join(';'),
  }
}

function task(number: number, accounts: number, deals: number, random: Random): Row {
  return {
    ID: `T-${number}`,
    Subject: random.pick(['Call back', 'Send the offer\nby mail', 'Meet']),
    Status: random.pick(['TODO', 'IN_PROGRESS']),
    Notes: random.chance(0.5) ? '' : 'Two lines,\nand a comma',
    Assignee: random.pick(owners),
    Account: `A-${random.integer(1, accounts)}`,
    Deal: random.chance(0.8) ? `D-${random.integer(1, deals)}` : '',
  }
}
