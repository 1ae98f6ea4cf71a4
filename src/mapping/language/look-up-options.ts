import { section, text, z } from './forms.ts'

/** What the two look-ups of the language have in common: `match` for a row's own record, `find` for the related ones. */

const difference = z.enum(['case', 'space'], { error: 'expected case or space' })

/** `fold`: differences between texts that do not count. */
export const fold = z
  .union([difference, z.array(difference).min(1, 'the list is empty')], {
    error: 'expected case or space, or a list of both',
  })
  .meta({
    title: 'Fold',
    description: 'Differences between texts that do not count: the case of letters, white space.',
    examples: ['case', ['case', 'space']],
  })

/** `ambiguous`: what becomes of a look-up that meets several records. */
export const ambiguous = z.enum(['fail', 'first_created'], { error: 'expected fail or first_created' }).meta({
  title: 'Ambiguous',
  description: 'What to do when several records are met; fail by default, first_created takes the oldest.',
  examples: ['first_created'],
})

const fieldKey = text('the key of a field, such as $name')
const fieldKeys = z.union([fieldKey, z.array(fieldKey).min(1, 'the list is empty')], {
  error: 'expected the key of a field, such as $name, or a list of them',
})

/** Keys of the long form of `match`. */
export const matchShape = {
  by: fieldKeys.meta({
    title: 'By',
    description: 'Field or fields that must all be alike.',
    examples: ['$name', ['$name', 'region']],
  }),
  fold: fold.optional(),
}

/** `match`: the field or fields that an existing record is looked up by. */
export const match = z
  .union([fieldKey, z.array(fieldKey).min(1, 'the list is empty'), section(matchShape, 'expected a map with "by"')], {
    error: 'expected the key of a field, such as $name, a list of them, or a map such as { by: $name, fold: case }',
  })
  .meta({
    title: 'Match',
    description: 'The field or fields that an existing record is looked up by, in the modes find-or-create and upsert.',
    examples: ['$name', ['$name', 'region'], { by: '$name', fold: 'case' }],
  })

export type MatchInput = z.infer<typeof match>
