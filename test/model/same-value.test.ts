import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SelectOption, ValueType } from '../../src/model/definitions.ts'
import type { Fold } from '../../src/model/payload.ts'
import { blankValue, matchForm, sameValue } from '../../src/model/same-value.ts'
import { buildCatalog, type FieldModel } from '../../src/sandbox/catalog.ts'
import { readFieldValue } from '../../src/sandbox/field-values.ts'
import type { FieldSpec } from '../../src/sandbox/workspace.ts'

const stages: readonly SelectOption[] = [
  { id: 'opt_lead', label: 'Lead', parentId: null },
  { id: 'opt_won', label: 'Won', parentId: null },
  { id: 'opt_won_2', label: 'Won', parentId: null },
  { id: 'opt_upper', label: 'WON', parentId: null },
]

describe('writing the value would change nothing', () => {
  test.each<[ValueType | null, unknown, unknown]>([
    ['TEXT', 'one\r\ntwo', 'one\ntwo'],
    ['TEXT', 'Acme', ' Acme\n'],
    ['HTML', '<p>\r\n', '<p>'],
    ['NUMBER', 12.5, 12.5],
    ['NUMBER', 0, -0],
    ['NUMBER', 7, '7.0'],
    ['CURRENCY', '1200.50', 1200.5],
    ['CHECKBOX', false, false],
    ['DATETIME', '2026-06-29T22:00:00.000Z', '2026-06-30T00:00:00+02:00'],
    ['DATETIME', '2026-06-29T22:00:00.123Z', '2026-06-29T22:00:00.123456Z'],
    ['EMAIL', ['Ada@Example.com'], 'ada@example.com'],
    ['EMAIL', ['a@x.de', 'b@x.de'], ['B@x.de', 'a@x.de', 'A@x.de']],
    ['URL', ['https://Acme.example/'], 'https://acme.example'],
    ['URL', ['https://acme.example/About/'], ['HTTPS://ACME.example/About']],
    ['TELEPHONE', ['+12125550100'], '(212) 555-0100'],
    ['TELEPHONE', ['+12125550100;ext=12'], ['1 212 555 0100 ext. 12']],
    ['TELEPHONE', ['+442079460018'], ['tel:+44 20-7946-0018']],
    ['TELEPHONE', ['02079460018'], ['020 7946 0018']],
    ['TELEPHONE', ['+12125550100'], ['＋1 ２１２ 555 0100']],
    ['SOCIAL_HANDLE', 'https://x.com/Ada', 'http://www.twitter.com/ada/'],
    ['SOCIAL_HANDLE', 'https://www.linkedin.com/in/ada', 'https://linkedin.com/in/ada'],
    ['SINGLE_SELECT', 'opt_lead', 'Lead'],
    ['SINGLE_SELECT', 'opt_lead', 'lead '],
    ['SINGLE_SELECT', 'Lead', 'opt_lead'],
    ['SINGLE_SELECT', 'opt_won_2', 'Won'],
    ['SINGLE_SELECT', 'opt_upper', 'WON'],
    ['SINGLE_SELECT', 'not listed', 'not listed'],
    ['MULTI_SELECT', ['opt_lead', 'opt_upper'], ['WON', 'Lead']],
    ['MULTI_SELECT', ['opt_lead'], 'Lead'],
    ['ADDRESS', { city: 'Paris', street: null, state: ' ' }, { city: 'Paris' }],
    ['ADDRESS', { city: 'Paris', latitude: 48.85 }, { latitude: 48.85, city: 'Paris ' }],
    ['FULL_NAME', { firstName: 'Ada', lastName: null }, { firstName: 'Ada' }],
    ['FULL_NAME', { firstName: 'Ada', lastName: 'Lovelace' }, 'Ada  Lovelace'],
    [null, '2026-06-29T22:00:00.000Z', '2026-06-30T00:00:00+02:00'],
    [null, ['Ada@Example.com'], 'ada@example.com'],
    [null, 'https://Acme.example', 'https://acme.example/'],
    [null, 5, '5'],
    [null, { city: 'Paris', country: null }, { city: 'Paris' }],
    [null, ['b', 'a'], ['a', 'b']],
  ])('%s: %j holds %j', (type, held, wanted) => {
    expect(sameValue(held, wanted, type, stages)).toBe(true)
    expect(sameValue(wanted, held, type, stages)).toBe(true)
  })

  test.each<[ValueType | null, unknown, unknown]>([
    ['TEXT', 'Acme', 'acme'],
    ['TEXT', 'a b', 'a  b'],
    ['TEXT', '2026-06-29T22:00:00Z', '2026-06-29T22:00:00.000Z'],
    ['NUMBER', 1, 2],
    ['NUMBER', 0, null],
    ['CHECKBOX', false, null],
    ['CHECKBOX', true, false],
    ['DATETIME', '2026-06-29T22:00:00.000Z', '2026-06-29T22:00:01Z'],
    ['EMAIL', ['a@x.de', 'b@x.de'], ['a@x.de']],
    ['EMAIL', [], ['a@x.de']],
    ['URL', 'http://acme.example', 'https://acme.example'],
    ['URL', 'https://acme.example', 'https://www.acme.example'],
    ['URL', 'https://acme.example/a', 'https://acme.example/A'],
    ['TELEPHONE', '+12125550100', '+12125550100;ext=1'],
    ['TELEPHONE', '+442079460018', '02079460018'],
    ['TELEPHONE', 'ask Ada', 'ask Grace'],
    ['SOCIAL_HANDLE', 'https://x.com/ada', 'https://x.com/ada2'],
    ['SOCIAL_HANDLE', 'https://nottwitter.com/ada', 'https://x.com/ada'],
    ['SINGLE_SELECT', 'opt_lead', 'Won'],
    ['SINGLE_SELECT', 'opt_won', 'opt_won_2'],
    ['SINGLE_SELECT', 'opt_upper', 'Won'],
    ['MULTI_SELECT', ['opt_lead'], ['Lead', 'WON']],
    ['ADDRESS', { city: 'Paris' }, { city: 'Paris', country: 'FR' }],
    ['ADDRESS', { city: 'Paris', country: 'FR' }, { city: 'Paris' }],
    ['ADDRESS', { street: 'Paris' }, { city: 'Paris' }],
    ['FULL_NAME', { firstName: 'Ada' }, { lastName: 'Ada' }],
    ['FULL_NAME', { constructor: 'x' }, {}],
    [null, 'Acme', 'ACME'],
    [null, ['a'], ['a', 'b']],
  ])('not so for %s: %j holds %j', (type, held, wanted) => {
    expect(sameValue(held, wanted, type, stages)).toBe(false)
    expect(sameValue(wanted, held, type, stages)).toBe(false)
  })

  const nothings = [null, undefined, '', ' \t', [], [''], [null], {}, { city: null, street: ' ' }]

  test.each(nothings)('nothing is nothing, as %j too', nothing => {
    for (const other of nothings) expect(sameValue(nothing, other, null, [])).toBe(true)
    expect(blankValue(nothing)).toBe(true)
    expect(matchForm(nothing, null, ['case', 'space'])).toEqual([])
  })

  test.each([[0], [false], ['x'], [['', 'x']], [{ city: 'Paris', street: '' }]])('%j is something', value => {
    expect(blankValue(value)).toBe(false)
    expect(sameValue(value, null, null, [])).toBe(false)
  })
})

