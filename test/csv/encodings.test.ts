import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TextSource } from '../../src/csv/decode.ts'
import { detectEncoding, unmarkedUtf16 } from '../../src/csv/encoding.ts'
import { encodeText } from './encode-text.ts'
import { inShort, quirk, readCsv, readRows } from './read-csv.ts'

describe('a file in another encoding than UTF-8', () => {
  test.each([
    ['utf-16le.csv', [['001', 'Über, 株式会社']]],
    ['utf-16be.csv', [['001', 'Über, 株式会社']]],
    ['utf-16le-without-bom.csv', [['001', 'Über 株式会社']]],
    ['utf-16be-without-bom.csv', [['001', 'Über 株式会社']]],
    ['windows-1252.csv', [['001', 'Café €5']]],
    [
      'latin-1.csv',
      [
        ['001', 'Müller'],
        ['002', 'Señor'],
      ],
    ],
    ['windows-1251.csv', [['1', 'Иванов']]],
    [
      'shift-jis.csv',
      [
        ['1', '株式会社'],
        ['2', '株式会社, x'],
      ],
    ],
  ])('is read without being told: %s', async (file, expected) => {
    const { rows } = await readCsv(quirk(file))
    expect(rows.map(row => row.cells)).toEqual(expected)
  })

  test.each([
    ['latin-1.csv', 'windows-1252'],
    ['windows-1251.csv', 'windows-1251'],
    ['shift-jis.csv', 'shift_jis'],
    ['utf-16be-without-bom.csv', 'utf-16be'],
  ])('is told where that was a guess: %s as %s', async (file, encoding) => {
    const { notes } = await readCsv(quirk(file))
    expect(notes[0]).toContain(`read as ${encoding};`)
  })

  test.each(['bom.csv', 'blank-lines.csv', 'replacement-character.csv'])('is not told of %s', async file => {
    expect((await readCsv(quirk(file))).notes).toEqual([])
  })

  test.each([
    ['invalid-utf8.csv', '002,Caf\ufffd', 'utf-8'],
    ['invalid-utf-16.csv', '002,\ufffd', 'utf-16le'],
    ['invalid-windows-1252.csv', '002,M\ufffdller', 'windows-1252'],
    ['invalid-shift-jis.csv', '2,\ufffd', 'shift_jis'],
  ])('has only the row unreadable whose bytes are no text: %s', async (file, raw, encoding) => {
    const { rows } = await readCsv(quirk(file))
    expect(rows.map(row => row.kind)).toEqual(['cells', 'unreadable', 'cells'])
    expect(rows[1]).toMatchObject({ row: 2, line: 3, code: 'invalid_encoding', raw })
    expect(rows[1]).toMatchObject({ message: expect.stringContaining(`no text in ${encoding};`) })
  })

  test('is read as what the mapping says, without a word', async () => {
    const { rows, notes } = await readCsv(quirk('windows-1251.csv'), { encoding: 'latin-1' })
    expect(rows.map(row => row.cells)).toEqual([['1', 'Èâàíîâ']])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain('separated by ";"')
  })

  test('is read as its byte order mark says, even against the mapping', async () => {
    const { rows, notes } = await readCsv(quirk('utf-16le.csv'), { encoding: 'utf-8' })
    expect(rows.map(row => row.cells)).toEqual([['001', 'Über, 株式会社']])
    expect(notes[0]).toContain('read as utf-16le, since its byte order mark says so, not as utf-8')
  })

  test('that has nothing but ASCII for long is told as soon as it shows', async () => {
    const text = `Deal ID,Deal Name\n${'001,plain\n'.repeat(30_000)}002,Müller\n003,\u0081\n`
    const { rows, notes } = await readRows(Buffer.from(text, 'latin1'))
    expect(rows.slice(30_000).map(inShort)).toEqual([
      [30_001, 30_002, ['002', 'Müller']],
      [30_002, 30_003, 'invalid_encoding', '003,\ufffd'],
    ])
    expect(notes).toHaveLength(1)
  })

  test('may be gzipped', async () => {
    const { rows } = await readRows(gzipSync(Buffer.from('\ufeffa;b\r\n"ü\nü";2\r\n3;4\r\n', 'utf16le')))
    expect(rows.map(inShort)).toEqual([
      [1, 2, ['ü\nü', '2']],
      [2, 4, ['3', '4']],
    ])
  })
})

