import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draftMapping } from '../../src/init/draft-mapping.ts'
import type { ColumnProfile } from '../../src/init/sample.ts'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { columnName } from '../../src/model/column-name.ts'
import { quirk } from '../csv/read-csv.ts'
import { draftOf, sampleFile, sampleOf, seedDefinitions, written } from './drafting.ts'

const name = ['Rocket', 'Boat', 'Kite']
const opportunity = { 'Deal Name': name, Stage: ['Lead', 'Won', 'Lost'], Company: ['Acme', 'Acme', 'Bolt'] }

describe('dates', () => {
  test.each([
    [['2026-10-20', '2026-01-02'], '  closeDate: Close Date\n'],
    [['10/20/2026', '01/02/2026'], '  closeDate: { column: Close Date, format: MM/dd/yyyy }\n'],
    [['20/10/2026', '01/02/2026'], '  closeDate: { column: Close Date, format: dd/MM/yyyy }\n'],
    [['2026-10-20 17:05', '2026-01-02 09:00'], '  closeDate: Close Date   # times are taken as UTC: add `zone` where'],
    [['2026-10-20T17:05:00Z', '2026-01-02T09:00:00+01:00'], '  closeDate: Close Date\n'],
    [['20.10.2026', '1.2.2026'], '  closeDate: { column: Close Date, format: dd.MM.yyyy }\n'],
  ])('%j are written as %s', async (dates, line) => {
    const { text, draft } = await draftOf('opportunity', { ...opportunity, 'Close Date': dates })
    expect(text).toContain(line)
    expect(draft.decisions).toEqual([])
  })

  test('that can be read in two ways are a comment with both, and no guess', async () => {
    const { text, draft } = await draftOf('opportunity', { ...opportunity, 'Close Date': ['03/04/2026', '05/06/2026'] })
    expect(text).toContain('  # closeDate: { column: Close Date, format: MM/dd/yyyy }\n')
    expect(text).toContain('  # closeDate: { column: Close Date, format: dd/MM/yyyy }\n')
    expect(parseMapping(text, 'm.yaml').fields.has('closeDate')).toBe(false)
    expect(draft.decisions.map(({ key }) => key)).toEqual(['closeDate'])
  })

  test('one day past the twelfth anywhere in the sample settles the order', async () => {
    const dates = [...Array.from({ length: 500 }, () => '03/04/2026'), '03/13/2026']
    const { text } = await draftOf('opportunity', {
      'Deal Name': dates.map((_, index) => `Deal ${index}`),
      'Close Date': dates,
    })
    expect(text).toContain('format: MM/dd/yyyy }')
  })
})

test.each([
  [['12,5', '1.234'], '  amount: { column: Amount, decimal: "," }\n'],
  [['1234.50', '$1,234'], '  amount: Amount\n'],
])('the decimal sign of %j is declared where it has to be', async (amounts, line) => {
  const { text } = await draftOf('opportunity', { ...opportunity, Amount: amounts })
  expect(text).toContain(line)
})

test('amounts that can be read in two ways are a comment with both decimal signs', async () => {
  const { text, draft } = await draftOf('opportunity', { ...opportunity, Amount: ['1,234', '2,500'] })
  expect(text).toContain('  # amount: { column: Amount, decimal: "." }\n  # amount: { column: Amount, decimal: "," }\n')
  expect(draft.decisions.map(({ key }) => key)).toEqual(['amount'])
})

test.each([
  ['opportunity', 'Account ID', ['001x02', '001x03', '001x02'], 'like $account, but with the ids of another product'],
  ['opportunity', 'CREATEDBYID', ['005', '006', '005'], 'what a CRM keeps or counts by itself'],
  ['opportunity', 'SYSTEMMODSTAMP', ['2026-01-01', '2026-01-02', '2026-01-02'], 'what a CRM keeps or counts by itself'],
  ['account', 'Location', ['Paris', 'Berlin', 'Rome'], 'like $primaryAddress.country, which takes other values'],
])('in a file of %s, %s is left out as what it is', async (object, column, cells, reason) => {
  const { draft } = await draftOf(object, { Name: ['a', 'b', 'c'], [column]: cells })
  expect(draft.leftOut).toEqual([expect.objectContaining({ column, reason })])
})