describe('a look-up matches', () => {
  test.each<[ValueType | null, unknown, unknown, readonly Fold[]]>([
    ['TEXT', ' Acme ', 'Acme', []],
    ['TEXT', 'Zoe\u0301', 'Zo\u00e9', []],
    ['TEXT', 'ACME', 'acme', ['case']],
    ['TEXT', 'STRASSE', 'Straße', ['case']],
    ['TEXT', 'ΟΔΟΣ', 'οδος', ['case']],
    ['TEXT', 'İstanbul', 'İSTANBUL', ['case']],
    ['TEXT', 'ＡＢＣ', 'abc', ['case']],
    ['TEXT', 'GTX Pro', 'GTXPro', ['space']],
    ['TEXT', 'GTX\u00a0Pro', 'GTX Pro', ['space']],
    ['TEXT', 'gtx pro', 'GTXPro', ['case', 'space']],
    ['EMAIL', ['x@y.de', 'Ada@Example.com'], 'ada@example.com', []],
    ['URL', ['https://www.Acme.example/'], 'acme.example', []],
    ['URL', ['http://acme.example'], 'https://www.acme.example/', []],
    ['URL', ['https://acme.example/About'], 'acme.example/about', ['case']],
    ['TELEPHONE', ['+12125550100'], '212.555.0100', []],
    ['SOCIAL_HANDLE', 'https://x.com/ada', 'twitter.com/Ada', []],
    ['FULL_NAME', { lastName: 'Lovelace', firstName: 'Ada' }, 'Ada Lovelace', []],
    ['FULL_NAME', { firstName: 'Ada', lastName: null }, 'ada', ['case']],
    ['ADDRESS', { city: 'Paris', street: '1 Rue' }, '1 Rue Paris', []],
    ['NUMBER', 7, '7', []],
    ['CHECKBOX', true, 'true', []],
    ['DATETIME', '2026-06-29T22:00:00.000Z', '2026-06-30T00:00:00+02:00', []],
    ['SINGLE_SELECT', 'opt_lead', 'LEAD', []],
    ['SINGLE_SELECT', 'opt_won_2', 'Won', []],
    [null, ['Ada@Example.com'], 'ada@example.com', []],
    [null, 'https://www.Acme.example/', 'http://acme.example', []],
    [null, { firstName: 'Ada', lastName: 'Lovelace' }, 'Ada Lovelace', []],
    [null, 'Acme', ' Acme', []],
  ])('%s: %j by %j, folding %j', (type, held, wanted, fold) => {
    const forms = matchForm(held, type, fold, stages)
    expect(matchForm(wanted, type, fold, stages).some(form => forms.includes(form))).toBe(true)
  })

  test.each<[ValueType | null, unknown, unknown, readonly Fold[]]>([
    ['TEXT', 'ACME', 'acme', []],
    ['TEXT', 'GTX Pro', 'GTXPro', ['case']],
    ['TEXT', 'gtx pro', 'GTXPro', ['space']],
    ['TEXT', 'resume', 'résumé', ['case', 'space']],
    ['TEXT', 'https://acme.example', 'acme.example', []],
    ['EMAIL', ['ada@example.com.au'], 'ada@example.com', []],
    ['URL', ['https://acme.example/about'], 'acme.example', []],
    ['URL', ['https://wwwacme.example'], 'acme.example', []],
    ['SINGLE_SELECT', 'opt_lead', 'Won', []],
    [null, 'Meet @ Noon', 'meet @ noon', []],
  ])('not so for %s: %j by %j, folding %j', (type, held, wanted, fold) => {
    const forms = matchForm(held, type, fold, stages)
    expect(matchForm(wanted, type, fold, stages).some(form => forms.includes(form))).toBe(false)
  })

  test('a list has a form for each of its values, once', () => {
    expect(matchForm(['a@x.de', 'A@x.de', '', 'b@x.de'], 'EMAIL', [])).toEqual(['a@x.de', 'b@x.de'])
  })

  test('what is left of a web address may be nothing, and that matches nothing', () => {
    expect(matchForm('www.', 'URL', [])).toEqual([])
  })
})

