import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressPartConverter } from '../../../src/mapping/values/address.ts'
import { convertCheckbox } from '../../../src/mapping/values/checkbox.ts'
import type { Converter } from '../../../src/mapping/values/converted.ts'
import { convertCountry } from '../../../src/mapping/values/country.ts'
import { compileDateFormat } from '../../../src/mapping/values/date-format.ts'
import { readEpochSeconds, readExcelSerial } from '../../../src/mapping/values/date-serials.ts'
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
  { id: 'opt_7', label: 'Straße', parentId: null },
]
const select = selectConverter({ options: stages, key: '$stage', dependsOnParent: false })

describe('select', () => {
  test.each([
    ['Closed  Won', 'opt_1'],
    ['closed won', 'opt_1'],
    ['CLOSED\u00a0WON', 'opt_1'],
    ['Ｃｌｏｓｅｄ　Ｗｏｎ', 'opt_1'],
    ['STRASSE', 'opt_7'],
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
    expect(select('Negotation')).toMatchObject({ message: 'not one of the 7 options of $stage; nearest: Negotiation' })
  })

  test('a label of several options is answered with their ids', () => {
    expect(select('Demo')).toMatchObject({ message: expect.stringContaining('opt_4 of pd_1, opt_5 of pd_2') })
  })

  test('a label passes as it stands where the options are not known', () => {
    expect(outcome(selectConverter({ options: null, key: '$stage', dependsOnParent: false }), 'Whatever')).toBe(
      'Whatever',
    )
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
  ['はい', true],
  ['да', true],
  ['Evet', true],
  ['não', false],
  ['nej', false],
  ['не́т'.normalize('NFD').replace('\u0301', ''), false],
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
  ['Ada King <ada@example.com>', 'ada@example.com'],
  ['"King, Ada" <ada@example.com>', 'ada@example.com'],
  ['mailto:ada@example.com', 'ada@example.com'],
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
  ['//example.com/a', 'https://example.com/a'],
  ['münchen.example', 'https://münchen.example'],
  ['localhost', 'not_a_url'],
  ['ftp://example.com', 'not_a_url'],
  ['javascript:alert(1)', 'not_a_url'],
  ['ada@example.com', 'not_a_url'],
  ['exa mple.com', 'not_a_url'],
  ['https://', 'not_a_url'],
  ['3.14', 'not_a_url'],
  ['http://192.168.0.1/a', 'http://192.168.0.1/a'],
  ['https://[::1]:80/', 'https://[::1]:80/'],
  ['example.com,example.org', 'several_urls'],
  ['example.com, example.org', 'several_urls'],
  ['https://example.com;https://example.org', 'several_urls'],
  ['Acme, example.com', 'not_a_url'],
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
    ['tel:+1-212-555-0123', '+12125550123'],
    ['+12125550123;ext=45', '+12125550123;ext=45'],
    ['212 555 0123 #45', '+12125550123;ext=45'],
    ['+44 (0)20 7946 0958', '+442079460958'],
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
  [', Ada', { firstName: 'Ada' }],
  ['Ada', { firstName: 'Ada' }],
  ['Ludwig van Beethoven', { firstName: 'Ludwig', lastName: 'van Beethoven' }],
  ['Ludwig Mies van der Rohe', { firstName: 'Ludwig Mies', lastName: 'van der Rohe' }],
  ['van der Berg, Jan', { firstName: 'Jan', lastName: 'van der Berg' }],
  ['Van Morrison', { firstName: 'Van', lastName: 'Morrison' }],
  ['José Ortega y Gasset', { firstName: 'José', lastName: 'Ortega y Gasset' }],
  ['Juan de la Cruz', { firstName: 'Juan', lastName: 'de la Cruz' }],
  ['Saddam bin Ali', { firstName: 'Saddam', lastName: 'bin Ali' }],
  ['Ben King', { firstName: 'Ben', lastName: 'King' }],
  ['Martin Luther King Jr.', { firstName: 'Martin Luther', lastName: 'King Jr.' }],
  ['Martin Luther King, Jr.', { firstName: 'Martin Luther', lastName: 'King Jr.' }],
  ['King, Martin Luther, Jr.', { firstName: 'Martin Luther', lastName: 'King Jr.' }],
  ['King Jr., Martin Luther', { firstName: 'Martin Luther', lastName: 'King Jr.' }],
  ['Ada King III', { firstName: 'Ada', lastName: 'King III' }],
  ['Dr. Ada Lovelace', { firstName: 'Ada', lastName: 'Lovelace' }],
  ['Mr. Smith', { lastName: 'Smith' }],
  ['Dr.', { firstName: 'Dr.' }],
  [',', 'not_a_name'],
])('full name: %j is %j', (text, expected) => {
  expect(outcome(convertFullName, text)).toEqual(expected)
})

test('a title that was left out of a name is told', () => {
  expect(convertFullName('Prof. Dr. Max Planck')).toMatchObject({ note: { code: 'title_left_out' } })
  expect(convertFullName('Max Planck')).not.toHaveProperty('note')
})

test.each([
  ['de', 'DE'],
  ['DEU', 'DE'],
  ['usa', 'US'],
  ['U.S.A.', 'US'],
  ['U.K.', 'GB'],
  ['England', 'GB'],
  ['United States of America', 'US'],
  ['Deutschland', 'DE'],
  ['Allemagne', 'DE'],
  ['Österreich', 'AT'],
  ['Oesterreich', 'AT'],
  ['Vereinigte Staaten', 'US'],
  ['États-Unis', 'US'],
  ['Estados Unidos', 'US'],
  ['Stati Uniti', 'US'],
  ['Verenigde Staten', 'US'],
  ['Großbritannien', 'GB'],
  ['Grande-Bretagne', 'GB'],
  ['Tschechische Republik', 'CZ'],
  ['Weißrussland', 'BY'],
  ['Vereinigtes Königreich', 'GB'],
  ['Royaume-Uni', 'GB'],
  ['Regno Unito', 'GB'],
  ['Россия', 'RU'],
  ['日本', 'JP'],
  ['Türkiye', 'TR'],
  ['Turkey', 'TR'],
  ['Holland', 'NL'],
  ['Korea, Republic of', 'KR'],
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

test.each(['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'])('countries are known by their full names in %s', language => {
  const names = new Intl.DisplayNames(language, { type: 'region' })
  for (const code of ['US', 'GB', 'DE', 'FR', 'CH', 'NL', 'CZ', 'KR', 'AE', 'ZA', 'HK', 'BA', 'DO', 'CD']) {
    const name = names.of(code) ?? ''
    expect([name, outcome(convertCountry, name)]).toEqual([name, code])
  }
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
  ['TWITTER', 'https://twitter.com/acme', 'https://x.com/acme'],
  ['TWITTER', 'https://mobile.twitter.com/acme/?lang=en', 'https://x.com/acme'],
  ['TWITTER', 'https://twitter.com/#!/acme', 'https://x.com/acme'],
  ['TWITTER', 'x.com/acme/status/1', 'https://x.com/acme'],
  ['TWITTER', 'https://x.com/home', 'not_a_profile'],
  ['TWITTER', 'acme.com', 'not_a_profile'],
  ['TWITTER', '_', 'not_a_profile'],
  ['FACEBOOK', '-', 'not_a_profile'],
  ['LINKEDIN', 'https://linkedin.com/company/-', 'not_a_profile'],
  ['TWITTER', 'https://linkedin.com/in/acme', 'not_a_profile'],
  ['TWITTER', 'https://evil-x.com/acme', 'not_a_profile'],
  ['TWITTER', 'https://x.com/', 'not_a_profile'],
  ['LINKEDIN', 'www.linkedin.com/in/ada', 'https://linkedin.com/in/ada'],
  ['LINKEDIN', 'https://linkedin.com/in/ada/en?trk=x', 'https://linkedin.com/in/ada'],
  ['LINKEDIN', 'company/acme/', 'https://linkedin.com/company/acme'],
  ['LINKEDIN', 'https://www.linkedin.com/school/mit', 'https://linkedin.com/school/mit'],
  ['LINKEDIN', 'https://www.linkedin.com/feed', 'not_a_profile'],
  ['LINKEDIN', 'https://de.linkedin.com/company/acme', 'https://linkedin.com/company/acme'],
  ['LINKEDIN', 'ada', 'not_a_profile'],
  ['INSTAGRAM', '@acme.co', 'https://instagram.com/acme.co'],
  ['INSTAGRAM', 'https://www.instagram.com/acme/?hl=en', 'https://instagram.com/acme'],
  ['INSTAGRAM', 'https://instagram.com/p/abc', 'not_a_profile'],
  ['FACEBOOK', 'fb.com/acme', 'https://facebook.com/acme'],
  ['FACEBOOK', 'john.smith', 'https://facebook.com/john.smith'],
  ['FACEBOOK', 'https://m.facebook.com/profile.php?id=7', 'https://facebook.com/profile.php?id=7'],
  [null, 'example.com/ada', 'https://example.com/ada'],
] as const)('social handle of %s: %j is %s', (service, text, expected) => {
  expect(outcome(socialHandleConverter(service, null), text)).toBe(expected)
})

test.each([
  ['company', 'acme', 'https://linkedin.com/company/acme'],
  ['in', '@ada-king', 'https://linkedin.com/in/ada-king'],
] as const)('a LinkedIn handle in the section %s: %s is %s', (section, text, expected) => {
  expect(outcome(socialHandleConverter('LINKEDIN', section), text)).toBe(expected)
})

test('a profile read once is the same read again', () => {
  const handles = fc.stringMatching(/^[a-z][a-z0-9]{2,14}$/)
  fc.assert(
    fc.property(handles, fc.constantFrom('TWITTER', 'LINKEDIN', 'FACEBOOK', 'INSTAGRAM'), (handle, service) => {
      const convert = socialHandleConverter(service, 'in')
      const once = convert(`@${handle}`)
      expect(once.ok && convert(once.value)).toEqual(once)
    }),
  )
})

describe('no text makes a converter throw', () => {
  const format = compileDateFormat("EEEE d. MMMM yyyy 'at' h:mm:ss.SSS a XXX")
  const converters: Record<string, Converter> = {
    number: numberConverter({ decimal: null, currency: 'EUR', takesPercent: true, round: true }),
    'European number': numberConverter({ decimal: ',', currency: null, takesPercent: false, round: false }),
    checkbox: convertCheckbox,
    'ISO date': dateTimeConverter({ readers: [], formats: [], zone: 'America/New_York' }),
    'Excel date': dateTimeConverter({ readers: [readExcelSerial], formats: ['excel'], zone: 'Europe/Berlin' }),
    'epoch date': dateTimeConverter({ readers: [readEpochSeconds], formats: ['epoch'], zone: 'UTC' }),
    'LinkedIn profile': socialHandleConverter('LINKEDIN', 'company'),
    'Facebook profile': socialHandleConverter('FACEBOOK', null),
    'formatted date': dateTimeConverter({
      readers: format.ok ? [format.read] : [],
      formats: ['x'],
      zone: 'Europe/Berlin',
    }),
    select,
    'e-mail': convertEmail,
    URL: convertUrl,
    telephone: telephoneConverter('DE'),
    'full name': convertFullName,
    country: convertCountry,
    latitude: addressPartConverter('latitude', ','),
    'social handle': socialHandleConverter('TWITTER', null),
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