test.each([
  [['Acme, Inc.', 'Globex'], '{ column: Company, find: { object: account, by: $name } }'],
  [['Acme; Globex', 'Bolt'], '{ column: Company, split: ";", find: { object: account, by: $name } }'],
  [['acc_1, acc_2', 'acc_3'], '{ column: Company, split: "," }'],
  [['a.example, b.example', ''], '{ column: Company, split: ",", find: { object: account, by: $website } }'],
])('the accounts %j of a note are drafted as %s', async (cells, rule) => {
  const sample = await sampleOf({ Title: ['a', 'b'], Company: cells })
  const { text } = written(draftMapping(sample, 'note', null))
  expect(text).toContain(`  $account: ${rule}\n`)
})

test('a draft that places nothing says so', async () => {
  const { draft } = await draftOf('contact', { Size: ['44'] })
  expect(draft.decisions).toEqual([{ key: 'fields', message: 'no column was placed: say which column fills what' }])
})

test.each([
  ['account', 'product', ['GTX Basic', 'GTX Pro', 'MG Special']],
  ['contact', 'sales_agent', ['Ada King', 'Bo Li', 'Cy Young']],
])('in a file of %s that names nothing, the words of %s may be the name', async (object, column, cells) => {
  const { text, draft } = await draftOf(object, { [column]: cells, series: ['A', 'A', 'B'], price: ['1', '2', '3'] })
  expect(text).toContain(`  # unsure: is "${column}" this?\n  # $name: ${column}\n`)
  expect(text).not.toContain('$name: ?')
  expect(draft.decisions).toContainEqual({ key: '$name', message: `unsure: is "${column}" this?` })
})

test.each([
  ['account', ['A-1', 'B-2', 'C-3']],
  ['account', ['a@x.example', 'b@x.example', 'c@x.example']],
  ['opportunity', ['red', 'blue', 'green']],
])('in a file of %s the values %j are no name', async (object, cells) => {
  const { text } = await draftOf(object, { what: cells })
  expect(text).not.toContain('# $name: what')
})

test('ids of another product for a required record lead to the import that makes it', async () => {
  const { text, draft } = await draftOf('opportunity', { Name: ['a', 'b'], 'Account ID': ['001x02', '001x03'] })
  expect(text).toContain('  # $account: { column: Account ID, import: accounts }\n')
  expect(text).not.toContain('$account: ?')
  expect(draft.missing).toContainEqual({ section: 'relationships', key: '$account' })
  const [told] = draft.decisions.filter(({ key }) => key === '$account')
  expect(told?.message).toContain('import each account first with that id as its key')
})

test('required records that rows leave blank: what becomes of such rows is said, with the number of them', async () => {
  const companies = Array.from({ length: 1_500 }, (_, at) => (at < 1_200 ? '' : `Firm ${at}`))
  const { draft } = await draftOf('opportunity', { Company: companies })
  expect(draft.decisions).toContainEqual({
    key: '$account',
    message:
      '"Company" is blank in 1,200 rows, and required: such rows are not sent; fill it in, or name a record for them all with `default`',
  })
})

test('a column is not called blank for rows that could not be read', () => {
  const columns = [{ name: 'Email', values: new Map(), filled: 0, blank: 0 }]
  const draft = draftMapping({ columns, rows: 1, unreadableRows: 1, isWhole: true }, 'contact', null)
  expect(draft.leftOut).toEqual([
    { column: 'Email', reason: 'blank in every row that could be read', isIgnored: false },
  ])
})

test('columns of real exports are found: values to close, sellers, countries that are called locations', async () => {
  const deals = await draftOf('opportunity', { close_value: ['1054', '0', ''], sales_agent: ['Ada King', 'Bo Li', ''] })
  expect(deals.text).toContain('  amount: close_value\n')
  expect(deals.text).toContain('  $owner: { column: sales_agent, find: { object: member, by: $name } }\n')
  const accounts = await draftOf('account', { account: ['a', 'b'], office_location: ['Kenya', 'United States'] })
  expect(accounts.text).toContain('    country: office_location\n')
})

test('words that are options need nothing said; likely ones are mapped, and the rest is asked about with its rows', async () => {
  const { text, draft } = await draftOf('opportunity', {
    'Deal Name': ['a', 'b', 'c', 'd', 'e'],
    Company: ['A', 'B', 'C', 'D', 'E'],
    Phase: ['closedwon', 'Lead', 'Warten', 'Warten', 'Closed Lost'],
  })
  expect(text).toContain(`  $stage:
    column: Phase
    values:
      closedwon: Won
      Closed Lost: Lost
      # one of: Lead, Qualified, Proposal, Negotiation, Won, Lost
      # Warten: ?   # 2 rows
`)
  expect(draft.decisions).toEqual([
    { key: '$stage', message: 'say under `values` what these words stand for: Warten (2 rows)' },
  ])
})

