import { expect, test } from 'vitest'
import { type DefinitionsSource, fetchMappingDefinitions } from '../../src/library/definitions-source.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import type { ObjectDefinitions } from '../../src/model/definitions.ts'

const never = new AbortController().signal
const mapping = parseMapping(
  `
object: opportunity
key: [ID]
fields: { $name: ID, $stage: { value: Lead } }
relationships:
  $account: { column: Account, find: { object: account, by: $name } }
  $champion: { column: Contact, find: { object: contact, by: $email } }
`,
  'deals.yaml',
)

function definitionsOf(objectType: string): ObjectDefinitions {
  return { objectType, fields: new Map(), relationships: new Map() }
}

test('the definitions of all types of a mapping are asked for at once', async () => {
  const asked: string[] = []
  const { promise: allAsked, resolve } = Promise.withResolvers<void>()
  const source: DefinitionsSource = {
    customObjects: async () => [],
    async definitions(object) {
      if (asked.push(object) === 3) resolve()
      await allAsked
      return definitionsOf(object)
    },
  }
  const { own, related } = await fetchMappingDefinitions(source, mapping, never)
  expect(own?.objectType).toBe('opportunity')
  expect([...related.keys()]).toEqual(['account', 'contact'])
})

test('of several types whose definitions cannot be had, the first in the mapping is told', async () => {
  const { promise: lastFailed, resolve } = Promise.withResolvers<void>()
  const source: DefinitionsSource = {
    customObjects: async () => [],
    async definitions(object) {
      if (object === 'contact') resolve()
      else await lastFailed
      throw new Error(`no definitions of ${object}`)
    },
  }
  await expect(fetchMappingDefinitions(source, mapping, never)).rejects.toThrow('no definitions of opportunity')
})
