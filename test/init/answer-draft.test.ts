import { describe, expect, test } from 'vitest'
import {
  answerEntry,
  answerKey,
  answerMissing,
  answerMode,
  answerOnError,
  answerWords,
  settleColumn,
} from '../../src/init/answer-draft.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { draftOf } from './drafting.ts'

const accounts = {
  Company: ['Acme', 'Globex', 'Initech', 'Hooli', 'Umbrella', 'Stark'],
  Sector: ['Software', 'Tech: new', 'Toys', 'Retail', 'Retail', 'Retail'],
  Country: ['US', 'GB', 'Narnia', 'US', 'US', 'US'],
  Mascot: ['cat', 'dog', 'owl', 'fox', 'bee', 'ant'],
}

const deals = {
  Product: ['Basic', 'Plus'],
  Company: ['Acme', 'Globex'],
  Stage: ['Won', 'Engaging'],
  'Close Date': ['03/04/2026', '05/06/2026'],
}

/** The mapping that a text is, by what it says of each key. */
function ruled(text: string | null) {
  const mapping = parseMapping(text ?? '', 'test.yaml')
  return { mapping, lines: (text ?? '').split('\n') }
}

describe('an answer is written where the draft asks for it', () => {
  test('the key takes the place of its proposal', async () => {
    const { text } = await draftOf('account', accounts)
    const { mapping } = ruled(answerKey(text, 'Mascot'))
    expect(mapping.key).toEqual(['Mascot'])
  })

  test('the mode comes with what records are matched by', async () => {
    const { text } = await draftOf('account', accounts)
    const { lines } = ruled(answerMode(text, 'upsert', '$name'))
    expect(lines).toContain('mode: upsert')
    expect(lines).toContain('match: $name')
  })

  test('words get their meanings, and the others stay comments', async () => {
    const { text } = await draftOf('account', accounts)
    const answered = answerWords(text, '$industry', new Map([['Tech: new', 'Software']]))
    const { lines } = ruled(answered)
    expect(lines).toContain('    values:')
    expect(lines).toContain('      "Tech: new": Software')
    expect(lines.some(line => line.startsWith('      # Toys: ?'))).toBe(true)
    expect(ruled(answerWords(answered ?? '', '$industry', new Map([['Toys', null]]))).lines).toContain(
      '      Toys: null',
    )
  })

  test('a word of one part of an address too', async () => {
    const { text } = await draftOf('account', accounts)
    const { lines } = ruled(answerWords(text, '$primaryAddress', new Map([['Narnia', 'GB']])))
    expect(lines).toContain('        Narnia: GB')
  })

  test('a field may be left out where its value cannot be read', async () => {
    const { text } = await draftOf('account', accounts)
    const { lines } = ruled(answerOnError(text, '$industry'))
    expect(lines[lines.indexOf('    column: Sector') + 1]).toBe('    on_error: omit')
  })

  test('a required field gets its rule, and the question goes', async () => {
    const { text } = await draftOf('opportunity', deals)
    expect(text).toContain('# $name: ?')
    const options = new Map([['template', '{Company} - {Product}']])
    const entry = { kind: 'rule', key: '$name', columns: [], rule: { options, words: [] }, notes: [] } as const
    const { lines, mapping } = ruled(answerEntry(text, 'fields', entry))
    expect(lines).toContain('  $name: { template: "{Company} - {Product}" }')
    expect(lines.join('\n')).not.toContain('# $name: ?')
    expect(mapping.fields.has('$stage')).toBe(true)
  })

  test('of several ways to read a date one is left', async () => {
    const { text } = await draftOf('opportunity', deals)
    expect(text.split('\n').filter(line => line.includes('# closeDate: '))).toHaveLength(2)
    const options = new Map([
      ['column', 'Close Date'],
      ['format', 'dd/MM/yyyy'],
    ])
    const entry = { kind: 'rule', key: 'closeDate', columns: [], rule: { options, words: [] }, notes: [] } as const
    const { lines } = ruled(answerEntry(text, 'fields', entry))
    expect(lines.filter(line => line.includes('closeDate'))).toEqual([
      '  closeDate: { column: Close Date, format: dd/MM/yyyy }',
    ])
    expect(lines.join('\n')).not.toContain('decide how')
  })

  test('a section that the draft had no use for is made', async () => {
    const { text } = await draftOf('contact', { Mascot: ['cat', 'cat'] })
    expect(text).not.toMatch(/^(# )?fields:/m)
    const options = new Map([['column', 'Mascot']])
    const entry = { kind: 'rule', key: '$name', columns: [], rule: { options, words: [] }, notes: [] } as const
    const answered = settleColumn(answerEntry(text, 'fields', entry), 'Mascot')
    expect(ruled(answered).mapping.fields.has('$name')).toBe(true)
    expect(answered).not.toContain('#   Mascot: ')
  })

  test('what is not there may be created', async () => {
    const { text } = await draftOf('opportunity', deals)
    const answered = answerMissing(text, '$account', 'create')
    expect(ruled(answered).lines).toContain(
      '  $account: { column: Company, find: { object: account, by: $name, missing: create } }',
    )
    expect(answerMissing(answered ?? '', '$account', 'omit')).toBe(null)
  })
})

test.each([
  ['key', (text: string) => answerKey(text, 'Company')],
  ['mode', (text: string) => answerMode(text, 'upsert', '$name')],
  ['words', (text: string) => answerWords(text, '$industry', new Map([['Toys', 'Retail']]))],
  ['error', (text: string) => answerOnError(text, '$industry')],
  ['missing', (text: string) => answerMissing(text, '$account', 'create')],
])('a text that is no draft any more takes no answer (%s)', (_, answer) => {
  expect(answer('object: account\nfields: { $name: Company }\n')).toBe(null)
})