test('a file without anything for the required keys is told so, and says in its comments what is missing', async () => {
  const { text, draft } = await draftOf('opportunity', { Colour: ['red', 'blue'] })
  expect(draft.missing.map(({ key }) => key)).toEqual(['$name', '$stage', '$account'])
  expect(draft.leftOut).toEqual([{ column: 'Colour', reason: 'no field of opportunity is like it', isIgnored: false }])
  expect(text).toContain('# fields:\n  # $name: ?')
  expect(parseMapping(text, 'm.yaml').fields.size).toBe(0)
})

test('telephone numbers as dialled at home belong to the country that the file names most', async () => {
  const phones = ['0221 4710123', '040 3008112', '+43 1 4277123']
  const names = { Name: ['a', 'b', 'c'], Telefon: phones }
  const here = await draftOf('account', { ...names, Land: ['Deutschland', 'Deutschland', 'Österreich'] })
  expect(here.text).toContain('  phone: { column: Telefon, region: DE }\n')
  const nowhere = await draftOf('account', names)
  expect(nowhere.text).toContain('  phone: Telefon   # numbers without + are taken as US numbers: add `region`')
})

test('several values in one cell are split where all their parts are values', async () => {
  const { text } = await draftOf('account', {
    Name: ['a', 'b'],
    Domains: ['a.example.com,a.example.org', 'b.example.com'],
    Industry: ['Software;Retail', 'Energy'],
  })
  expect(text).toContain('  $website: { column: Domains, split: "," }\n')
  expect(text).toContain('  $industry: { column: Industry, split: ";" }\n')
})

describe('the key', () => {
  test.each([
    [{ 'Deal ID': ['7', '8', '9'], ...opportunity }, 'key: [Deal ID]\n'],
    [{ 'Deal ID': ['7', '7', '9'], ...opportunity }, '# key: [Deal Name]   #'],
    [{ 'Deal ID': ['7', '', '9'], ...opportunity }, '# key: [Deal Name]   #'],
    [{ ...opportunity, 'Deal Name': ['a', 'a', 'b'] }, '# key: ?   #'],
  ])('of %j is %s', async (columns, line) => {
    expect((await draftOf('opportunity', columns)).text).toContain(line)
  })
})

test.each<[string, Record<string, string[]>, string]>([
  [
    'contact',
    { 'First Name': ['Ada'], 'Last Name': ['King'] },
    '  $name:\n    firstName: First Name\n    lastName: Last Name\n',
  ],
  ['contact', { Name: ['Ada King'], Email: ['a@example.com'] }, '  $name: Name\n  $email: Email\n'],
  ['contact', { Vorname: ['Ada'], Name: ['King'] }, '    firstName: Vorname\n    lastName: Name\n'],
  ['contact', { Prénom: ['Ada'], 'Nom de famille': ['King'] }, '    firstName: Prénom\n    lastName: Nom de famille\n'],
  [
    'contact',
    { 'Job Title': ['CEO'], Empresa: ['Acme'] },
    '  $account: { column: Empresa, find: { object: account, by: $name } }\n',
  ],
  [
    'account',
    { 'Account Name': ['Acme'], 'Billing Zip/Postal Code': ['1'] },
    '    postalCode: Billing Zip/Postal Code\n',
  ],
  ['account', { Firma: ['Acme'], Land: ['Deutschland'], Ort: ['Köln'] }, '    city: Ort\n    country:'],
  ['account', { Name: ['Acme'], Mitarbeiter: ['11-50 employees'] }, '      11-50 employees: 11-50\n'],
  [
    'account',
    { Name: ['Acme'], 'Company owner': ['ada@example.com'] },
    '  $owner: { column: Company owner, find: { object: member, by: $email } }\n',
  ],
  [
    'contact',
    { 'Company Domain Name': ['acme.com', 'bolt.io'] },
    '  $account: { column: Company Domain Name, find: { object: account, by: $website } }\n',
  ],
  ['opportunity', { Dealname: ['a'], Betrag: ['1'] }, '  $name: Dealname\n  amount: Betrag\n'],
  ['opportunity', { StageName: ['Won'], AccountId: ['acc_00000001'] }, '  $stage: StageName\n'],
  ['opportunity', { Account: ['acc_00000001'] }, '  $account: Account\n'],
  [
    'opportunity',
    { 'Nombre del negocio': ['a'], Importe: ['1'], 'Fecha de cierre': ['2026-01-01'] },
    '  amount: Importe\n  closeDate: Fecha de cierre\n',
  ],
  [
    'project',
    { Name: ['a'], Budget: ['1'], Client: ['Acme'] },
    '  client: { column: Client, find: { object: account, by: $name } }\n',
  ],
  [
    'task',
    { Task: ['Call'], Status: ['Completed', 'Not started'] },
    '      Completed: Complete\n      Not started: To do\n',
  ],
  ['note', { Title: ['Call'], 'Note Body': ['Well'], Company: ['Acme'] }, '  $title: Title\n  $content: Note Body\n'],
  ['task', { Subject: ['Call'], 'Due Date': ['2026-01-01'], 'Assigned To': ['a@example.com'] }, '  $title: Subject\n'],
])('%s: the columns of %j become %s', async (object, columns, lines) => {
  expect((await draftOf(object, columns)).text).toContain(lines)
})

