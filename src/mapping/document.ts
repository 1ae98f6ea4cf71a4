import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import { InputError, type Problem } from '../errors.ts'

/** Where something stands in a document: keys of maps and indexes of lists, from the top. */
export type Path = readonly (string | number)[]

/** Makes a problem that points at a place in the file: at its key, or at its value. */
export type ProblemAt = (path: Path, message: string, at?: 'key' | 'value') => Problem

/** What a document is, in messages and in the codes of errors. */
export type DocumentKind = 'mapping' | 'migration'

/** A YAML or JSON text as plain values, with the way back from each value to its line and column. */
export interface MappingDocument {
  /** Every map is a `Map` with string keys, since some of the keys are a user's words, such as `__proto__`. */
  readonly content: unknown
  /** Faults that leave the content readable, such as a key that stands twice. */
  readonly problems: readonly Problem[]
  readonly problemAt: ProblemAt
}

/** Longest text that is read. */
const maxDocumentBytes = 1024 * 1024

/** Values after aliases are followed; a small file can otherwise unfold into a huge one. */
const maxNodes = 200_000
const maxDepth = 32

const plainTags = new Set(['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(tag => `tag:yaml.org,2002:${tag}`))

/**
 * Reads YAML 1.2, and so JSON too.
 * @throws InputError `mapping_invalid` or `migration_invalid` with every syntax fault, where the text cannot be read at all.
 */
export function readDocument(text: string, file: string, kind: DocumentKind): MappingDocument {
  const lines = new LineCounter()
  const at = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col, message }
  }
  const document = parse(text, file, kind, lines)
  const faults = [...document.errors, ...document.warnings].map(fault => ({
    readable: fault.code === 'DUPLICATE_KEY',
    problem: at(fault.pos[0], faultMessage(fault.code, fault.message, kind)),
  }))
  if (document.errors.some(fault => fault.code === 'RESOURCE_EXHAUSTION')) throw tooDeep(file, kind)
  if (faults.some(fault => !fault.readable)) {
    throw invalidDocument(
      kind,
      file,
      faults.map(fault => fault.problem),
    )
  }
  const problems = faults.map(fault => fault.problem)
  const content = toContent(document, kind, (node, message) => {
    throw invalidDocument(kind, file, [...problems, at(node.range?.[0] ?? 0, message)])
  })
  return {
    content,
    problems,
    problemAt: (path, message, part = 'value') => at(offsetOf(document, path, part), message),
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

/** As a double-quoted text writes it, one code unit after the other. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** Separators and the like: right without quotes too, but hard to see. */
const nothingButSigns = /^[^\p{L}\p{N}]*$/u

/** Line breaks of every kind, and what an editor would not show. */
const notOnOneLine = /[\p{Cc}\p{Cf}\u2028\u2029\p{Cs}]/u

/** The error for a mapping that cannot be used, with everything that is wrong about it. */
export function invalidMapping(file: string, problems: readonly Problem[]): InputError {
  return invalidDocument('mapping', file, problems)
}

/** The error for a document that cannot be used; the problems may be of several files, each of which is kept together. */
export function invalidDocument(kind: DocumentKind, file: string, problems: readonly Problem[]): InputError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
  const inFileOrder = [...Map.groupBy(problems, problem => problem.file).values()].flatMap(ofOneFile =>
    ofOneFile.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  )
  return new InputError(`${kind}_invalid`, `the ${kind} ${file} has ${count}`, { problems: inFileOrder })
}

/** @throws InputError for a text of more than 1 MiB */
export function assertSize(bytes: number, file: string, kind: DocumentKind): void {
  if (bytes <= maxDocumentBytes) return
  throw new InputError(`${kind}_invalid`, `the ${kind} ${file} is larger than 1 MiB`, {
    hint: `Check that it is the ${kind} and not the data.`,
  })
}

function parse(text: string, file: string, kind: DocumentKind, lineCounter: LineCounter): Document.Parsed {
  assertSize(Buffer.byteLength(text), file, kind)
  try {
    return parseDocument(text, { version: '1.2', schema: 'core', lineCounter, prettyErrors: false })
  } catch (cause) {
    throw tooDeep(file, kind, cause)
  }
}

/** The parser recurses: a text of nothing but brackets exhausts the stack. */
function tooDeep(file: string, kind: DocumentKind, cause?: unknown): InputError {
  return new InputError(`${kind}_invalid`, `the ${kind} ${file} is nested too deeply to be read`, { cause })
}

function faultMessage(code: string, message: string, kind: DocumentKind): string {
  if (code === 'DUPLICATE_KEY') return 'this key stands twice in the same map: remove one of them'
  if (code === 'MULTIPLE_DOCS') return `a ${kind} is one YAML document: remove what follows the second "---"`
  if (code === 'TAG_RESOLVE_FAILED') return `tags (words with "!") have no meaning in a ${kind}: remove it`
  return message
}

function toContent(
  document: Document.Parsed,
  kind: DocumentKind,
  refuse: (node: Node, message: string) => never,
): unknown {
  let nodes = 0
  const convert = (node: unknown, depth: number): unknown => {
    if (isAlias(node)) {
      const target = node.resolve(document)
      return target === undefined ? refuse(node, 'this alias points at nothing') : convert(target, depth + 1)
    }
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null
    if (++nodes > maxNodes || depth > maxDepth) refuse(node, `the ${kind} is too large or nested too deeply`)
    if (node.tag !== undefined && !plainTags.has(node.tag)) refuse(node, faultMessage('TAG_RESOLVE_FAILED', '', kind))
    if (isSeq(node)) return node.items.map(item => convert(item, depth + 1))
    if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : node.value
    return new Map(node.items.map(pair => [keyText(pair.key), convert(pair.value, depth + 1)]))
  }
  return convert(document.contents, 0)
}

/** A key as it was written: the column `007` is not the number 7. */
function keyText(key: unknown): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : String(key)
}

/** Offset of the deepest part of the path that the document has. */
function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents
  let offset = document.contents?.range?.[0] ?? 0
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(item => keyText(item.key) === String(step))
      if (pair === undefined) return offset
      const wantsKey = part === 'key' && depth === path.length - 1
      offset = (wantsKey ? undefined : startOf(pair.value)) ?? startOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      offset = startOf(node) ?? offset
    } else {
      return offset
    }
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined
}
