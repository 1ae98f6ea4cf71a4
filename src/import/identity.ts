import { hash } from 'node:crypto'
import { annotationColumns } from '../model/annotation-columns.ts'
import type { Occurrences } from '../model/occurrences.ts'

/** Who a row is, whatever its place in the file. */
export interface RowIdentity {
  /** Digest of the key columns or, without `key`, of the whole row; rows that are alike are told apart by a number. */
  readonly identity: string
  /** Values of the key columns, for people. */
  readonly key: string
  /** How many rows before this one in the file had the same key, or the same content. */
  readonly earlier: number
}

const version = 1
const digestLength = 32

/** Makes identities for the rows of one file, in the order in which they are read. */
export interface Identifier {
  /** Identity of a row that could be read. */
  ofCells(cells: readonly string[]): RowIdentity
  /** Identity of a row whose key is blank, from all of its cells. */
  ofKeyless(cells: readonly string[]): RowIdentity
  /** Identity of a row that could not be read, from its text as it stands. */
  ofText(raw: string): RowIdentity
}

/**
 * @param columns the file's column names; their order does not matter
 * @param keyColumns positions of the mapping's `key`; null: the row's whole content
 * @param occurrences counts what was met before
 */
export function rowIdentifier(
  columns: readonly string[],
  keyColumns: readonly number[] | null,
  occurrences: Occurrences,
): Identifier {
  const content = [...columns.keys()].filter(position => !annotationColumns.includes(columns[position] ?? ''))
  const positions = (keyColumns ?? content).toSorted((a, b) => compare(columns[a] ?? '', columns[b] ?? ''))
  const isContent = keyColumns === null
  // What a row's text has in common with every other's is made once.
  const start = JSON.stringify([version, isContent ? 'content' : 'key']).slice(0, -1)
  const names = positions.map(position => JSON.stringify(columns[position] ?? ''))

  /** Content is compared to the letter; a key is read by the mapping's usual rule, which trims. */
  function read(cells: readonly string[], position: number): string {
    const cell = cells[position] ?? ''
    return isContent ? cell : cell.trim()
  }

  /** @param text a JSON list that begins with the version and what kind of identity it is */
  function identify(text: string, key: string): RowIdentity {
    const digest = digestOfText(text)
    const earlier = occurrences.count(digest)
    return { identity: earlier === 0 ? digest : `${digest}-${earlier}`, key, earlier }
  }

  function ofText(raw: string): RowIdentity {
    return identify(JSON.stringify([version, 'unreadable', raw]), '')
  }

  return {
    ofCells(cells) {
      let text = start
      for (const [index, position] of positions.entries()) {
        text += `,${names[index]},${JSON.stringify(read(cells, position))}`
      }
      const key = isContent ? '' : keyColumns.map(position => read(cells, position)).join(' / ')
      return identify(`${text}]`, key)
    },
    ofKeyless: cells => ofText(content.map(position => cells[position] ?? '').join('\n')),
    ofText,
  }
}

/** SHA-256 of a list, shortened to 128 bits: among a billion rows two alike are as good as impossible. */
export function digestOf(parts: readonly unknown[]): string {
  return digestOfText(JSON.stringify(parts))
}

function digestOfText(text: string): string {
  return hash('sha256', text, 'hex').slice(0, digestLength)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
