import type { MigrationImport } from './migration.ts'
import { type Reference, referencesOf } from './references.ts'
import { requiredCycle } from './required-cycle.ts'

/** An import in the order of the migration. */
export interface Stage {
  /** Position in the description's list. */
  readonly index: number
  /** Keys of the relationships whose records come with this stage or a later one, and so wait for the second pass. */
  readonly deferred: readonly string[]
}

/**
 * Puts what others refer to before them, and otherwise keeps the description's order. Of imports that refer to each other
 * in a circle the one goes first that leaves the fewest relationships open by it; a required one is never left open.
 *
 * @throws InputError `import_cycle` where required relationships go round in a circle
 */
export function orderImports(imports: readonly MigrationImport[]): readonly Stage[] {
  const references = referencesOf(imports)
  const waiting = new Set(imports.keys())
  const stages: Stage[] = []
  while (waiting.size > 0) {
    const circle = firstCircle(references, waiting)
    const index = firstOf(circle, references, waiting)
    if (index === null) throw requiredCycle(circle, imports, references)
    const open = (references[index] ?? []).filter(reference => isOpen(reference, waiting))
    stages.push({ index, deferred: open.map(({ relationship }) => relationship) })
    waiting.delete(index)
  }
  return stages
}

type References = readonly (readonly Reference[])[]

/** Whether records that it points to are still to come. */
function isOpen({ targets }: Reference, waiting: ReadonlySet<number>): boolean {
  return targets.some(target => waiting.has(target))
}

/**
 * The first imports that wait for nothing but each other; one alone where it waits for nothing. There always are some,
 * since whoever goes from one waiting import to the next that it refers to ends among such.
 */
function firstCircle(references: References, waiting: ReadonlySet<number>): readonly number[] {
  const reached = new Map([...waiting].map(index => [index, reachable(index, references, waiting)]))
  for (const [index, others] of reached) {
    if ([...others].every(other => reached.get(other)?.has(index))) return [...waiting].filter(each => others.has(each))
  }
  return []
}

/** The import itself and the waiting ones that it refers to, directly or through others. */
function reachable(index: number, references: References, waiting: ReadonlySet<number>): ReadonlySet<number> {
  const reached = new Set([index])
  // What is added to a set while it is walked is walked too.
  for (const from of reached) {
    for (const target of waitedFor(from, references).flatMap(({ targets }) => targets)) {
      if (waiting.has(target)) reached.add(target)
    }
  }
  return reached
}

/** The import of a circle to go first, by its place in the description among equals; null where none of them can. */
function firstOf(circle: readonly number[], references: References, waiting: ReadonlySet<number>): number | null {
  const able = circle.filter(index => !references[index]?.some(each => each.isRequired && isOpen(each, waiting)))
  const cost = (index: number) => waitedFor(index, references).filter(each => isOpen(each, waiting)).length
  return able.toSorted((a, b) => cost(a) - cost(b))[0] ?? null
}

/** References that an order can close; one to the import itself stays open in each. */
function waitedFor(index: number, references: References): readonly Reference[] {
  return (references[index] ?? []).filter(({ targets }) => !targets.includes(index))
}
