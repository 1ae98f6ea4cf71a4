import { encodingNamed, nearestEncoding } from '../../model/encoding-name.ts'
import { columnList, section, text, z } from './forms.ts'

const character = z
  .string({ error: 'expected one character' })
  .regex(/^(?:[^\r\n]|tab|\\t)$/u, 'expected one character; for the tab character write "\\t" or tab')

/** Keys of `csv`. */
export const csvShape = {
  delimiter: character.optional().meta({
    title: 'Delimiter',
    description:
      'What separates cells; "tab" for the tab character. By default the one of , ; tab | that fits the rows.',
    examples: [';', 'tab', '|'],
  }),
  quote: z
    .union([character, z.literal('')], { error: 'expected one character, or "" where the file knows no quoting' })
    .optional()
    .meta({
      title: 'Quote',
      description: 'The quote character; " by default. Empty where the file knows no quoting.',
      examples: ['"', "'", ''],
    }),
  escape: character.optional().meta({
    title: 'Escape',
    description:
      'What a quote inside a quoted cell is preceded by; the quote itself by default. With a backslash, \\N is a blank cell.',
    examples: ['\\'],
  }),
  encoding: text('an encoding, such as windows-1252')
    .refine(label => encodingNamed(label) !== null, { error: ({ input }) => unknownEncoding(String(input)) })
    .optional()
    .meta({
      title: 'Encoding',
      description: 'The encoding of the file, by a name of the Encoding Standard; detected by default.',
      examples: ['utf-8', 'windows-1252', 'shift_jis', 'utf-16le'],
    }),
  skip_lines: z
    .int({ error: 'expected a whole number of lines' })
    .min(0, 'expected a whole number of lines, from 0 on')
    .optional()
    .meta({
      title: 'Lines to skip',
      description: 'Lines before the header, or before the first row where "columns" are given; blank ones count.',
      examples: [3],
    }),
  columns: columnList.optional().meta({
    title: 'Columns',
    description: 'The names of the columns, in order, where the file has no header.',
    examples: [['Deal ID', 'Deal Name', 'Amount']],
  }),
  max_field_bytes: z
    .int({ error: 'expected a number of bytes' })
    .min(1, 'expected a number of bytes, from 1 on')
    .optional()
    .meta({
      title: 'Largest cell',
      description: 'Bytes that a cell may take, in UTF-8; 1048576 by default. Rows with a larger one are not sent.',
      examples: [5_242_880],
    }),
}

/** `csv`: how the file is written. */
export const csv = section(csvShape, 'expected a map such as { delimiter: ";" }').meta({
  title: 'CSV',
  description: 'How the file is written, where detection would guess wrong.',
  examples: [{ delimiter: ';', encoding: 'windows-1252' }],
})

function unknownEncoding(label: string): string {
  const near = nearestEncoding(label)
  const advice = near === null ? '' : `; nearest: ${near}`
  return `not an encoding that is known: expected a name such as utf-8, utf-16le or windows-1252${advice}`
}
