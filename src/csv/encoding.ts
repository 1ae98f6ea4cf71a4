import { isUtf8 } from 'node:buffer'
import { guessLegacyEncoding } from './legacy-encoding.ts'

/** A byte order mark: what it says about the encoding, and its length. */
export interface ByteOrderMark {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
  readonly bytes: number
}

/** The mark that the bytes begin with; null where there is none. */
export function byteOrderMark(head: Buffer): ByteOrderMark | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bytes: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bytes: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bytes: 2 }
  return null
}

/**
 * UTF-16 without a byte order mark, by where its NULs are: the delimiters and line breaks alone, whatever the script,
 * put one into every tenth pair of bytes, and always into the same half. Null where it is not.
 */
export function unmarkedUtf16(sample: Buffer): 'utf-16le' | 'utf-16be' | null {
  let first = 0
  let second = 0
  for (let at = 0; at + 1 < sample.length; at += 2) {
    if (sample[at] === 0) first++
    if (sample[at + 1] === 0) second++
  }
  const many = Math.max(2, sample.length / 20)
  if (second >= many && first * 10 < second) return 'utf-16le'
  if (first >= many && second * 10 < first) return 'utf-16be'
  return null
}

/**
 * The encoding of text that is no UTF-16 and not all ASCII. Valid UTF-8 is UTF-8, and so is a text where some of it is
 * broken: read as anything else it would come out garbled without a word, while as UTF-8 the broken rows are told.
 */
export function detectEncoding(sample: Buffer): string {
  const text = withoutCutCharacter(sample)
  if (isUtf8(text)) return 'utf-8'
  const { sequences, strays } = countUtf8(text)
  if (sequences >= strays) return 'utf-8'
  return guessLegacyEncoding(sample) ?? (sequences * 5 >= strays ? 'utf-8' : 'windows-1252')
}

/** The bytes without a UTF-8 character that their end may have cut in two. */
function withoutCutCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) return sequenceLength(byte) > back ? bytes.subarray(0, bytes.length - back) : bytes
  }
  return bytes
}

/**
 * How many characters of several bytes the text has as UTF-8, and how many bytes that belong to none. Characters of two
 * bytes that nobody writes, but that a capital of Latin-1 and a closing quotation mark look like, are not counted.
 */
function countUtf8(text: Buffer): { readonly sequences: number; readonly strays: number } {
  let sequences = 0
  let strays = 0
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] ?? 0
    if (byte < 0x80) continue
    const length = sequenceLength(byte)
    if (length > 1 && at + length <= text.length && isUtf8(text.subarray(at, at + length))) {
      if (length > 2 || isUsualLead(byte)) sequences++
      at += length - 1
    } else {
      strays++
    }
  }
  return { sequences, strays }
}

/** Whether the byte begins letters of a living alphabet: Latin, Greek, Cyrillic, Hebrew or Arabic. */
function isUsualLead(byte: number): boolean {
  return (byte >= 0xc2 && byte <= 0xc5) || (byte >= 0xce && byte <= 0xd1) || (byte >= 0xd7 && byte <= 0xdb)
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  return lead >= 0xc0 ? 2 : 1
}
