const carriageReturn = 0x0d
const lineFeed = 0x0a

/** Number of line breaks in the bytes; CRLF is one. */
export function countLineBreaks(bytes: Buffer): number {
  let count = 0
  if (!bytes.includes(carriageReturn)) {
    // The usual file: a search for one byte passes over what lies between.
    for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count++
    return count
  }
  for (let at = afterLineBreak(bytes, 0); at !== -1; at = afterLineBreak(bytes, at)) count++
  return count
}

/** Number of line breaks in a cell; CRLF is one. */
export function countLineBreaksInText(text: string): number {
  return text.includes('\n') || text.includes('\r') ? (text.match(/\r\n|\n|\r/g)?.length ?? 0) : 0
}

/** Where the line after the one at `from` begins: behind the next line break; -1 where there is none. */
export function afterLineBreak(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === lineFeed) return at + 1
    if (byte === carriageReturn) return bytes[at + 1] === lineFeed ? at + 2 : at + 1
  }
  return -1
}

/** Where the first byte stands that is no line break; the length of the bytes where there is none. */
export function skipLineBreaks(bytes: Buffer): number {
  let at = 0
  while (bytes[at] === lineFeed || bytes[at] === carriageReturn) at++
  return at
}

/** The blank lines that the bytes begin with; a CR at the very end, which may be half of a line break, is left out. */
export function wholeBlankLines(bytes: Buffer): Buffer {
  const end = skipLineBreaks(bytes)
  return bytes.subarray(0, end === bytes.length && bytes[end - 1] === carriageReturn ? end - 1 : end)
}

/** The end of the bytes without the line break they may end in. */
export function beforeLastLineBreak(bytes: Buffer): number {
  let end = bytes.length
  if (bytes[end - 1] === lineFeed) end--
  if (bytes[end - 1] === carriageReturn) end--
  return end
}
