import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exports } from '../../fixtures/exports/all.ts'
import { openCsv } from '../../src/csv/open.ts'
import { rowJudge } from '../../src/import/judge-rows.ts'
import { draftMapping } from '../../src/init/draft-mapping.ts'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { sampleFile, seedDefinitions, written } from './drafting.ts'

const folder = join(import.meta.dirname, '../../fixtures/exports')
const never = new AbortController().signal

interface Expected {
  readonly object: string
  readonly rows: number
  readonly key: string
  /** Keys of the mapping and the columns that they are read from, as `check` shows them. */
  readonly placed: Readonly<Record<string, readonly string[]>>
  readonly unplaced: readonly string[]
  /** Keys that a person has something to decide about. */
  readonly decisions: readonly string[]
  /** What the rows are that cannot be sent before that, as key and code. */
  readonly refused: readonly string[]
}

const all: Readonly<Record<string, Expected>> = {
  'hubspot-deals.csv': {
    object: 'opportunity',
    rows: 120,
    key: 'Record ID',
    placed: {
      $name: ['Deal Name'],
      $stage: ['Deal Stage'],
      amount: ['Amount'],
      closeDate: ['Close Date'],
      probability: ['Deal probability'],
      description: ['Deal Description'],
      nextStep: ['Next step'],
      sourceId: ['Record ID'],
      $account: ['Associated Company'],
      $owner: ['Deal owner'],
    },
    unplaced: [
      'Amount in company currency',
      'Currency',
      'Deal Type',
      'Original Source Type',
      'Pipeline',
      'Priority',
      'Create Date',
      'Last Modified Date',
      'Number of Associated Contacts',
      'Associated Contact',
      'Associated Company IDs',
    ],
    decisions: ['$champion', '$stage', '$account'],
    refused: ['$account required_blank', '$stage unknown_option'],
  },
  'salesforce-opportunities.csv': {
    object: 'opportunity',
    rows: 150,
    key: 'Opportunity ID',
    placed: {
      $name: ['Opportunity Name'],
      $stage: ['Stage'],
      amount: ['Amount'],
      closeDate: ['Close Date'],
      probability: ['Probability (%)'],
      leadSource: ['Lead Source'],
      nextStep: ['Next Step'],
      sourceId: ['Opportunity ID'],
      $account: ['Account Name'],
      $owner: ['Opportunity Owner'],
    },
    unplaced: ['Amount Currency', 'Owner Role', 'Type', 'Age', 'Fiscal Period', 'Created Date'],
    decisions: ['$stage', 'leadSource'],
    refused: ['$stage unknown_option', 'leadSource unknown_option'],
  },
  'pipedrive-deals.csv': {
    object: 'opportunity',
    rows: 90,
    key: 'Deal - ID',
    placed: {
      $name: ['Deal - Title'],
      $stage: ['Deal - Stage'],
      amount: ['Deal - Value'],
      closeDate: ['Deal - Expected close date'],
      segments: ['Deal - Label'],
      sourceId: ['Deal - ID'],
      contactEmail: ['Person - Email - Work'],
      $account: ['Deal - Organization'],
      $owner: ['Deal - Owner'],
    },
    unplaced: [
      'Deal - Currency of Value',
      'Deal - Weighted value',
      'Deal - Contact person',
      'Deal - Pipeline',
      'Deal - Status',
      'Deal - Probability',
      'Deal - Deal created',
      'Deal - Update time',
      'Deal - Next activity date',
      'Deal - Won time',
      'Deal - Lost time',
      'Deal - Lost reason',
      'Deal - Total activities',
      'Deal - Visible to',
    ],
    decisions: ['$champion', '$stage'],
    refused: ['$stage unknown_option'],
  },
  'attio-companies.csv': {
    object: 'account',
    rows: 72,
    key: 'Record ID',
    placed: {
      $name: ['Record'],
      $website: ['Domains'],
      $industry: ['Categories'],
      $headcount: ['Employee range'],
      $linkedIn: ['LinkedIn'],
      $twitter: ['Twitter'],
      $facebook: ['Facebook'],
      $instagram: ['Instagram'],
      $primaryAddress: [
        'Primary location > Line 1',
        'Primary location > Locality',
        'Primary location > Region',
        'Primary location > Postcode',
        'Primary location > Country',
      ],
      annualRevenue: ['Estimated ARR'],
    },
    unplaced: [
      'Description',
      'Team',
      'Logo URL',
      'Twitter follower count',
      'Funding raised',
      'Foundation date',
      'Connection strength',
      'Last interaction > When',
      'Created at',
      'Created by',
    ],
    decisions: ['$industry', '$headcount'],
    refused: ['$headcount unknown_option', '$industry unknown_option'],
  },
  'spreadsheet-contacts.csv': {
    object: 'contact',
    rows: 56,
    key: 'Nr',
    placed: {
      $name: ['Vorname', 'Nachname'],
      $email: ['E-Mail'],
      phone: ['Telefon'],
      jobTitle: ['Position'],
      $account: ['Firma'],
    },
    unplaced: [
      'Anrede',
      'Mobil',
      'Straße',
      'PLZ',
      'Ort',
      'Land',
      'Letzter Kontakt',
      'Umsatz (EUR)',
      'Newsletter',
      'Bemerkungen',
    ],
    decisions: [],
    refused: [],
  },
}

