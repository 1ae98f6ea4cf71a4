import { compilePattern, replacementProblem } from '../replace.ts'
import { columnName, flag, quoteAdvice, type RuleContext, scalar, section, text, z } from './forms.ts'
import { checkCondition } from './rule-checks.ts'

const pattern = text('a pattern, such as "^0+"').check(context => {
  const result = compilePattern(context.value)
  if (!result.ok) context.issues.push({ code: 'custom', input: context.value, message: result.message })
})

/** Keys of a replacement. */
export const replacementShape = {
  pattern: pattern.meta({
    title: 'Pattern',
    description: "What to look for, in RE2's syntax: regular expressions without look-around and back-references.",
    examples: ['\\s*\\(.*\\)$', '(?i)^n/a$'],
  }),
  with: z.string({ error: issue => `expected text${quoteAdvice(issue.input)}` }).meta({
    title: 'Replacement',
    description: 'What stands in for it; $1 to $9 are groups of the pattern, $& is the whole match, $$ is a dollar.',
    examples: ['', '$2 $1'],
  }),
}

const replacement = section(
  replacementShape,
  'expected a map such as { pattern: "^0+", with: "" }',
  checkReplacement,
).meta({
  title: 'Replacement',
  description: 'A pattern, and what stands in for every place where it is found.',
  examples: [{ pattern: '\\s+', with: ' ' }],
})

/** What can be said of a text before it is read as a value. */
export const textShape = {
  trim: flag.optional().meta({
    title: 'Trim',
    description: 'Whether spaces around the text are taken away; true by default, false for text fields only.',
    examples: [false],
  }),
  lower: flag
    .optional()
    .meta({ title: 'Lower case', description: 'Whether the text is put in lower case.', examples: [true] }),
  upper: flag
    .optional()
    .meta({ title: 'Upper case', description: 'Whether the text is put in upper case.', examples: [true] }),
  replace: z
    .union([replacement, z.array(replacement).min(1, 'the list is empty').max(50, 'more than 50 replacements')], {
      error: 'expected a list of replacements, such as [{ pattern: "^0+", with: "" }]',
    })
    .optional()
    .meta({
      title: 'Replace',
      description: 'Patterns and what stands in for what they find, one after the other, before "values".',
      examples: [[{ pattern: '\\s*\\(.*\\)$', with: '' }]],
    }),
}

/** Keys of a condition. */
export const conditionShape = {
  column: columnName,
  is: scalar
    .optional()
    .meta({ title: 'Is', description: 'The column holds this word, in whatever case.', examples: ['yes'] }),
  in: z
    .array(scalar, { error: 'expected a list of words' })
    .min(1, 'the list is empty')
    .optional()
    .meta({ title: 'In', description: 'The column holds one of these words.', examples: [['Won', 'Lost']] }),
  not_in: z
    .array(scalar, { error: 'expected a list of words' })
    .min(1, 'the list is empty')
    .optional()
    .meta({ title: 'Not in', description: 'The column holds none of these words.', examples: [['Draft', 'Test']] }),
  blank: flag.optional().meta({
    title: 'Blank',
    description: 'Whether the column is blank; false where the condition names a column only.',
    examples: [false],
  }),
  matches: pattern.optional().meta({
    title: 'Matches',
    description: "A pattern of RE2's syntax is found in the column.",
    examples: ['^EU-'],
  }),
}

/** `when`: the rows that a rule holds for. */
export const condition = section(
  conditionShape,
  'expected a map such as { column: Type, is: Customer }',
  checkCondition,
).meta({
  title: 'When',
  description: 'Leaves the value out of every row whose column does not hold what is said here.',
  examples: [
    { column: 'Type', is: 'Customer' },
    { column: 'Reason', blank: false },
  ],
})

export type ConditionInput = z.infer<typeof condition>

function checkReplacement(context: RuleContext): void {
  const { pattern, with: replacement } = context.value as { pattern: string; with: string }
  const result = compilePattern(pattern)
  const message = result.ok ? replacementProblem(replacement, result.pattern) : null
  if (message !== null) context.issues.push({ code: 'custom', input: context.value, path: ['with'], message })
}
