import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { type Converted, type Converter, converted, refusal } from './converted.ts'

const notANumber = refusal(
  'not_a_telephone',
  'not a telephone number: expected + and the country code, or declare the country with region',
)
const invalidInternational = refusal('not_a_telephone', 'begins with + but is not a valid international number')

const local = /^([\d\s().\-/]+?)(?:\s*(?:;ext=|ext\.?|x|#|,)\s*(\d{1,7}))?$/i

/** Longer than any number with its extension, written as it may be: the patterns take the square of a text's length. */
const maxLength = 250

/**
 * TELEPHONE: E.164 where the number is valid with its `+` or in the region; else 7 to 15 local digits. An extension
 * ends up as `;ext=` (API documentation, "Value types"). The API reads what has no `+` as a US number first: local digits of another
 * region that would be one are refused, since they would be stored as somebody else's number.
 */
export function telephoneConverter(region: CountryCode): Converter<string> {
  return text => {
    if (text.length > maxLength) return notANumber
    const bare = text.replace(/^tel:\s*/i, '')
    const number = bare.startsWith('00') ? `+${bare.slice(2)}` : bare
    const parsed = parsePhoneNumberFromString(number, { defaultCountry: region, extract: false })
    if (parsed?.isValid()) return converted(withExtension(parsed.number, parsed.ext))
    if (number.startsWith('+')) return invalidInternational
    return localNumber(number, region)
  }
}

/** The region as the library knows it, or null for a code that is none. */
export function telephoneRegion(code: string): CountryCode | null {
  const upper = code.toUpperCase()
  return isSupportedCountry(upper) ? upper : null
}

function localNumber(text: string, region: CountryCode): Converted<string> {
  const found = local.exec(text)
  const digits = (found?.[1] ?? '').replace(/\D/g, '')
  if (digits.length < 7 || digits.length > 15) return notANumber
  if (region !== 'US' && parsePhoneNumberFromString(digits, 'US')?.isValid()) return notANumber
  return converted(withExtension(digits, found?.[2]))
}

function withExtension(number: string, extension: string | undefined): string {
  return extension === undefined || extension === '' ? number : `${number};ext=${extension}`
}
