import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderImports } from '../../src/migrate/order-imports.ts'
import { find, type ImportSketch, sketchedImport } from './imports.ts'

test('whatever refers to what: an order, with nothing left open that it could close, or a circle of required references', () => {
  fc.assert(
    fc.property(migrations, sketches => {
      const imports = sketches.map(sketchedImport)
      const references = sketches.flatMap((sketch, from) => referencesOf(sketch, from, sketches))
      const required = references.filter(({ isRequired }) => isRequired)
      if (!hasOrder(sketches.length, required)) {
        expect(() => orderImports(imports)).toThrow(expect.objectContaining({ code: 'import_cycle' }))
        return
      }
      const stages = orderImports(imports)
      expect(orderImports(imports)).toEqual(stages)
      const order = stages.map(({ index }) => index)
      expect(order.toSorted((a, b) => a - b)).toEqual([...sketches.keys()])
      const isForward = ({ from, to }: Edge) => order.indexOf(to) >= order.indexOf(from)
      for (const { index, deferred } of stages) {
        const forward = references.filter(edge => edge.from === index && isForward(edge))
        expect(new Set(deferred)).toEqual(new Set(forward.map(({ relationship }) => relationship)))
        expect(forward.filter(({ isRequired }) => isRequired)).toEqual([])
      }
      const closable = references.filter(edge => !references.some(other => isSelf(other) && sameRule(other, edge)))
      if (hasOrder(sketches.length, closable)) expect(closable.filter(isForward)).toEqual([])
      if (closable.every(({ from, to }) => to < from)) expect(order).toEqual([...sketches.keys()])
    }),
    { numRuns: 1_000 },
  )
})

/** One reference of one relationship, told from the sketches alone. */
interface Edge {
  readonly from: number
  readonly to: number
  readonly relationship: string
  readonly isRequired: boolean
}

function referencesOf(sketch: ImportSketch, from: number, sketches: readonly ImportSketch[]): readonly Edge[] {
  return Object.entries(sketch.relationships ?? {}).flatMap(([relationship, rule]) => {
    const isRequired = sketch.object === 'opportunity' && relationship === '$account'
    const edge = (to: number): Edge => ({ from, to, relationship, isRequired })
    const positions = [...sketches.keys()]
    const named = positions.filter(to => rule === `import: ${sketches[to]?.name}`)
    const looked = positions.filter(to => rule === find(sketches[to]?.object ?? ''))
    return [...named, ...looked.filter(to => !(isRequired && to === from))].map(edge)
  })
}

function isSelf({ from, to }: Edge): boolean {
  return from === to
}

function sameRule(one: Edge, other: Edge): boolean {
  return one.from === other.from && one.relationship === other.relationship
}

/** Whether the imports can be taken one by one, each after all that it refers to. */
function hasOrder(count: number, edges: readonly Edge[]): boolean {
  const done = new Set<number>()
  for (let round = 0; round < count; round++) {
    for (let from = 0; from < count; from++) {
      if (edges.every(edge => edge.from !== from || done.has(edge.to))) done.add(from)
    }
  }
  return done.size === count
}

const names = ['a', 'b', 'c', 'd', 'e', 'f']
const objects = ['account', 'contact', 'opportunity', 'note', 'contract']
const rules = fc.oneof(
  fc.constantFrom(...names).map(name => `import: ${name}`),
  fc.constantFrom(...objects, 'member').map(find),
)
const migrations = fc
  .array(
    fc.record({
      object: fc.constantFrom(...objects),
      relationships: fc.dictionary(fc.constantFrom('$account', '$owner', 'other'), rules, { noNullPrototype: true }),
    }),
    { minLength: 1, maxLength: names.length },
  )
  .map(sketches => sketches.map((sketch, index): ImportSketch => ({ name: names[index] ?? '', ...sketch })))
