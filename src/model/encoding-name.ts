import { nearest } from './nearest.ts'

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

/** The name of an encoding that a person most likely meant by a word that stands for none; null where none is near. */
export function nearestEncoding(word: string): string | null {
  return nearest(word, [...standardNames, ...otherNames.keys()])
}

/** Source: https://encoding.spec.whatwg.org, "Names and labels". */
const standardNames = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  ...['windows-1250', 'windows-1251', 'windows-1253', 'windows-1254', 'windows-1255', 'windows-1256', 'windows-1257'],
  ...['windows-1258', 'windows-874', 'latin1', 'ascii', 'macintosh', 'x-mac-cyrillic', 'ibm866', 'koi8-r', 'koi8-u'],
  ...['iso-8859-1', 'iso-8859-2', 'iso-8859-3', 'iso-8859-4', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7', 'iso-8859-8'],
  ...['iso-8859-10', 'iso-8859-13', 'iso-8859-14', 'iso-8859-15', 'iso-8859-16', 'gbk', 'gb18030', 'big5', 'euc-jp'],
  ...['iso-2022-jp', 'shift_jis', 'euc-kr'],
]
