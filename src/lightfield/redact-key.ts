/** What stands in a text where a key stood, or a part of one. */
const inPlaceOfTheKey = '[the API key]'

/** No key is as short as that; a word of a test's choice may be, and stands in many a text. */
const shortestKey = 8
/** A run of so many characters of a key stands nowhere by chance. */
const shortestRun = 12

/** What the key of anybody begins with. */
const keyPrefix = 'sk_lf_'
/** What looks like a key of anybody, whole or cut. */
const anyKey = /sk_lf_[\w-]+/gi
/** A string in a JSON text, with its quotes. */
const jsonString = /"[^"\\]*(?:\\.[^"\\]*)*"/gs
/** An escape in JSON; its meaning counts where it is printable ASCII. */
const jsonEscape = /\\(?:u00([2-7][\da-f])|(.))/gis
/** The same of a text in which no character is escaped by its number, which takes a third of the time. */
const plainEscape = /\\(.)/gs
const escapedOctet = /%([2-7][\da-f])/gi

/** Takes a key out of JSON text: a server that tells a request's headers back must not get it into a ledger or a log. */
export type KeyRedaction = (json: string) => string

/**
 * Hides one key in JSON texts, however it is spelled: whole, in part (twelve characters of it), in capitals, in JSON's
 * escapes, percent-encoded or in base64; and whatever else looks like a key. All other strings stay as they are, to the
 * letter. Takes time in proportion to the text.
 */
export function keyRedaction(key: string): KeyRedaction {
  const runs = key.length < shortestKey ? null : new Runs([key, ...inBase64(key)])
  return json => {
    // Looked through as a whole first, in passing: hardly any answer holds a key.
    const text = withoutEscapes(json)
    const decoded = withoutPercent(text)
    const isClean = (one: string): boolean => rangesIn(one, runs).length === 0
    if (isClean(text) && (decoded === text || isClean(decoded))) return json
    return json.replace(jsonString, literal => {
      const text = meaningOf(literal)
      const safe = hideRanges(text, [...rangesIn(text, runs), ...rangesBehindPercent(text, runs)])
      return safe === text ? literal : JSON.stringify(safe)
    })
  }
}

/** From and to, the end not included. */
type Range = readonly [number, number]

/** Where a piece of a spelling stands. */
interface Place {
  readonly spelling: string
  readonly at: number
}

/** Finds runs of characters of the spellings of a key, whatever their case. */
class Runs {
  readonly #least: number
  /** Length of the pieces of which each run has one whole at a multiple of it. */
  readonly #piece: number
  readonly #places = new Map<string, Place[]>()
  /** Which beginnings of pieces there are, by `beginningAt`: hardly any of a text's pieces has to be cut out and looked up. */
  readonly #beginnings = new Uint8Array(beginnings)

  constructor(spellings: readonly string[]) {
    this.#least = Math.min(shortestRun, ...spellings.map(spelling => spelling.length))
    this.#piece = Math.floor((this.#least + 1) / 2)
    for (const spelling of spellings.map(withoutCapitals)) {
      for (let at = 0; at + this.#piece <= spelling.length; at++) {
        const piece = spelling.slice(at, at + this.#piece)
        this.#places.set(piece, [...(this.#places.get(piece) ?? []), { spelling, at }])
        this.#beginnings[beginningAt(piece, 0)] = 1
      }
    }
  }

  /** @param small without capitals */
  in(small: string): readonly Range[] {
    const found: Range[] = []
    for (let at = 0; at + this.#piece <= small.length; at += this.#piece) {
      if (this.#beginnings[beginningAt(small, at)] === 0) continue
      for (const place of this.#places.get(small.slice(at, at + this.#piece)) ?? []) {
        const [from, to] = this.#widest(small, at, place)
        if (to - from >= this.#least) found.push([from, to])
      }
    }
    return found
  }

  /** How far text and spelling agree around a place where they do. */
  #widest(text: string, at: number, { spelling, at: place }: Place): Range {
    let before = 0
    while (before < Math.min(at, place) && text[at - before - 1] === spelling[place - before - 1]) before++
    let behind = this.#piece
    while (place + behind < spelling.length && text[at + behind] === spelling[place + behind]) behind++
    return [at - before, at + behind]
  }
}

/** A power of two. */
const beginnings = 4096

/** A number below `beginnings` for the three characters there; no piece is shorter than four. */
function beginningAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & (beginnings - 1)
}

/** The key in base64, as it comes out in the midst of other bytes too: three ways, each without the ends that they shape. */
function inBase64(key: string): readonly string[] {
  const standard = [0, 1, 2].map(offset => {
    const text = Buffer.from(' '.repeat(offset) + key).toString('base64')
    const shaped = (offset + key.length) % 3 === 0 ? 0 : 4
    return text.slice(offset === 0 ? 0 : 4, text.length - shaped)
  })
  const forAddresses = standard.map(text => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [...new Set([...standard, ...forAddresses])].filter(text => text.length >= shortestKey)
}

function rangesIn(text: string, runs: Runs | null): readonly Range[] {
  const small = withoutCapitals(text)
  const found = runs === null ? [] : runs.in(small)
  return small.includes(keyPrefix) ? [...lookalikesIn(text), ...found] : found
}

function lookalikesIn(text: string): readonly Range[] {
  return [...text.matchAll(anyKey)].map(({ 0: match, index }) => [index, index + match.length])
}

/** What is found once octets such as `%5F` are decoded, as ranges of the text as it is. */
function rangesBehindPercent(text: string, runs: Runs | null): readonly Range[] {
  const found = rangesIn(withoutPercent(text), runs)
  if (found.length === 0) return found
  const starts = startsBehindPercent(text)
  return found.map(([from, to]) => [starts[from] ?? text.length, starts[to] ?? text.length])
}

/** Places stay where they are: some capital letters beyond ASCII are two small ones. */
function withoutCapitals(text: string): string {
  const small = text.toLowerCase()
  return small.length === text.length ? small : text.replace(/[A-Z]+/g, capitals => capitals.toLowerCase())
}

function withoutEscapes(json: string): string {
  if (!json.includes('\\')) return json
  if (!/\\u/i.test(json)) return json.replace(plainEscape, '$1')
  return json.replace(jsonEscape, (_, hex: string | undefined, sign: string) => (hex === undefined ? sign : ascii(hex)))
}

function withoutPercent(text: string): string {
  return text.includes('%') ? text.replace(escapedOctet, (_, hex: string) => ascii(hex)) : text
}

/** Where each character of `withoutPercent` began. */
function startsBehindPercent(text: string): readonly number[] {
  const octets = new Set([...text.matchAll(escapedOctet)].map(({ index }) => index))
  const starts: number[] = []
  for (let at = 0; at < text.length; at += octets.has(at) ? 3 : 1) starts.push(at)
  return starts
}

function ascii(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16))
}

/** The text with one remark in place of all ranges that touch. */
function hideRanges(text: string, ranges: readonly Range[]): string {
  let safe = ''
  let end = 0
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    if (from > end || end === 0) safe += text.slice(end, from) + inPlaceOfTheKey
    end = Math.max(end, to)
  }
  return safe + text.slice(end)
}

/** The value of a string in JSON; as it is written where it has none, and so the whole text is no JSON. */
function meaningOf(literal: string): string {
  try {
    return JSON.parse(literal)
  } catch {
    return literal.slice(1, -1)
  }
}
