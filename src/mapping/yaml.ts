import {
  Composer,
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  visit,
} from 'yaml'
import { extentOf, scalarNode, type YamlEntry, type YamlNode } from './yaml-node.ts'

/** What is wrong with a text, at an offset. */
export interface YamlFault {
  readonly at: number
  readonly message: string
  /** Whether the text can be read all the same. */
  readonly isReadable: boolean
}

export interface YamlText {
  /** Null where the text cannot be read. */
  readonly root: YamlNode | null
  readonly faults: readonly YamlFault[]
  /** The line and column of an offset, from 1. */
  place(at: number): { readonly line: number; readonly column: number }
}

/** Levels of maps and lists in one another. */
const maxDepth = 64

/** Words and signs: each takes many times its length in memory. */
const maxTokens = 500_000

/** Values that aliases stand for, all together: a text of a few lines could unfold into billions. */
const maxAliasValues = 10_000

/** Faults that are worth looking for in one text. */
const maxFaults = 100

/**
 * Reads YAML 1.2, and so JSON too, within limits that hold before anything is built: takes time and memory in proportion
 * to the text, whatever it holds. Keys are text, as they are written; no tag and no merge key has a meaning.
 *
 * @param what what the text is, for messages, such as `mapping`
 */
export function readYaml(text: string, what: string): YamlText {
  const lines = new LineCounter()
  const place = (at: number) => {
    const { line, col } = lines.linePos(at)
    return { line, column: col }
  }
  try {
    const composer = new Composer(options)
    const [document, second] = composer.compose(tokensOf(text, lines, what), true, text.length)
    const said = [...(document?.errors ?? []), ...(document?.warnings ?? [])].slice(0, maxFaults)
    const faults = said.map(({ code, pos, message }) => fault(pos[0], faultMessage(code, message, what)))
    if (second !== undefined) {
      faults.push(fault(second.range[0], `a ${what} is one YAML document: remove what follows the second "---"`))
    }
    const reader = new NodeReader(what)
    const root = reader.read(document?.contents ?? null, 0)
    faults.push(...reader.faults)
    return { root: faults.every(({ isReadable }) => isReadable) ? root : null, faults, place }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { root: null, faults: [fault(error.at, error.message)], place }
  }
}

/**
 * A text, list or map as YAML on one line, quoted wherever it has to be: `{ column: "a, b" }`. Maps are `Map`s with
 * text keys. What it gives may stand as a value in any place of a mapping, and is read back as what it was.
 */
