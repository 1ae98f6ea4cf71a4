import { hash } from 'node:crypto'
import type { ObjectDefinitions } from '../model/definitions.ts'
import type { Mapping } from './mapping.ts'

/** What a mapping is bound to. */
export interface MappedTo {
  readonly columns: readonly string[]
  readonly definitions: ObjectDefinitions | null
  /** Definitions of the objects that its look-ups go to, by type. */
  readonly related: ReadonlyMap<string, ObjectDefinitions>
}

/**
 * Digest of all that decides, beside a row's cells, what a mapping makes of it: where two are the same, the same cells
 * are the same payload. Anything that changes in the mapping, in the definitions or in the platform makes another; where
 * the mapping's file is does not.
 *
 * @param versions those of the converters: of this program, and of the packages that it converts with
 */
export function mappingGround(
  { problemAt, file, ...mapping }: Mapping,
  mappedTo: MappedTo,
  versions: readonly string[],
): string {
  // Time zones, letters and their cases are the platform's.
  const { node, icu, tz, unicode } = process.versions
  const text = JSON.stringify([versions, node, icu, tz, unicode, mapping, mappedTo], (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  )
  return hash('sha256', text, 'hex')
}
