import { parseTemplate } from '../template.ts'
import { columnName, scalar, text, z } from './forms.ts'

/** `values`: words of the file and what they stand for. */
export const words = z
  .map(
    z.string(),
    z.union([scalar, z.null()], { error: 'expected text, a number, true or false, or null for "leave it out"' }),
    { error: 'expected a map from words of the file to values, such as { closedwon: Won }' },
  )
  .meta({
    title: 'Values',
    description:
      'Words of the source and what they stand for; null leaves the field out. Other words pass as they are.',
    examples: [{ closedwon: 'Won', closedlost: 'Lost' }],
  })

/** `split`: what separates several values. */
export const separator = text('a separator, such as ";"').meta({
  title: 'Split',
  description: 'What separates several values in one cell.',
  examples: [';', ','],
})

/** `decimal`: the decimal sign. */
export const decimal = z.enum(['.', ','], { error: 'expected "." or ","' }).meta({
  title: 'Decimal sign',
  description: 'The decimal sign of the numbers in this column; without it, ambiguous numbers are errors.',
  examples: [',', '.'],
})

/** `template`: text with columns in it. */
export const template = z
  .string({ error: 'expected a text with columns in braces, such as "{Company} - {Product}"' })
  .check(context => {
    const result = parseTemplate(context.value)
    if (!result.ok) context.issues.push({ code: 'custom', input: context.value, message: result.message })
  })
  .meta({ title: 'Template', description: 'Text with columns in braces.', examples: ['{Company} - {Product}'] })

/** `first_of`: columns in the order in which they are asked. */
export const firstOf = z
  .array(columnName, { error: 'expected a list of columns, such as [Mobile, Phone]' })
  .min(1, 'the list is empty')
  .meta({
    title: 'First of',
    description: 'Columns, of which the first that is not blank is taken.',
    examples: [['Mobile', 'Phone']],
  })
