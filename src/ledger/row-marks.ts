import type { DoneRow, KnownRow, RowMarks } from './stretch-ledger.ts'

const bytesPerWord = 4
/** Two words for an identity; a number and two words for a source. */
const bytesPerIdentity = 2 * bytesPerWord
const bytesPerSource = 3 * bytesPerWord
const hexDigits = 16

/** The marks of rows as they are stored: words of 32 bits, the highest byte first. */
export interface MarkBytes {
  readonly identities: Uint8Array
  readonly sources: Uint8Array
}

/**
 * @param known rows that have their marks already
 * @param done rows that come behind them
 * @param ids of the latter, in their order
 */
export function encodeMarks(known: readonly KnownRow[], done: readonly DoneRow[], ids: readonly number[]): MarkBytes {
  const rows = known.length + done.length
  const identities = Buffer.alloc(rows * bytesPerIdentity)
  const sources = Buffer.alloc(rows * bytesPerSource)
  let row = 0
  for (const { id, identityHigh, identityLow, sourceHigh, sourceLow } of known) {
    identities.writeUInt32BE(identityHigh, row * bytesPerIdentity)
    identities.writeUInt32BE(identityLow, row * bytesPerIdentity + bytesPerWord)
    sources.writeUInt32BE(id, row * bytesPerSource)
    sources.writeUInt32BE(sourceHigh, row * bytesPerSource + bytesPerWord)
    sources.writeUInt32BE(sourceLow, row * bytesPerSource + 2 * bytesPerWord)
    row += 1
  }
  for (const { identity, source } of done) {
    identities.write(identity.slice(0, hexDigits), row * bytesPerIdentity, 'hex')
    sources.writeUInt32BE(ids[row - known.length] ?? 0, row * bytesPerSource)
    sources.write(source.slice(0, hexDigits), row * bytesPerSource + bytesPerWord, 'hex')
    row += 1
  }
  return { identities, sources }
}

/** The marks that these bytes were made of. */
export function decodeMarks({ identities, sources }: MarkBytes): RowMarks {
  return { identities: wordsOf(identities), sources: wordsOf(sources) }
}

/** The words that bytes were made of. */
export function wordsOf({ buffer, byteOffset, length }: Uint8Array): Uint32Array {
  const view = new DataView(buffer, byteOffset, length)
  const words = new Uint32Array(length / bytesPerWord)
  for (let word = 0; word < words.length; word++) words[word] = view.getUint32(word * bytesPerWord)
  return words
}
