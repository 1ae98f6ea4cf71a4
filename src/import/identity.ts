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
  /** Identity of a row that could not, from its text as it stands. */
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
  const kind = keyColumns === null ? 'content' : 'key'

  function identify(what: unknown, key: string): RowIdentity {
    const digest = digestOf([version, ...[what].flat()])
    const earlier = occurrences.count(digest)
    return { identity: earlier === 0 ? digest : `${digest}-${earlier}`, key, earlier }
  }

  return {
    ofCells(cells) {
      // Content is compared to the letter; a key is read by the mapping's usual rule, which trims.
      const read = (position: number) => (kind === 'key' ? (cells[position] ?? '').trim() : (cells[position] ?? ''))
      const pairs = positions.flatMap(position => [columns[position] ?? '', read(position)])
      return identify([kind, ...pairs], keyColumns === null ? '' : keyColumns.map(read).join(' / '))
    },
    ofText: raw => identify(['unreadable', raw], ''),
  }
}

/** SHA-256 of a list, shortened to 128 bits: among a billion rows two alike are as good as impossible. */
export function digestOf(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, digestLength)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