const cases = Object.entries(all).map(([name, expected]) => ({ name, ...expected }))

test.each(cases)('the columns of $name are placed where a person would place them', async expected => {
  const { draft, text } = await draftExport(expected)
  const mapping = parseMapping(text, 'drafted.yaml')
  const { columns } = await sampleColumns(expected.name)
  const compiled = compileMapping(mapping, columns, seedDefinitions(expected.object))
  expect(Object.fromEntries(compiled.bindings.map(({ key, columns }) => [key, columns]))).toEqual(expected.placed)
  expect(mapping.key).toEqual([expected.key])
  expect(draft.leftOut.map(({ column }) => column)).toEqual(expected.unplaced)
  expect(draft.missing).toEqual([])
})

test.each(cases)('every row of $name can be sent, but for what is left to decide: $decisions', async expected => {
  const { draft, text } = await draftExport(expected)
  const { rows, refused } = await judgeExport(expected, text)
  expect(rows).toBe(expected.rows)
  expect(refused).toEqual(expected.refused)
  expect([...new Set(draft.decisions.map(({ key }) => key))]).toEqual(expected.decisions)
})

test.each([...exports])('generating %s again gives the file that is there, byte by byte', async (name, content) => {
  expect((await readFile(join(folder, name))).equals(content)).toBe(true)
})

async function draftExport({ name, object }: { readonly name: string; readonly object: string }) {
  return written(draftMapping(await sampleFile(join(folder, name)), object, seedDefinitions(object)))
}

async function sampleColumns(name: string): Promise<{ readonly columns: readonly string[] }> {
  const { columns } = await sampleFile(join(folder, name))
  return { columns: columns.map(column => column.name) }
}

/** Judges every row as `check` does. */
async function judgeExport({ name, object }: { readonly name: string; readonly object: string }, text: string) {
  await using reader = await openCsv(join(folder, name), {}, never)
  const compiled = compileMapping(parseMapping(text, 'drafted.yaml'), reader.columns, seedDefinitions(object))
  const refused = new Set<string>()
  let rows = 0
  const judge = rowJudge(reader.columns, compiled)
  for await (const batch of reader.batches(never)) {
    for (const row of batch) {
      const { verdict } = judge(row)
      rows += 1
      if (verdict.kind === 'duplicate') refused.add('duplicate')
      if (verdict.kind === 'invalid') for (const { param, code } of verdict.errors) refused.add(`${param} ${code}`)
    }
  }
  return { rows, refused: [...refused].sort() }
}
