import { InputError } from '../errors.ts'
import { nearest } from '../model/nearest.ts'

/** Says what an option has to be, where it is not. */
export type OptionCheck = (value: unknown) => string | null

/** A check for each option of a function: the compiler asks for all of them. */
export type OptionChecks<Options> = { readonly [Name in keyof Required<Options>]: OptionCheck }

/**
 * Options come from plain JavaScript and from configuration files too: what makes no sense there is told before
 * anything begins.
 *
 * @throws InputError `option_unknown`, `option_invalid`
 */
export function assertOptions<Options extends object>(
  options: Options,
  checks: OptionChecks<Options>,
  call: string,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new InputError('option_invalid', `${call} takes its options as one object.`)
  }
  const known = new Map<string, OptionCheck>(Object.entries(checks))
  for (const [name, value] of Object.entries(options)) {
    const check = known.get(name)
    if (check === undefined) throw unknownOption(name, [...known.keys()], call)
    const expected = check(value)
    if (expected !== null) throw new InputError('option_invalid', `${call}: ${name} must be ${expected}.`)
  }
  for (const [name, check] of known) {
    if (name in options) continue
    const expected = check(undefined)
    if (expected !== null)
      throw new InputError('option_invalid', `${call}: ${name} is missing; it must be ${expected}.`)
  }
}

function unknownOption(name: string, known: readonly string[], call: string): InputError {
  const near = nearest(name, known)
  return new InputError('option_unknown', `${call} has no option ${JSON.stringify(name)}.`, {
    hint: near === null ? `It has ${known.join(', ')}.` : `Did you mean ${near}?`,
  })
}

/** An option that may be left out. */
export function optional(check: OptionCheck): OptionCheck {
  return value => (value === undefined ? null : check(value))
}

export const given: OptionCheck = value => (value === undefined ? 'given' : null)

export const text: OptionCheck = value =>
  typeof value === 'string' && value !== '' ? null : 'a text that is not empty'

export const flag: OptionCheck = value => (typeof value === 'boolean' ? null : 'true or false')

export const address: OptionCheck = value =>
  value instanceof URL || (typeof value === 'string' && value !== '') ? null : 'an address, as a text or a URL'

export const names: OptionCheck = value =>
  Array.isArray(value) && value.length > 0 && value.every(name => typeof name === 'string') ? null : 'a list of names'

/** @param least the smallest number that makes sense */
export function wholeNumber(least: number): OptionCheck {
  return value => (Number.isSafeInteger(value) && Number(value) >= least ? null : `a whole number of at least ${least}`)
}

export const aboveZero: OptionCheck = value =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? null : 'a number above 0'

/** In milliseconds; 0 too. */
export const duration: OptionCheck = value =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? null : 'a number of milliseconds'

export const lessThanHundred: OptionCheck = value =>
  typeof value === 'number' && value >= 0 && value < 100 ? null : 'a percentage from 0 to less than 100'

/** @param words what the option may be */
export function oneOf(...words: readonly string[]): OptionCheck {
  const expected = words.length === 1 ? JSON.stringify(words[0]) : `one of ${words.join(', ')}`
  return value => (words.some(word => word === value) ? null : expected)
}

/** One check or the other. */
export function either(one: OptionCheck, other: OptionCheck): OptionCheck {
  return value => {
    const expected = [one(value), other(value)]
    return expected.includes(null) ? null : expected.join(', or ')
  }
}

export const signal: OptionCheck = value => (value instanceof AbortSignal ? null : 'an AbortSignal')

export const log: OptionCheck = value =>
  typeof value === 'object' &&
  value !== null &&
  ['debug', 'info', 'warn', 'error'].every(name => typeof Object(value)[name] === 'function')
    ? null
    : 'an object with debug, info, warn and error'

/** A number of rows, or a share of them such as `5%`. */
export const rowsOrShare: OptionCheck = value => {
  const percent = typeof value === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(value)?.[1] : undefined
  const isShare = percent !== undefined && Number(percent) > 0 && Number(percent) <= 100
  return isShare || wholeNumber(1)(value) === null ? null : 'a whole number of at least 1, or a share such as "5%"'
}
