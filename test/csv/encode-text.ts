/** The text in an encoding that Node can read, but not write. Throws where the encoding lacks a character. */
export function encodeText(text: string, encoding: string): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16()
    default:
      return Buffer.concat(Array.from(text, character => encodeCharacter(character, characters(encoding))))
  }
}

function encodeCharacter(character: string, known: ReadonlyMap<string, Buffer>): Buffer {
  const bytes = known.get(character)
  if (bytes === undefined) throw new Error(`the encoding has no ${character}`)
  return bytes
}

const tables = new Map<string, ReadonlyMap<string, Buffer>>()

/** Every character of one or two bytes, found by decoding them all. */
function characters(encoding: string): ReadonlyMap<string, Buffer> {
  const known = tables.get(encoding)
  if (known !== undefined) return known
  const table = new Map<string, Buffer>()
  const decoder = new TextDecoder(encoding)
  const add = (bytes: Buffer): void => {
    const text = decoder.decode(bytes)
    if ([...text].length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, bytes)
  }
  for (let byte = 0; byte < 0x100; byte++) add(Buffer.from([byte]))
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let trail = 0x40; trail < 0xff; trail++) add(Buffer.from([lead, trail]))
  }
  tables.set(encoding, table)
  return table
}