test('a column whose values the field cannot take is not placed there', async () => {
  const { draft } = await draftOf('opportunity', { ...opportunity, Amount: ['much', 'more', 'less'] })
  expect(draft.leftOut).toEqual([
    { column: 'Amount', reason: 'like amount, which takes other values', isIgnored: false },
  ])
})

test('ids of another product are not taken for records of Lightfield', async () => {
  const ids = ['0055g00000XXXXXAAA', '0055g00000XXXXYAAA']
  const { draft } = await draftOf('opportunity', { ...opportunity, OwnerId: ids })
  expect(draft.leftOut).toEqual([
    { column: 'OwnerId', reason: 'like $owner, but with the ids of another product', isIgnored: false },
  ])
})

test('a few values that a field cannot take are told, and do not keep the column from its place', async () => {
  const amounts = [...Array.from({ length: 9 }, (_, index) => `${index}.50`), 'unknown']
  const { text, draft } = await draftOf('opportunity', { ...opportunity, Amount: amounts })
  expect(text).toContain('  amount: Amount   # 1 row cannot be read like this\n')
  expect(draft.decisions).toContainEqual({ key: 'amount', message: '1 row of "Amount" cannot be read as CURRENCY' })
})

test('amounts in another currency than the field are something to decide about', async () => {
  const columns = { ...opportunity, Amount: ['1', '2', '3'], Currency: ['USD', 'EUR', 'EUR'] }
  const { draft } = await draftOf('opportunity', columns)
  expect(draft.decisions.map(({ message }) => message)).toEqual([
    `"Currency" names another currency than USD, the field's own, in 2 rows`,
  ])
})

test('values of cells are not written down, but for words of selects and countries', async () => {
  const columns = { ...opportunity, 'Close Date': ['2026-10-20'], Amount: ['77123'], Notes: ['top secret'] }
  const { text, draft } = await draftOf('opportunity', columns)
  for (const value of ['Rocket', 'Acme', '2026', '77123', 'top secret']) {
    expect(text + JSON.stringify(draft)).not.toContain(value)
  }
})

test('without definitions the documented fields are all that is proposed', async () => {
  const sample = await sampleOf({ ...opportunity, Amount: ['1', '2', '3'] })
  const { text } = written(draftMapping(sample, 'opportunity', null))
  expect([...parseMapping(text, 'm.yaml').fields.keys()]).toEqual(['$name', '$stage'])
  expect(text).toContain('  $stage: Stage   # the options are not known here')
})

test('a sample ends at its bound, and the mapping says how much was looked at', async () => {
  const sample = await sampleFile(quirk('hostile-columns.csv'), { maxRows: 0, maxCharacters: 100 })
  expect(sample).toMatchObject({ rows: 0, isWhole: false })
  const { text } = written(draftMapping(sample, 'opportunity', seedDefinitions('opportunity')))
  expect(text).toContain('(rows looked at: the first 0)')
})

test('rows that cannot be read are counted, and nothing of them is used', async () => {
  const sample = await sampleFile(quirk('ragged-rows.csv'))
  const { draft, text } = written(draftMapping(sample, 'opportunity', seedDefinitions('opportunity')))
  expect(draft).toMatchObject({ rows: 4, unreadableRows: 2 })
  expect(text).toContain('(rows looked at: 4, all of them; 2 rows could not be read).')
})

