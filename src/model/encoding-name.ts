/** Names in common use that the Encoding Standard leaves out, letters and digits only. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['utf8sig', 'utf-8'],
  ['utf8bom', 'utf-8'],
  ['utf16', 'utf-16le'],
  ['utf16le', 'utf-16le'],
  ['utf16be', 'utf-16be'],
  ['cp932', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['macroman', 'macintosh'],
])

/**
 * The name that the Encoding Standard gives to an encoding, such as `windows-1252` for `Latin-1`; null for a name that
 * stands for none. Source: https://encoding.spec.whatwg.org, "Names and labels".
 */
export function encodingNamed(label: string): string | null {
  const bare = label.toLowerCase().replace(/[^a-z0-9]/g, '')
  const codePage = /^(?:windows|win|cp)(125\d|874)$/.exec(bare)?.[1]
  const other = codePage === undefined ? otherNames.get(bare) : `windows-${codePage}`
  for (const name of [other, label, bare]) {
    if (name === undefined) continue
    try {
      return new TextDecoder(name).encoding
    } catch {}
  }
  return null
}
