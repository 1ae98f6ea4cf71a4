/** A line of the file, or several: a row, or whatever else may stand there. */
export type Line =
  | {
      readonly kind: 'row'
      readonly id: number
      /** Null: the usual one. */
      readonly name: string | null
      readonly web: string
    }
  | { readonly kind: 'text'; readonly text: string }

/** How the file is written. */
export interface FileForm {
  readonly lineEnd: '\n' | '\r\n'
  readonly delimiter: ',' | ';'
  readonly encoding: 'utf8' | 'utf16le' | 'latin1'
  /** Whether two of the columns change places. */
  readonly isSwapped: boolean
  /** Whether the last line has no end. */
  readonly endsOpen: boolean
  /** A letter that the column that is left out is full of. */
  readonly note: string
}

export const usualForm: FileForm = {
  lineEnd: '\n',
  delimiter: ',',
  encoding: 'utf8',
  isSwapped: false,
  endsOpen: false,
  note: 'x',
}

/** So wide that a chunk of the file holds some ten rows. */
const paddingLetters = 6_000

export function usualLines(rows: number): Line[] {
  return Array.from({ length: rows }, (_, index) => ({ kind: 'row', id: index + 1, name: null, web: 'acme.example' }))
}

export function fileOf(lines: readonly Line[], form: FileForm): Buffer {
  const { delimiter, isSwapped, lineEnd, encoding, endsOpen, note } = form
  const padding = note.repeat(paddingLetters)
  const join = (id: string, name: string, web: string, rest: string): string =>
    (isSwapped ? [id, web, name, rest] : [id, name, web, rest]).join(delimiter)
  const texts = lines.map(line => {
    if (line.kind === 'text') return line.text.replaceAll(',', delimiter)
    const name = line.name ?? `Firm ${line.id}`
    return join(String(line.id), `"${name.replaceAll('"', '""')}"`, line.web, padding)
  })
  const text = [join('ID', 'Name', 'Web', 'Left out'), ...texts].join(lineEnd) + (endsOpen ? '' : lineEnd)
  const bytes = Buffer.from(text, encoding)
  return encoding === 'utf16le' ? Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]) : bytes
}
