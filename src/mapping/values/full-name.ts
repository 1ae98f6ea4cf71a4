import { type Converter, converted } from './converted.ts'

/** A FULL_NAME as a write takes it. */
export type FullName = { readonly [part: string]: string }

/** FULL_NAME from one text: `Last, First`, or else the last word is the last name. A single word is a first name. */
export const convertFullName: Converter<FullName> = text => {
  const comma = text.indexOf(',')
  const [first, last] = comma < 0 ? splitAtLastSpace(text) : [text.slice(comma + 1).trim(), text.slice(0, comma).trim()]
  return converted({ ...(first === '' ? {} : { firstName: first }), ...(last === '' ? {} : { lastName: last }) })
}

function splitAtLastSpace(text: string): [string, string] {
  const words = text.split(/\s+/)
  return words.length < 2 ? [text, ''] : [words.slice(0, -1).join(' '), words.at(-1) ?? '']
}
