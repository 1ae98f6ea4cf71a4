import { z } from 'zod'
import { columnName as nameOnOneLine } from '../../model/column-name.ts'

/** The forms that all sections of the language are put together from. Nothing else imports the validator. */
export { z }

/** What a check of a section is given, and writes its issues to. */
export type RuleContext = z.core.ParsePayload<object>

/** The name of a column. */
export const columnName = z
  .string({ error: issue => `expected the name of a column${quoteAdvice(issue.input)}` })
  .overwrite(nameOnOneLine)
  .min(1, 'the name of a column cannot be empty')
  .meta({
    title: 'Column',
    description: 'A column of the CSV file, named as in its header.',
    examples: ['Deal Name'],
  })

/** One value of YAML that is not a map or a list. */
export const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'expected text, a number, true or false',
})

/** A value written into the mapping. */
export const constant = z
  .union([scalar, z.array(z.string({ error: 'expected text' })).min(1, 'the list is empty')], {
    error: 'expected text, a number, true, false or a list of texts',
  })
  .meta({ title: 'Constant' })

/** Columns, at least one. */
export const columnList = z.array(columnName).min(1, 'the list is empty')

/** Yes or no. */
export const flag = z.boolean({ error: 'expected true or false' })

/** A text that is not empty; `what` says what it is, for messages. */
export function text(what: string) {
  return z.string({ error: issue => `expected ${what}${quoteAdvice(issue.input)}` }).min(1, `expected ${what}`)
}

/** What to do about a word that YAML reads as a number, a truth or nothing. */
export function quoteAdvice(input: unknown): string {
  const isBareWord = input === null || typeof input === 'number' || typeof input === 'boolean'
  return isBareWord ? ': put quotes around it' : ''
}

/** A map whose keys the language fixes. */
export function section<Shape extends z.core.$ZodShape>(
  shape: Shape,
  error: string,
  check: (context: RuleContext) => void = () => {},
) {
  return z.preprocess(
    value => (value instanceof Map ? Object.fromEntries(value) : value),
    z.strictObject(shape, { error }).check(context => check(context as RuleContext)),
  )
}

/** The short form, a column, or the long one. */
export function ruleOrColumn<Shape extends z.core.$ZodShape>(
  shape: Shape,
  error: string,
  check: (context: RuleContext) => void,
) {
  return z.union([columnName, section(shape, error, check)], { error: issue => `${error}${quoteAdvice(issue.input)}` })
}
