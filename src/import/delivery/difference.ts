import type { FieldValue } from '../../model/payload.ts'
import type { RecordBody } from './body.ts'

/** What a record holds just now, as far as it is known. */
export interface Held {
  readonly fields: ReadonlyMap<string, unknown>
  readonly relationships: ReadonlyMap<string, readonly string[]>
}

/** How a difference is told. */
export interface Comparison {
  /** Whether writing the value would change nothing. */
  readonly isSame: (key: string, held: unknown, wanted: FieldValue) => boolean
  /** Whether a field or relationship may be written at all. */
  readonly mayWrite: (key: string) => boolean
  /** Links that this import wrote before, and so may take away. */
  readonly written: ReadonlyMap<string, string | readonly string[]>
}

export const linkOperations = ['add', 'remove', 'replace'] as const

export type LinkOperation = (typeof linkOperations)[number]

/** One change of a relationship: an update takes one operation for each. Source: the published API description. */
export interface LinkChange {
  readonly key: string
  readonly operation: LinkOperation
  readonly ids: readonly string[]
}

/** What an update has to change. */
export interface Difference {
  readonly fields: ReadonlyMap<string, FieldValue>
  readonly links: readonly LinkChange[]
}

/**
 * What to change so that a record holds what a row says. What the row does not say is left alone; of a relationship with
 * several records only the links that this import wrote before are taken away, never those that a person made. Pure.
 */
export function differenceTo(held: Held, wanted: RecordBody, how: Comparison): Difference {
  const fields = [...wanted.fields].filter(
    ([key, value]) => !how.isSame(key, held.fields.get(key), value) && how.mayWrite(key),
  )
  const links = [...wanted.relationships].flatMap(([key, ids]) => {
    const current = held.relationships.get(key) ?? []
    return how.mayWrite(key) ? linkChanges(key, current, ids, how.written.get(key)) : []
  })
  return { fields: new Map(fields), links }
}

export function isEmpty({ fields, links }: Difference): boolean {
  return fields.size === 0 && links.length === 0
}

function linkChanges(
  key: string,
  held: readonly string[],
  wanted: string | readonly string[],
  written: string | readonly string[] | undefined,
): LinkChange[] {
  if (typeof wanted === 'string') {
    return held.length === 1 && held[0] === wanted ? [] : [{ key, operation: 'replace', ids: [wanted] }]
  }
  const added = wanted.filter(id => !held.includes(id))
  const removed = [written ?? []].flat().filter(id => held.includes(id) && !wanted.includes(id))
  const changes: LinkChange[] = [
    { key, operation: 'add', ids: added },
    { key, operation: 'remove', ids: removed },
  ]
  return changes.filter(({ ids }) => ids.length > 0)
}
