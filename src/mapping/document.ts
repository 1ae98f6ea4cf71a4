import type { Problem } from '../errors.ts'
import type { MessageCode } from '../messages/catalogue.ts'
import { type DocumentKind, documentTooLarge, invalidDocument } from './document-errors.ts'
import { readYaml } from './yaml.ts'
import type { YamlNode } from './yaml-node.ts'

/** Where something stands in a document: keys of maps and indexes of lists, from the top. */
export type Path = readonly (string | number)[]

/** Makes a problem that points at a place in the file: at its key, or at its value. */
export type ProblemAt = (path: Path, message: string, at?: 'key' | 'value', code?: MessageCode) => Problem

/** A YAML or JSON text as plain values, with the way back from each value to its line and column. */
export interface MappingDocument {
  /** Every map is a `Map` with string keys, since some of the keys are a user's words, such as `__proto__`. */
  readonly content: unknown
  /** Faults that leave the content readable, such as a key that stands twice. */
  readonly problems: readonly Problem[]
  readonly problemAt: ProblemAt
}

/** Longest text that is read. */
export const maxDocumentBytes = 1024 * 1024

/**
 * Reads YAML 1.2, and so JSON too, within the limits of `readYaml`.
 * @throws InputError `mapping_invalid` or `migration_invalid` with every fault, where the text cannot be read at all.
 */
export function readDocument(text: string, file: string, kind: DocumentKind): MappingDocument {
  if (Buffer.byteLength(text) > maxDocumentBytes) throw documentTooLarge(kind, file)
  const { root, faults, place } = readYaml(text, kind)
  const problems = faults.map(({ at, message }): Problem => ({ file, ...place(at), message, code: 'yaml_invalid' }))
  if (root === null) throw invalidDocument(kind, file, problems)
  return {
    content: contentOf(root),
    problems,
    problemAt: (path, message, part = 'value', code) => ({
      file,
      ...place(offsetOf(root, path, part)),
      message,
      ...(code === undefined ? {} : { code }),
    }),
  }
}

function contentOf(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(contentOf)
    case 'map':
      return new Map([...node.entries].map(([key, { value }]) => [key, contentOf(value)]))
    default:
      return node satisfies never
  }
}

/** Offset of the deepest part of the path that the document has. */
function offsetOf(root: YamlNode, path: Path, part: 'key' | 'value'): number {
  let node = root
  for (const [depth, step] of path.entries()) {
    const entry = node.kind === 'map' ? node.entries.get(String(step)) : undefined
    if (entry !== undefined && part === 'key' && depth === path.length - 1) return entry.at
    const below = node.kind === 'list' ? node.items[Number(step)] : entry?.value
    if (below === undefined) return node.at
    node = below
  }
  return node.at
}