test.each([
  ['TELEPHONE', `${'x '.repeat(50_000)}!`],
  ['TELEPHONE', `${' ,'.repeat(50_000)}!`],
  ['URL', `https://a.example${'/'.repeat(100_000)}!`],
  [null, `${'@'.repeat(100_000)} `],
] as const)('a long %s text takes no longer than its length', (type, text) => {
  const startedAt = performance.now()
  matchForm(text, type, ['case', 'space'])
  sameValue(text, `${text}?`, type, [])
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

describe('what the API stores for a written value', () => {
  const word = fc.stringMatching(/^[A-Za-zäß0-9]{1,8}$/)
  const label = fc.constantFrom('Lead', 'In progress', 'Won')
  const year = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }
  const offset = fc.constantFrom('Z', '+02:00', '-11:30')
  const email = fc.tuple(word, word).map(([name, host]) => `${name}@${host}.example`)
  const url = fc
    .tuple(fc.constantFrom('http', 'HTTPS'), word, fc.constantFrom('', '/', '/A/'))
    .map(([scheme, host, path]) => {
      return `${scheme}://${host}.example${path}`
    })
  const telephone = fc.constantFrom('+44 20 7946 0018', '(212) 555-0100 x 7', '1-212-555-0100', '020 7946 0018')
  const parts = (...names: string[]) =>
    fc.record(Object.fromEntries(names.map(name => [name, fc.option(word)])), { requiredKeys: [] })

  test.each<[Omit<FieldSpec, 'key' | 'label'>, fc.Arbitrary<unknown>]>([
    [{ valueType: 'TEXT' }, fc.string()],
    [{ valueType: 'MARKDOWN' }, fc.string()],
    [{ valueType: 'HTML' }, fc.string()],
    [{ valueType: 'NUMBER' }, fc.integer().map(number => number / 100)],
    [{ valueType: 'CURRENCY' }, fc.integer().map(number => number / 100)],
    [{ valueType: 'CHECKBOX' }, fc.boolean()],
    [
      { valueType: 'DATETIME' },
      fc.tuple(fc.date(year), offset).map(([date, zone]) => date.toISOString().replace('Z', zone)),
    ],
    [{ valueType: 'EMAIL' }, fc.array(email)],
    [{ valueType: 'EMAIL', multipleValues: false }, email],
    [{ valueType: 'URL' }, fc.array(url)],
    [{ valueType: 'TELEPHONE' }, fc.array(telephone)],
    [
      { valueType: 'SOCIAL_HANDLE', handleService: 'TWITTER' },
      word.map(name => `https://twitter.com/${encodeURI(name)}`),
    ],
    [{ valueType: 'SINGLE_SELECT', options: ['Lead', 'In progress', 'Won'] }, label],
    [{ valueType: 'MULTI_SELECT', options: ['Lead', 'In progress', 'Won'] }, fc.uniqueArray(label)],
    [{ valueType: 'ADDRESS' }, parts('street', 'city')],
    [{ valueType: 'FULL_NAME' }, parts('firstName', 'lastName')],
  ])('is the same value, and found by it: %j', (spec, values) => {
    const field = fieldOf(spec)
    const options = field.optionModels.map(option => ({ ...option, parentId: null }))
    fc.assert(
      fc.property(values, written => {
        const stored = readFieldValue(field, written)
        expect(sameValue(stored, written, spec.valueType, options)).toBe(true)
        const forms = matchForm(stored, spec.valueType, [], options)
        expect(new Set(matchForm(written, spec.valueType, [], options))).toEqual(new Set(forms))
      }),
    )
  })

  function fieldOf(spec: Omit<FieldSpec, 'key' | 'label'>): FieldModel {
    const fields = [{ key: 'field', label: 'Field', ...spec }]
    const catalog = buildCatalog({
      members: [],
      objects: [{ type: 'thing', label: 'Thing', fields, relationships: [] }],
    })
    const field = catalog.types.get('thing')?.fields.get('field')
    if (field === undefined) throw new Error('The catalog lost the field.')
    return field
  }
})