export function inlineYaml(value: unknown): string {
  const document = new Document(new Map([['', value]]), { version: '1.2', schema: 'core' })
  visit(document, {
    Collection: (_, node) => {
      node.flow = true
    },
    Scalar: (_, node) => {
      if (typeof node.value !== 'string') return
      if (notOnOneLine.test(node.value) || nothingButSigns.test(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  return document
    .toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER })
    .replace(/^\{ "": /, '')
    .replace(/ \}\n$/, '')
    .replace(new RegExp(notOnOneLine, 'gu'), escaped)
}

/** The text cannot be read from there on. */
class Unreadable extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/** Unique keys are our own affair: the package compares each with each. */
const options = {
  version: '1.2',
  schema: 'core',
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
} as const

/** The tokens of a text; the parser holds open levels on a stack of its own, so that depth is known before it hurts. */
function* tokensOf(text: string, lines: LineCounter, what: string) {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  // The document and a scalar are on the stack too.
  const maxStack = maxDepth + 2
  let count = 0
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme)
    if (parser.stack.length > maxStack) throw new Unreadable(parser.offset, tooDeep(what))
    if (++count > maxTokens) throw new Unreadable(parser.offset, `the ${what} has more in it than can be read`)
  }
  yield* parser.end()
}

/** Turns what was parsed into values. An alias means the last anchor of its name before it, so they are met in order. */
class NodeReader {
  readonly faults: YamlFault[] = []
  readonly #what: string
  /** What each anchor stands for; null while that is being read. */
  readonly #anchors = new Map<string, YamlNode | null>()
  #aliasValues = 0

  constructor(what: string) {
    this.#what = what
  }

  read(node: unknown, depth: number, missingAt = 0): YamlNode {
    if (isAlias(node)) return this.#follow(node.source, startOf(node), depth)
    if (!isScalar(node) && !isCollection(node)) return scalarNode(null, missingAt)
    const at = startOf(node)
    if (depth + Number(isCollection(node)) > maxDepth) throw new Unreadable(at, tooDeep(this.#what))
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, null)
    const read = this.#readContent(node, at, depth)
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, read)
    return read
  }

  #readContent(node: Node, at: number, depth: number): YamlNode {
    if (isMap(node)) return this.#readMap(node.items, at, depth)
    if (isSeq(node)) {
      const items = node.items.map(item => this.read(item, depth + 1, at))
      return { kind: 'list', at, items, ...extentOf(items) }
    }
    const value: unknown = isScalar(node) ? node.value : null
    return scalarNode(typeof value === 'bigint' ? Number(value) : value, at)
  }

  #readMap(pairs: readonly Pair[], mapAt: number, depth: number): YamlNode {
    const entries = new Map<string, YamlEntry>()
    for (const { key, value } of pairs) {
      const at = isScalar(key) || isCollection(key) || isAlias(key) ? startOf(key) : mapAt
      const name = this.#readKey(key, at)
      const read = this.read(value, depth + 1, at)
      if (!entries.has(name)) entries.set(name, { at, value: read })
      else this.#complain(at, 'this key stands twice in the same map: remove one of them', true)
    }
    const values = [...entries.values()].map(entry => entry.value)
    return { kind: 'map', at: mapAt, entries, ...extentOf(values) }
  }

  /** A key as it was written: the column `007` is not the number 7. */
  #readKey(key: unknown, at: number): string {
    if (!isScalar(key)) {
      this.#complain(at, 'a key is text: write it out, without an alias, a list or a map')
      return ''
    }
    const name = key.source ?? String(key.value)
    if (key.anchor !== undefined) this.#anchors.set(key.anchor, scalarNode(name, at))
    return name
  }

  #follow(name: string, at: number, depth: number): YamlNode {
    const target = this.#anchors.get(name)
    if (target === undefined) {
      this.#complain(at, 'this alias points at nothing')
      return scalarNode(null, at)
    }
    if (target === null) throw new Unreadable(at, 'this alias stands for a value that it is itself a part of')
    this.#aliasValues += target.size
    if (this.#aliasValues > maxAliasValues) {
      const limit = maxAliasValues.toLocaleString('en')
      throw new Unreadable(at, `with this alias the ${this.#what} unfolds to more than ${limit} values: write them out`)
    }
    if (depth + target.height > maxDepth) throw new Unreadable(at, tooDeep(this.#what))
    return { ...target, at }
  }

  #complain(at: number, message: string, isReadable = false): void {
    if (this.faults.length < maxFaults) this.faults.push({ at, message, isReadable })
  }
}

function fault(at: number, message: string): YamlFault {
  return { at, message, isReadable: false }
}

function faultMessage(code: string, message: string, what: string): string {
  return code === 'TAG_RESOLVE_FAILED' ? `tags (words with "!") have no meaning in a ${what}: remove it` : message
}

function tooDeep(what: string): string {
  return `the ${what} is nested too deeply: more than ${maxDepth} levels of maps and lists`
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0
}

/** As a double-quoted text writes it, one code unit after the other. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** Separators and the like: right without quotes too, but hard to see. */
const nothingButSigns = /^[^\p{L}\p{N}]*$/u

/** Line breaks of every kind, and what an editor would not show. */
const notOnOneLine = /[\p{Cc}\p{Cf}\u2028\u2029\p{Cs}]/u
