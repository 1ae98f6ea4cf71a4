import { isAscii } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { byteOrderMark, detectEncoding, unmarkedUtf16 } from './encoding.ts'
import { withFullHead } from './head.ts'
import { chunkBytes } from './source.ts'
import { refuseOtherFormats } from './text-format.ts'

/** A byte that UTF-8 has no use for: it stands where the source has bytes that are no text. */
const noText = Buffer.from([0xff])

/** The bytes of a CSV as UTF-8 without a byte order mark, whatever they were stored as. */
export class TextSource {
  readonly #stored: AsyncIterable<Buffer>
  readonly #declared: string | null
  readonly #file: string
  readonly #onNote: (note: string) => void
  #encoding: string | null = null

  /**
   * `declared` is the encoding to read, null to detect it; `file` is what to call the file in messages. What is detected
   * and is not UTF-8 is told to `onNote`, as soon as it is known.
   */
  constructor(stored: AsyncIterable<Buffer>, declared: string | null, file: string, onNote: (note: string) => void) {
    this.#stored = stored
    this.#declared = declared
    this.#file = file
    this.#onNote = onNote
  }

  /** The name of the encoding, as the Encoding Standard has it; `utf-8` as long as nothing but ASCII was met. */
  get encoding(): string {
    return this.#encoding ?? 'utf-8'
  }

  /**
   * The text, in UTF-8. Bytes that are none in the source's encoding come out as bytes that are none in UTF-8, so that
   * the row that they are in can be told. Throws InputError `not_csv` or `unsupported_encoding` for what is no such text.
   */
  async *chunks(): AsyncGenerator<Buffer> {
    let decoder: Decoder | null = null
    let isFirst = true
    for await (const chunk of withFullHead(this.#stored, chunkBytes)) {
      let text = chunk
      if (isFirst) text = this.#begin(chunk)
      isFirst = false
      // An encoding that is to be detected shows itself with the first byte beyond ASCII, however late that comes.
      if (this.#encoding === null && !isAscii(text)) this.#decide(detectEncoding(text))
      if (this.#encoding === null || this.#encoding === 'utf-8') {
        yield text
      } else {
        decoder ??= new Decoder(this.#encoding)
        yield decoder.decode(text)
      }
    }
    if (decoder !== null) yield decoder.end()
  }

  /** Decides by the beginning what can be decided by it; returns it without its byte order mark. */
  #begin(head: Buffer): Buffer {
    refuseOtherFormats(head, this.#file)
    const mark = byteOrderMark(head)
    if (mark !== null) {
      this.#encoding = mark.encoding
      if (this.#declared !== null && this.#declared !== mark.encoding) {
        this.#onNote(
          `the file is read as ${mark.encoding}, since its byte order mark says so, not as ${this.#declared}`,
        )
      }
      return head.subarray(mark.bytes)
    }
    this.#encoding = this.#declared
    const utf16 = this.#declared === null ? unmarkedUtf16(head) : null
    if (utf16 !== null) this.#decide(utf16)
    return head
  }

  #decide(encoding: string): void {
    this.#encoding = encoding
    if (encoding === 'utf-8') return
    this.#onNote(
      `the file is not UTF-8 and is read as ${encoding}; if letters come out wrong, name its encoding in the mapping ` +
        '(csv: { encoding: … })',
    )
  }
}

/** Decodes one encoding, chunk by chunk. */
class Decoder {
  readonly #decoder: TextDecoder
  readonly #isWide: boolean
  readonly #noText: RegExp
  /** Bytes that wait for the rest of their word. */
  #rest: Buffer = Buffer.alloc(0)

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding)
    this.#isWide = encoding.startsWith('utf-16')
    // The Encoding Standard gives bytes that a legacy encoding leaves out to control characters, which no text has.
    this.#noText = this.#isWide ? /\ufffd/ : /[\u0080-\u009f\ufffd]/
  }

  decode(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const end = this.#isWide ? bytes.length : endOfWords(bytes)
    this.#rest = bytes.subarray(end)
    return this.#encode(this.#decoder.decode(bytes.subarray(0, end), { stream: true }))
  }

  end(): Buffer {
    return this.#encode(this.#decoder.decode(this.#rest))
  }

  #encode(text: string): Buffer {
    if (!this.#noText.test(text)) return Buffer.from(text)
    const parts = text.split(this.#noText).flatMap(part => [Buffer.from(part), noText])
    return Buffer.concat(parts.slice(0, -1))
  }
}

/**
 * Where to cut the bytes: behind a space or a line break, which are part of no character of several bytes. Cut within
 * one that is invalid, Node's decoder throws, since it has reserved no room for what it owes from the chunk before.
 */
function endOfWords(bytes: Buffer): number {
  const index = bytes.findLastIndex(byte => byte <= 0x20)
  if (index !== -1) return index + 1
  return bytes.length < chunkBytes ? 0 : bytes.length
}
