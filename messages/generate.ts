import { writeFile } from 'node:fs/promises'
import { errorsPage } from './errors-page.ts'
import { currentNumbers, givenNumbersFile, readGivenNumbers } from './given-numbers.ts'

/** Writes docs/errors.md, and notes the numbers that are new: `npm run errors`. */
const given = new Map(readGivenNumbers())
for (const [number, code] of currentNumbers()) {
  const owner = given.get(number)
  if (owner !== undefined && owner !== code) throw new Error(`${number} was given to ${owner}; ${code} needs a new one`)
  const earlier = [...given].find(([each, other]) => other === code && each !== number)
  if (earlier !== undefined) throw new Error(`${code} has been given ${earlier[0]} already, and is ${number} now`)
  given.set(number, code)
}
const sorted = [...given].sort(([a], [b]) => (a < b ? -1 : 1))
await writeFile(givenNumbersFile, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
await writeFile(new URL('../docs/errors.md', import.meta.url), errorsPage())
