import type { ValueType } from './definitions.ts'

/**
 * One spelling for all texts that are stored as the same value, so that equal forms mean the same. Forms are for
 * comparing only: they are not what the API stores. Null as type: what the text looks like decides.
 * Source: the table of value types in the API's documentation.
 */
export function storedForm(text: string, type: ValueType | null): string {
  const plain = text.replaceAll('\r\n', '\n').trim()
  switch (type ?? typeByShape(plain)) {
    case 'NUMBER':
    case 'CURRENCY':
      return numberForm(plain)
    case 'DATETIME':
      return instant.test(plain) ? String(Date.parse(plain)) : plain
    case 'EMAIL':
      return plain.toLowerCase()
    case 'URL':
      return urlForm(plain)
    case 'TELEPHONE':
      return telephoneForm(plain)
    case 'SOCIAL_HANDLE':
      return handleForm(plain)
    case 'FULL_NAME':
      return plain.replace(/\s+/g, ' ')
    default:
      return plain
  }
}

/** The form of a text that records are looked up by: of a web address neither the scheme nor `www.` counts. */
export function matchedForm(text: string, type: ValueType | null): string {
  const plain = text.trim()
  const isUrl = (type ?? typeByShape(plain)) === 'URL'
  return isUrl ? addressForm(plain) : storedForm(plain, type).normalize('NFC')
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/
const emailShape = /^[^\s@]+@[^\s@]+$/
const urlShape = /^(?:https?:\/\/|www\.)\S+$/i
const scheme = /^[a-z][a-z\d+.-]*:\/\//i
const extension = /(?:;ext=|ext(?:ension)?\.?|x|#)[\s:]*(\d{1,7})$/i
const usNumber = /^1?([2-9]\d\d[2-9]\d{6})$/

function typeByShape(text: string): ValueType {
  if (instant.test(text)) return 'DATETIME'
  if (emailShape.test(text)) return 'EMAIL'
  return urlShape.test(text) ? 'URL' : 'TEXT'
}

function numberForm(text: string): string {
  const number = Number(text)
  return Number.isFinite(number) ? String(number) : text
}

/** Scheme and path count, the case of the host and a slash at the end do not. */
function urlForm(text: string): string {
  return (URL.parse(text)?.href ?? text).replace(/\/$/, '')
}

function addressForm(text: string): string {
  const href = urlForm(scheme.test(text) ? text : `https://${text}`)
  return href.replace(scheme, '').replace(/^www\./i, '')
}

/** Digits, a leading plus and the extension: without a plus it is a US number where it can be one, as the API reads it. */
function telephoneForm(text: string): string {
  const found = extension.exec(text)
  const number = (found === null ? text : text.slice(0, found.index)).normalize('NFKC')
  const digits = number.replace(/\D/g, '')
  // Words are no formatting: what holds any is not a number that could be compared by its digits.
  if (digits === '' || /\p{L}/u.test(number.replace(/^tel:/i, ''))) return text.toLowerCase()
  const whole = /^\D*\+/.test(number) ? `+${digits}` : digits.replace(usNumber, '+1$1')
  return found === null ? whole : `${whole};ext=${found[1]}`
}

function handleForm(text: string): string {
  return text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/^twitter\.com(?=\/|$)/, 'x.com')
    .replace(/\/$/, '')
}
