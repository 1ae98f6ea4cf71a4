import type { FieldValue } from '../model/payload.ts'
import type { FieldModel, OptionModel } from './catalog.ts'
import { isCountryCode } from './countries.ts'
import { type ApiFailure, badRequest, unprocessable } from './errors.ts'
import { readInstant } from './instants.ts'
import { normalizeTelephone } from './telephone.ts'

/**
 * Checks one written value by its field's type and returns it as the API stores it: selects as option ids, dates in UTC,
 * telephone numbers normalised. `null` stays null. Throws the API's refusal, with the field as `param`.
 * Source: the table of value types in the API's documentation.
 */
export function readFieldValue(field: FieldModel, value: unknown): FieldValue {
  if (value === null) return null
  switch (field.valueType) {
    case 'TEXT':
    case 'MARKDOWN':
    case 'HTML':
      return expectString(field, value)
    case 'NUMBER':
    case 'CURRENCY':
      return readNumber(field, value)
    case 'CHECKBOX':
      if (typeof value !== 'boolean') throw wrongType(field, 'a boolean')
      return value
    case 'DATETIME':
      return readDatetime(field, value)
    case 'EMAIL':
      return readStrings(field, value, readEmail)
    case 'URL':
      return readStrings(field, value, readUrl)
    case 'TELEPHONE':
      return readStrings(field, value, readTelephone)
    case 'SOCIAL_HANDLE':
      return readProfileUrl(field, value)
    case 'SINGLE_SELECT':
      return readOption(field, expectString(field, value))
    case 'MULTI_SELECT':
      return expectStrings(field, value).map(word => readOption(field, word))
    case 'ADDRESS':
      return readAddress(field, value)
    case 'FULL_NAME':
      return readParts(field, value, namePart)
  }
}

const emailPattern = /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/
const nameParts: ReadonlySet<string> = new Set(['firstName', 'lastName'])
const addressTexts: ReadonlySet<string> = new Set(['street', 'street2', 'city', 'state', 'postalCode', 'country'])
const addressNumbers: ReadonlySet<string> = new Set(['latitude', 'longitude'])

const profileHosts: Readonly<Record<NonNullable<FieldModel['handleService']>, readonly string[]>> = {
  LINKEDIN: ['linkedin.com'],
  TWITTER: ['x.com', 'twitter.com'],
  FACEBOOK: ['facebook.com', 'fb.com'],
  INSTAGRAM: ['instagram.com'],
}

function readNumber(field: FieldModel, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(field, 'a number')
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw wrongType(field, 'a number within the safe integer range')
  if (Number(value.toFixed(2)) !== value) throw wrongType(field, 'a number with at most 2 decimal places')
  return value
}

function readDatetime(field: FieldModel, value: unknown): string {
  const instantMs = readInstant(expectString(field, value))
  if (instantMs === null) throw wrongType(field, 'an ISO 8601 date and time with an offset')
  return new Date(instantMs).toISOString()
}

/** A field of several values takes an array, one of a single value a string: neither stands in for the other. */
function readStrings(
  field: FieldModel,
  value: unknown,
  readOne: (field: FieldModel, text: string) => string,
): string | string[] {
  if (field.multipleValues === false) return readOne(field, expectString(field, value))
  return expectStrings(field, value).map(text => readOne(field, text))
}

function readEmail(field: FieldModel, text: string): string {
  if (!emailPattern.test(text)) throw wrongType(field, 'an e-mail address')
  return text
}

function readUrl(field: FieldModel, text: string): string {
  const url = parseUrl(text)
  if (url === null) throw wrongType(field, 'a URL that starts with http:// or https://')
  return text
}

function readTelephone(field: FieldModel, text: string): string {
  const number = normalizeTelephone(text)
  if (number === null) throw wrongType(field, 'a telephone number')
  return number
}

function readProfileUrl(field: FieldModel, value: unknown): string {
  const text = expectString(field, value)
  const url = parseUrl(text)
  const hosts = field.handleService === undefined ? null : profileHosts[field.handleService]
  const isOfService = url !== null && (hosts === null || hosts.some(host => isHostOrBelow(url.hostname, host)))
  if (!isOfService || url.pathname.length < 2) {
    throw wrongType(field, `the URL of a profile${hosts === null ? '' : ` on ${hosts[0]}`}`)
  }
  return text
}

function readOption(field: FieldModel, word: string): string {
  const options = field.optionsByWord.get(word) ?? []
  const [option, ...others] = options
  if (option === undefined) {
    throw badRequest('referenced_resource_missing', `${field.key} has no option of that id or label.`, field.key)
  }
  if (others.length > 0 && field.key === '$stage') throw ambiguousStage(field, options)
  return option.id
}

function ambiguousStage(field: FieldModel, options: readonly OptionModel[]): ApiFailure {
  return unprocessable('ambiguous_stage_label', 'Several stages have that label; pass the id of one.', {
    param: field.key,
    candidates: options.map(option => option.id),
  })
}

function readAddress(field: FieldModel, value: unknown): FieldValue {
  const address = readParts(field, value, addressPart)
  const country = address['country']
  if (country !== undefined && !isCountryCode(country)) {
    throw wrongType(field, 'an address whose country is an ISO 3166-1 alpha-2 code')
  }
  return address
}

/** Reads an object of known parts. A null part is as good as an absent one. */
function readParts(
  field: FieldModel,
  value: unknown,
  expectedType: (part: string) => 'string' | 'number' | null,
): Record<string, string | number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(field, 'an object')
  const parts: [string, string | number][] = []
  for (const [part, content] of Object.entries(value)) {
    const type = expectedType(part)
    if (type === null) throw wrongType(field, 'an object with known parts only')
    if (content === null) continue
    if (typeof content !== type) throw wrongType(field, `an object whose ${part} is a ${type}`)
    parts.push([part, content])
  }
  return Object.fromEntries(parts)
}

function namePart(part: string): 'string' | null {
  return nameParts.has(part) ? 'string' : null
}

function addressPart(part: string): 'string' | 'number' | null {
  if (addressTexts.has(part)) return 'string'
  return addressNumbers.has(part) ? 'number' : null
}

function parseUrl(text: string): URL | null {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' ? url : null
}

function isHostOrBelow(hostname: string, host: string): boolean {
  return hostname === host || hostname.endsWith(`.${host}`)
}

function expectString(field: FieldModel, value: unknown): string {
  if (typeof value !== 'string') throw wrongType(field, 'a string')
  return value
}

function expectStrings(field: FieldModel, value: unknown): string[] {
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) {
    throw wrongType(field, 'an array of strings')
  }
  return value
}

function wrongType(field: FieldModel, expected: string): ApiFailure {
  return badRequest('invalid_type', `${field.key} (${field.valueType}) takes ${expected}.`, field.key)
}
