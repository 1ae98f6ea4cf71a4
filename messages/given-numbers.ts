import { readFileSync } from 'node:fs'
import { subjects } from '../src/messages/catalogue.ts'

/** The numbers that were ever given, with the code that each belongs to; also those of errors that are gone by now. */
export const givenNumbersFile = new URL('given-numbers.json', import.meta.url)

export function readGivenNumbers(): ReadonlyMap<string, string> {
  return new Map(Object.entries(JSON.parse(readFileSync(givenNumbersFile, 'utf8')) as Record<string, string>))
}

/** The numbers of the catalogue as it is. */
export function currentNumbers(): readonly (readonly [number: string, code: string])[] {
  return subjects.flatMap(({ messages }) =>
    Object.entries(messages).map(([code, { number }]) => [number, code] as const),
  )
}
