import { annotatedDelimiter } from './annotated.ts'
import { TextSource } from './decode.ts'
import { detectDelimiter, usualDelimiter } from './delimiter.ts'
import { withFullHead } from './head.ts'
import type { ResolvedOptions } from './options.ts'
import { type ByteSource, chunkBytes } from './source.ts'
import type { KnownStretches } from './stretch.ts'
import { type RowStretch, StretchReader } from './stretch-reader.ts'
import { findTextStart, type TextStart } from './text-start.ts'

/** The rows of a source's bytes, whatever they are stored as. */
export class StretchedText {
  readonly #bytes: ByteSource
  readonly #options: ResolvedOptions
  readonly #notes: string[]
  #reader: StretchReader | null = null

  /** @param notes gets what is detected and is not the usual, as sentences for people */
  constructor(bytes: ByteSource, options: ResolvedOptions, notes: string[]) {
    this.#bytes = bytes
    this.#options = options
    this.#notes = notes
  }

  /** How the text is read as rows; to be asked for once the first of them was. */
  form(): string {
    return this.#reader?.form() ?? ''
  }

  /** From the next chunk on, rows of stretches that are known are passed over. To be called once the first row was read. */
  compareWith(known: KnownStretches): void {
    this.#reader?.compareWith(known)
  }

  /** The header, where there is one, and the rows. */
  async *batches(): AsyncGenerator<RowStretch> {
    const [bytes, options] = [this.#bytes, this.#options]
    const text = new TextSource(bytes.chunks(), options.encoding, bytes.name, note => this.#notes.push(note))
    for await (const chunk of withFullHead(text.chunks(), chunkBytes)) {
      if (this.#reader !== null) {
        yield* this.#reader.read(chunk)
        continue
      }
      const start = findTextStart(chunk, options.skipLines, bytes.name)
      const head = chunk.subarray(start.at)
      const isWhole = chunk.length < chunkBytes
      const delimiter = decideDelimiter(head, isWhole, start, options, this.#notes)
      const format = {
        dialect: { delimiter, quote: options.quote, escape: options.escape },
        width: options.columns?.length ?? null,
        line: start.line,
        maxFieldBytes: options.maxFieldBytes,
        encoding: () => text.encoding,
      }
      this.#reader = new StretchReader(format, passed => bytes.takeBack(passed))
      yield* this.#reader.read(head)
    }
    if (this.#reader !== null) yield* this.#reader.end()
  }
}

function decideDelimiter(
  head: Buffer,
  isWhole: boolean,
  start: TextStart,
  options: ResolvedOptions,
  notes: string[],
): string {
  const text = head.toString()
  const stated = options.delimiter ?? start.delimiter ?? annotatedDelimiter(text)
  if (stated !== null) return stated
  const { delimiter, isSeen } = detectDelimiter(text, isWhole, options)
  if (isSeen && delimiter !== usualDelimiter) {
    const name = delimiter === '\t' ? 'tabs' : JSON.stringify(delimiter)
    notes.push(
      `going by the first rows, cells are separated by ${name}; where that is wrong, name the delimiter in the mapping ` +
        '(csv: { delimiter: … })',
    )
  }
  return delimiter
}
