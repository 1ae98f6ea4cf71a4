import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressPartConverter } from '../../../src/mapping/values/address.ts'
import { convertCheckbox } from '../../../src/mapping/values/checkbox.ts'
import type { Converter } from '../../../src/mapping/values/converted.ts'
import { convertCountry } from '../../../src/mapping/values/country.ts'
import { compileDateFormat } from '../../../src/mapping/values/date-format.ts'
import { dateTimeConverter } from '../../../src/mapping/values/datetime.ts'
import { convertEmail } from '../../../src/mapping/values/email.ts'
import { convertFullName } from '../../../src/mapping/values/full-name.ts'
import { numberConverter } from '../../../src/mapping/values/number.ts'
import { selectConverter } from '../../../src/mapping/values/select.ts'
import { socialHandleConverter } from '../../../src/mapping/values/social-handle.ts'
import { telephoneConverter, telephoneRegion } from '../../../src/mapping/values/telephone.ts'
import { convertUrl } from '../../../src/mapping/values/url.ts'

function outcome(convert: Converter, text: string): unknown {
  const result = convert(text)
  return result.ok ? result.value : result.code
}

const stages = [
  { id: 'opt_1', label: 'Closed  Won', parentId: null },
  { id: 'opt_2', label: 'Lost', parentId: null },
  { id: 'opt_3', label: 'LOST', parentId: null },
  { id: 'opt_4', label: 'Demo', parentId: 'pd_1' },
  { id: 'opt_5', label: 'Demo', parentId: 'pd_2' },
  { id: 'opt_6', label: 'Negotiation', parentId: null },
]
const select = selectConverter({ options: stages, key: '$stage' })

describe('select', () => {
  test.each([
    ['Closed  Won', 'opt_1'],
    ['closed won', 'opt_1'],
    ['CLOSED\u00a0WON', 'opt_1'],
    ['opt_1', 'opt_1'],
    ['Lost', 'opt_2'],
    ['LOST', 'opt_3'],
    ['lost', 'ambiguous_option'],
    ['Demo', 'ambiguous_option'],
    ['opt_5', 'opt_5'],
    ['Nope', 'unknown_option'],
    ['__proto__', 'unknown_option'],
  ])('%j is %s', (text, expected) => {
    expect(outcome(select, text)).toBe(expected)
  })

  test('an unknown label is answered with the nearest, and not repeated', () => {
    expect(select('Negotation')).toMatchObject({ message: 'not one of the 6 options of $stage; nearest: Negotiation' })
  })

  test('a label of several options is answered with their ids', () => {
    expect(select('Demo')).toMatchObject({ message: expect.stringContaining('opt_4, opt_5') })
  })

  test('a label passes as it stands where the options are not known', () => {
    expect(outcome(selectConverter({ options: null, key: '$stage' }), 'Whatever')).toBe('Whatever')
  })
})

test.each([
  ['true', true],
  ['YES', true],
  ['x', true],
  ['1', true],
  ['ja', true],
  ['oui', true],
  ['Sí', true],
  ['false', false],
  ['N', false],
  ['0', false],
  ['off', false],
  ['Nein', false],
  ['non', false],
  ['maybe', 'not_a_checkbox'],
  ['2', 'not_a_checkbox'],
])('checkbox: %j is %s', (text, expected) => {
  expect(outcome(convertCheckbox, text)).toBe(expected)
})

test.each([
  ['ada@example.com', 'ada@example.com'],
  ["o'neil+crm@mail.example.co.uk", "o'neil+crm@mail.example.co.uk"],
  ['jürgen@müller.example', 'jürgen@müller.example'],
  ['ada@example', 'not_an_email'],
  ['ada@example..com', 'not_an_email'],
  ['ada example.com', 'not_an_email'],
  ['@example.com', 'not_an_email'],
  [`${'a'.repeat(250)}@example.com`, 'not_an_email'],
  ['a@example.com; b@example.com', 'several_emails'],
])('e-mail: %j is %s', (text, expected) => {
  expect(outcome(convertEmail, text)).toBe(expected)
})

test.each([
  ['https://example.com', 'https://example.com'],
  ['HTTP://Example.com/Path?q=1#a', 'HTTP://Example.com/Path?q=1#a'],
  ['example.com', 'https://example.com'],
  ['www.example.co.uk/a?b=c', 'https://www.example.co.uk/a?b=c'],
  ['example.com:8080/x', 'https://example.com:8080/x'],
  ['localhost', 'not_a_url'],
  ['ftp://example.com', 'not_a_url'],
  ['javascript:alert(1)', 'not_a_url'],
  ['ada@example.com', 'not_a_url'],
  ['exa mple.com', 'not_a_url'],
  ['https://', 'not_a_url'],
])('URL: %j is %s', (text, expected) => {
  expect(outcome(convertUrl, text)).toBe(expected)
})

