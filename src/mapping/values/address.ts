import type { AddressPart } from '../schema.ts'
import { type Converter, converted, refusal } from './converted.ts'
import { convertCountry } from './country.ts'
import { convertText } from './text.ts'

/** An ADDRESS as a write takes it. */
export type Address = { readonly [part: string]: string | number }

const notACoordinate = refusal('not_a_coordinate', 'not a coordinate: expected degrees such as 52.5200 or -13.4050')

/** ADDRESS from one text: kept whole, as the street. */
export const convertAddress: Converter<Address> = text => converted({ street: text })

/** The converter of one part of an address; `decimal` is the decimal sign of coordinates. */
export function addressPartConverter(part: AddressPart, decimal: '.' | ',' | null): Converter<string | number> {
  if (part === 'country') return convertCountry
  if (part === 'latitude') return coordinateConverter(90, decimal)
  if (part === 'longitude') return coordinateConverter(180, decimal)
  return convertText
}

function coordinateConverter(limit: number, decimal: '.' | ',' | null): Converter<number> {
  return text => {
    const digits = decimal === ',' ? text.replace(',', '.') : text
    const degrees = /^[-+]?\d{1,3}(?:\.\d{1,20})?$/.test(digits) ? Number(digits) : Number.NaN
    return Math.abs(degrees) <= limit ? converted(degrees) : notACoordinate
  }
}