describe('the encoding of a short sample', () => {
  test.each([
    ['windows-1252', ['Müller', 'François Dupont', 'Straße „Spaß“ 12 €', 'it’s Joe’s', '“Hello” – it’s', 'CAFÉ “Ü”']],
    ['shift_jis', ['日本語', '株式会社トヨタ', '東京都千代田区', 'ソニー']],
    ['euc-jp', ['株式会社トヨタ', '東京都千代田区の会社です']],
    ['gb18030', ['北京市朝阳区', '中国石油化工集团公司']],
    ['big5', ['台北市信義區', '台灣積體電路製造']],
    ['euc-kr', ['서울특별시', '삼성전자 주식회사']],
    ['windows-1251', ['Иван Петров', 'Москва, улица Ленина', 'ООО Ромашка']],
    ['koi8-r', ['Иван Петров', 'Москва, улица Ленина']],
    ['windows-1253', ['Αθήνα Ελλάδα']],
    ['windows-1255', ['שלום עולם']],
    ['utf-8', ['Müller', '株式会社', 'Иван Петров', '🚀']],
  ])('is %s where it is', (encoding, names) => {
    for (const name of names) {
      const sample = encodeText(`ID,Name,Stage\r\n001,${name},Lead\r\n`, encoding)
      expect([name, detectEncoding(sample)]).toEqual([name, encoding])
    }
  })

  test('is UTF-8 where most of it is, or where the sample ends within a character', () => {
    const broken = Buffer.concat([Buffer.from('é,ü\n'), Buffer.from([0xe9, 0x2c, 0x0a])])
    expect(detectEncoding(broken)).toBe('utf-8')
    expect(detectEncoding(Buffer.from('aé漢').subarray(0, 4))).toBe('utf-8')
  })

  test('is no UTF-16 for a few NULs', () => {
    expect(unmarkedUtf16(Buffer.from('Deal ID,Deal Name\n001,Sec\0ond\n'))).toBeNull()
  })
})

describe('decoding', () => {
  const texts = {
    'utf-8': ['a', 'é', '漢', '🚀', '\n', '\r\n'],
    'utf-16le': ['a', 'é', '漢', '🚀', '\n', '\r\n'],
    'utf-16be': ['a', 'é', '漢', '🚀', '\n', '\r\n'],
    'windows-1252': ['a', 'é', '€', '\n', '\r\n'],
    shift_jis: ['a', 'カ', '漢', 'ｶ', '\n', '\r\n'],
    'euc-jp': ['a', 'カ', '漢', '\n', '\r\n'],
    gb18030: ['a', '漢', '中', '\n', '\r\n'],
  }

  test.each(Object.entries(texts))('%s gives the text back, however the bytes are cut', async (encoding, pieces) => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map(parts => parts.join(''))
    const property = fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (text, size) => {
      const decoded = await decode(encodeText(text, encoding), encoding, size)
      expect(decoded.toString()).toBe(text)
    })
    await fc.assert(property, { numRuns: 200 })
  })

  test.each([
    ['shift_jis', [0x83]],
    ['euc-jp', [0x8f, 0xa1]],
    ['gb18030', [0x81]],
    ['big5', [0x81]],
    ['windows-1252', [0x9d]],
  ])('bytes that are none in %s take no line break along', async (encoding, wrong) => {
    const decoded = await decode(Buffer.from([0x61, ...wrong, 0x0a, 0x62, ...wrong]), encoding, 1)
    expect(decoded.toString('latin1').replace(/\xff+/g, '!')).toBe('a!\nb!')
  })

  async function decode(bytes: Buffer, encoding: string, size: number): Promise<Buffer> {
    async function* chunks(): AsyncGenerator<Buffer> {
      // Enough of a head that what follows arrives as it is cut.
      yield encodeText('-'.repeat(70_000), encoding)
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    }
    const decoded: Buffer[] = []
    for await (const chunk of new TextSource(chunks(), encoding, 'a file', () => {}).chunks()) decoded.push(chunk)
    return Buffer.concat(decoded).subarray(70_000)
  }
})
