import { InputError } from '../errors.ts'

/**
 * The first chunk of a file without its UTF-8 byte order mark.
 * Throws InputError `unsupported_encoding` for UTF-16 and `not_csv` for a zip archive, which is what a workbook is.
 */
export function startOfText(head: Buffer, file: string): Buffer {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return head.subarray(3)
  const utf16 = utf16Name(head)
  if (utf16 !== null) {
    throw new InputError('unsupported_encoding', `${file} is written in ${utf16}, which is not read yet`, {
      hint: 'Save it as UTF-8 (in Excel: "CSV UTF-8"), or convert it with: iconv -f UTF-16 -t UTF-8',
    })
  }
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) {
    throw new InputError('not_csv', `${file} is an Excel workbook or another zip archive, not a CSV file`, {
      hint: 'Open it and save the sheet as "CSV UTF-8", or take the CSV file out of the archive.',
    })
  }
  return head
}

/** By its byte order mark, or else by the NUL half of its first letter. */
function utf16Name(head: Buffer): string | null {
  if (startsWith(head, [0xff, 0xfe])) return 'UTF-16 (little-endian)'
  if (startsWith(head, [0xfe, 0xff])) return 'UTF-16 (big-endian)'
  const [first, second, third, fourth] = head
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'UTF-16 (little-endian)'
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return 'UTF-16 (big-endian)'
  return null
}

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte)
}