describe('telephone', () => {
  const american = telephoneConverter('US')
  const german = telephoneConverter('DE')

  test.each([
    ['+1 212 555 0123', '+12125550123'],
    ['(212) 555-0123', '+12125550123'],
    ['212.555.0123', '+12125550123'],
    ['212-555-0123 ext. 45', '+12125550123;ext=45'],
    ['+1 212 555 0123 x45', '+12125550123;ext=45'],
    ['0049 30 901820', '+4930901820'],
    ['+49 30 901820', '+4930901820'],
    ['555-0123', '5550123'],
    ['555-0123 x9', '5550123;ext=9'],
    ['+1 212', 'not_a_telephone'],
    ['+999 123456789', 'not_a_telephone'],
    ['12345', 'not_a_telephone'],
    ['1234567890123456', 'not_a_telephone'],
    ['call me', 'not_a_telephone'],
  ])('in the US, %j is %s', (text, expected) => {
    expect(outcome(american, text)).toBe(expected)
  })

  test('a region says where numbers without a country code belong', () => {
    expect(outcome(german, '030 901820')).toBe('+4930901820')
  })

  test('what is no number of the region, and would be stored as a US one, is refused', () => {
    expect(telephoneRegion('sg')).toBe('SG')
    expect(outcome(telephoneConverter('SG'), '2125550123')).toBe('not_a_telephone')
  })

  test('a region that is no country is refused', () => {
    expect(telephoneRegion('XX')).toBeNull()
  })
})

test.each([
  ['Ada Lovelace', { firstName: 'Ada', lastName: 'Lovelace' }],
  ['Augusta Ada  King', { firstName: 'Augusta Ada', lastName: 'King' }],
  ['King, Augusta Ada', { firstName: 'Augusta Ada', lastName: 'King' }],
  ['Lovelace,', { lastName: 'Lovelace' }],
  ['Ada', { firstName: 'Ada' }],
])('full name: %j is %j', (text, expected) => {
  expect(outcome(convertFullName, text)).toEqual(expected)
})

test.each([
  ['de', 'DE'],
  ['Germany', 'DE'],
  ['united states', 'US'],
  ['UK', 'GB'],
  ['Côte d’Ivoire', 'CI'],
  ["Cote d'Ivoire", 'CI'],
  ['Bosnia and Herzegovina', 'BA'],
  ['Bosnia & Herzegovina', 'BA'],
  ['XX', 'unknown_country'],
  ['EU', 'unknown_country'],
  ['Atlantis', 'unknown_country'],
])('country: %j is %s', (text, expected) => {
  expect(outcome(convertCountry, text)).toBe(expected)
})

test('a misspelt country is answered with the nearest', () => {
  expect(convertCountry('Germny')).toMatchObject({ message: expect.stringMatching(/nearest: DE$/) })
})

test.each([
  ['latitude', '52.52', null, 52.52],
  ['latitude', '52,5200', ',', 52.52],
  ['longitude', '-179.123456', null, -179.123456],
  ['latitude', '90.1', null, 'not_a_coordinate'],
  ['longitude', '181', null, 'not_a_coordinate'],
  ['longitude', '13° E', null, 'not_a_coordinate'],
] as const)('%s %j with the decimal sign %s is %s', (part, text, decimal, expected) => {
  expect(outcome(addressPartConverter(part, decimal), text)).toBe(expected)
})

test.each([
  ['TWITTER', '@acme', 'https://x.com/acme'],
  ['TWITTER', 'acme', 'https://x.com/acme'],
  ['TWITTER', 'https://twitter.com/acme', 'https://twitter.com/acme'],
  ['TWITTER', 'https://linkedin.com/in/acme', 'not_a_profile'],
  ['TWITTER', 'https://evil-x.com/acme', 'not_a_profile'],
  ['TWITTER', 'https://x.com/', 'not_a_profile'],
  ['LINKEDIN', 'www.linkedin.com/in/ada', 'https://www.linkedin.com/in/ada'],
  ['LINKEDIN', 'https://de.linkedin.com/company/acme', 'https://de.linkedin.com/company/acme'],
  ['LINKEDIN', 'ada', 'not_a_profile'],
  ['INSTAGRAM', '@acme.co', 'https://instagram.com/acme.co'],
  ['FACEBOOK', 'fb.com/acme', 'https://fb.com/acme'],
  [null, 'example.com/ada', 'https://example.com/ada'],
] as const)('social handle of %s: %j is %s', (service, text, expected) => {
  expect(outcome(socialHandleConverter(service), text)).toBe(expected)
})

describe('no text makes a converter throw', () => {
  const format = compileDateFormat("EEEE d. MMMM yyyy 'at' h:mm:ss.SSS a XXX")
  const converters: Record<string, Converter> = {
    number: numberConverter({ decimal: null, currency: 'EUR' }),
    'European number': numberConverter({ decimal: ',', currency: null }),
    checkbox: convertCheckbox,
    'ISO date': dateTimeConverter({ read: null, format: null, zone: 'America/New_York' }),
    'formatted date': dateTimeConverter({ read: format.ok ? format.read : null, format: 'x', zone: 'Europe/Berlin' }),
    select,
    'e-mail': convertEmail,
    URL: convertUrl,
    telephone: telephoneConverter('DE'),
    'full name': convertFullName,
    country: convertCountry,
    latitude: addressPartConverter('latitude', ','),
    'social handle': socialHandleConverter('TWITTER'),
  }
  const lookalike = fc.stringMatching(/^[-+$€(\d.,'’:;/@ TZxe)]{0,24}$/)
  const hostile = fc.constantFrom(
    '__proto__',
    'a'.repeat(20_000),
    '1'.repeat(20_000),
    '('.repeat(20_000),
    `${'a.'.repeat(9999)}@`,
  )

  test.each(Object.entries(converters))('%s', (_, convert) => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), lookalike, hostile), text => {
        const trimmed = text.trim()
        fc.pre(trimmed !== '')
        expect(() => convert(trimmed)).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  test.each(Object.entries(converters))('%s answers the longest cells quickly', (_, convert) => {
    const started = performance.now()
    for (const unit of ['1', '(', 'a.', ' 1', "1'", '1,', 'a@', '+', '- ', 'x1']) convert(unit.repeat(50_000))
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
