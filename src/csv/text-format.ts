import { InputError } from '../errors.ts'

/** Files that are often taken for CSV, by how they begin. */
const otherFormats = [
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    what: 'an Excel workbook or another zip archive',
    hint: 'Open it and save the sheet as "CSV UTF-8", or take the CSV file out of the archive.',
  },
  {
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'an old Excel workbook or another Office document',
    hint: 'Open it and save the sheet as "CSV UTF-8".',
  },
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', hint: 'Export the data as CSV.' },
] as const

/** Throws InputError `not_csv` for a workbook and the like, `unsupported_encoding` for UTF-32. */
export function refuseOtherFormats(head: Buffer, file: string): void {
  for (const { magic, what, hint } of otherFormats) {
    if (startsWith(head, magic)) throw new InputError('not_csv', `${file} is ${what}, not a CSV file.`, { hint })
  }
  if (startsWith(head, [0xff, 0xfe, 0, 0]) || startsWith(head, [0, 0, 0xfe, 0xff])) {
    throw new InputError('unsupported_encoding', `${file} is written in UTF-32.`, {
      hint: 'Save it as UTF-8, or convert it with: iconv -f UTF-32 -t UTF-8',
    })
  }
}

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte)
}
