/**
 * How two bytes make a character in an encoding of East Asia, and which of these characters texts mostly consist of: the
 * standards behind them put the common ones together. Source: JIS X 0208, GB 2312, Big5 and KS X 1001, where the first
 * level of ideographs or syllables has rows of its own.
 */
interface PairedEncoding {
  readonly name: string
  isPair(lead: number, trail: number): boolean
  isCommon(lead: number): boolean
}

/** In the order in which a draw is decided: the narrower comes first. */
const pairedEncodings: readonly PairedEncoding[] = [
  {
    name: 'shift_jis',
    isPair: (lead, trail) => (within(lead, 0x81, 0x9f) || within(lead, 0xe0, 0xfc)) && isShiftJisTrail(trail),
    isCommon: lead => within(lead, 0x81, 0x83) || within(lead, 0x88, 0x98),
  },
  {
    name: 'euc-kr',
    isPair: (lead, trail) => within(lead, 0xa1, 0xfe) && within(trail, 0xa1, 0xfe),
    isCommon: lead => within(lead, 0xb0, 0xc8),
  },
  {
    name: 'euc-jp',
    isPair: (lead, trail) => within(lead, 0xa1, 0xfe) && within(trail, 0xa1, 0xfe),
    isCommon: lead => within(lead, 0xa1, 0xa5) || within(lead, 0xb0, 0xcf),
  },
  {
    name: 'gb18030',
    isPair: (lead, trail) => within(lead, 0x81, 0xfe) && within(trail, 0x40, 0xfe) && trail !== 0x7f,
    isCommon: lead => within(lead, 0xa1, 0xa3) || within(lead, 0xb0, 0xd7),
  },
  {
    name: 'big5',
    isPair: (lead, trail) => within(lead, 0xa1, 0xf9) && (within(trail, 0x40, 0x7e) || within(trail, 0xa1, 0xfe)),
    isCommon: lead => within(lead, 0xa1, 0xc6),
  },
]

/** The letters that texts of a script mostly consist of. */
const scripts: readonly { readonly name: string; readonly common: RegExp }[] = [
  { name: 'windows-1251', common: /[аеиорнтслвк]/giu },
  { name: 'koi8-r', common: /[аеиорнтслвк]/giu },
  { name: 'ibm866', common: /[аеиорнтслвк]/giu },
  { name: 'windows-1253', common: /[αειονρςστλκ]/giu },
  { name: 'windows-1255', common: /[יוהלאתרבםנ]/gu },
]

/**
 * The encoding of a text in another script than the Latin one; null where it is most likely Latin. The letters of other
 * scripts stand in rows, while those that Latin writing has beyond ASCII stand alone between ASCII letters.
 */
export function guessLegacyEncoding(text: Buffer): string | null {
  const paired = best(pairedEncodings.map(encoding => ({ name: encoding.name, score: pairScore(text, encoding) })))
  if (paired !== null && paired.score >= 0.75) return paired.name
  if (shareInRows(text) < 0.5) return null
  const script = best(scripts.map(({ name, common }) => ({ name, score: letterScore(text, name, common) })))
  return script !== null && script.score >= 0.4 ? script.name : null
}

interface Guess {
  readonly name: string
  readonly score: number
}

/** The guess with the highest score; one that is hardly better than an earlier one does not beat it. */
function best(guesses: readonly Guess[]): Guess | null {
  let best: Guess | null = null
  for (const guess of guesses) if (best === null || guess.score > best.score + 0.05) best = guess
  return best
}

/** Share of the characters beyond ASCII that are common pairs beside other pairs. */
function pairScore(text: Buffer, { isPair, isCommon }: PairedEncoding): number {
  let units = 0
  let common = 0
  let lastPairEnd = -1
  let isLastCounted = true
  for (let at = 0; at < text.length; at++) {
    const lead = text[at] ?? 0
    if (lead < 0x80) continue
    units++
    if (!isPair(lead, text[at + 1] ?? 0)) continue
    const isBesidePair = lastPairEnd === at
    const counts = isCommon(lead)
    if (isBesidePair) common += (counts ? 1 : 0) + (isLastCounted ? 0 : 1)
    isLastCounted = isBesidePair || !counts
    at++
    lastPairEnd = at + 1
  }
  return units === 0 ? 0 : common / units
}

/** Share of the bytes beyond ASCII that stand in a row of three or more. */
function shareInRows(text: Buffer): number {
  let all = 0
  let inRows = 0
  let row = 0
  for (let at = 0; at <= text.length; at++) {
    if ((text[at] ?? 0) >= 0x80) {
      row++
      continue
    }
    all += row
    if (row >= 3) inRows += row
    row = 0
  }
  return all === 0 ? 0 : inRows / all
}

/** Share of a script's common letters; words whose case changes from small to capital speak against the encoding. */
function letterScore(text: Buffer, encoding: string, common: RegExp): number {
  const letters = new TextDecoder(encoding).decode(text.filter(byte => byte >= 0x80 || byte === 0x20))
  const all = letters.match(/\P{ASCII}/gu)?.length ?? 1
  const swapped = letters.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0
  return ((letters.match(common)?.length ?? 0) - 2 * swapped) / all
}

function isShiftJisTrail(byte: number): boolean {
  return within(byte, 0x40, 0x7e) || within(byte, 0x80, 0xfc)
}

function within(byte: number, first: number, last: number): boolean {
  return byte >= first && byte <= last
}