test('columns with names that programs keep for themselves are ordinary columns', async () => {
  const sample = await sampleFile(quirk('hostile-columns.csv'))
  const { draft } = written(draftMapping(sample, 'opportunity', seedDefinitions('opportunity')))
  expect(draft.leftOut.map(({ column }) => column)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
})

test('whatever stands in the cells, the draft is a mapping that the file can be read with', () => {
  const names = ['Name', 'Website', 'Industry', 'Headcount', 'Country', 'Phone', 'Annual revenue', 'Customer since']
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      'Software',
      'won',
      '11-50 people',
      '1,234',
      '03/04/2026',
      'Deutschland',
      '__proto__',
      '030 1234567',
    ),
    fc.constantFrom('a; b', 'x'.repeat(2000), `${'Software '.repeat(300)}`, '- a: {b', '# c'),
  )
  const definitions = seedDefinitions('account')
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 5 }), rows => {
      const columns = names.map((name, index) =>
        profileOf(
          name,
          rows.map(row => (row[index] ?? '').trim()),
        ),
      )
      const sample = { columns, rows: rows.length, unreadableRows: 0, isWhole: true }
      const { draft, text } = written(draftMapping(sample, 'account', definitions))
      const mapping = parseMapping(text, 'm.yaml')
      if (draft.missing.length === 0) expect(() => compileMapping(mapping, names, definitions)).not.toThrow()
    }),
    { numRuns: 100 },
  )
})

test('whatever columns are called, the draft is a mapping that names them as they are', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      'null',
      '~',
      '# x',
      '- a',
      '{a}',
      '[a',
      'a: b',
      '&a',
      '*a',
      '!a',
      '007',
      '"',
      "'",
      'a\nb',
      '__proto__',
    ),
  )
  fc.assert(
    fc.property(hostile, hostile, hostile, (id, deal, other) => {
      const names = [id, deal, other].map((name, index) => columnName(`${name}${index}`))
      const values = [new Map([['x', 1]]), new Map([['y', 1]]), new Map([['z', 1]])]
      const columns = names.map((name, index) => ({ name, values: values[index] ?? new Map(), filled: 1, blank: 0 }))
      const drafted = draftMapping({ columns, rows: 1, unreadableRows: 0, isWhole: true }, 'contact', null)
      const [first = '', second = '', third = ''] = names
      const rule = (column: string) => ({ options: new Map([['column', column]]), words: [] })
      const words = [{ word: third, meaning: second, rows: 1, hint: first }]
      const { text } = written({
        ...drafted,
        key: { column: first, isSure: true },
        fields: [
          { kind: 'rule', key: '$email', columns: [second], rule: rule(second), notes: [third] },
          { kind: 'rule', key: 'custom', columns: [third], rule: { ...rule(third), words }, notes: [] },
        ],
        leftOut: [
          { column: third, reason: first, isIgnored: true },
          { column: second, reason: third, isIgnored: false },
        ],
      })
      const mapping = parseMapping(text, 'm.yaml')
      expect(mapping.key).toEqual([first])
      expect(mapping.ignore).toEqual([third])
      const compiled = compileMapping({ ...mapping, fields: mapping.fields }, names, null)
      expect(compiled.bindings.map(({ columns }) => columns)).toEqual([[second], [third]])
    }),
    { numRuns: 100 },
  )
})

test('words of a select that depends on another one are read as the import reads them', async () => {
  const field = { readOnly: false, multipleValues: null, currency: null, handleService: null }
  const continents = { ...field, key: 'continent', label: 'Continent', valueType: 'SINGLE_SELECT' as const }
  const city = { ...continents, key: 'city', label: 'City', parentFieldKey: 'continent' }
  const sample = await sampleOf({ Continent: ['Europe', 'America'], City: ['Paris', 'Paris'] })
  const { draft, text } = written(
    draftMapping(sample, 'branch', {
      objectType: 'branch',
      fields: new Map([
        [
          'continent',
          {
            ...continents,
            parentFieldKey: null,
            options: [
              { id: 'opt_eu', label: 'Europe', parentId: null },
              { id: 'opt_am', label: 'America', parentId: null },
            ],
          },
        ],
        [
          'city',
          {
            ...city,
            options: [
              { id: 'opt_paris_fr', label: 'Paris', parentId: 'opt_eu' },
              { id: 'opt_paris_tx', label: 'Paris', parentId: 'opt_am' },
            ],
          },
        ],
      ]),
      relationships: new Map(),
    }),
  )
  expect(text).toContain('fields:\n  continent: Continent\n  city: City\n')
  expect(draft.decisions).toEqual([])
})

function profileOf(name: string, cells: readonly string[]): ColumnProfile {
  const filled = cells.filter(cell => cell !== '')
  const values = new Map([...Map.groupBy(filled, cell => cell)].map(([cell, those]) => [cell, those.length]))
  return { name, values, filled: filled.length, blank: cells.length - filled.length }
}
