import { expect, test } from 'vitest'
import { Endings } from '../../src/model/endings.ts'

test('what was opened is closed once, the last first, whatever one of them throws', async () => {
  const closed: string[] = []
  const endings = new Endings()
  endings.use({ [Symbol.asyncDispose]: async () => void closed.push('first') })
  endings.defer(() => {
    throw new Error('cannot be closed')
  })
  endings.defer(() => closed.push('last'))

  await expect(endings[Symbol.asyncDispose]()).rejects.toThrow('cannot be closed')
  await endings[Symbol.asyncDispose]()

  expect(closed).toEqual(['last', 'first'])
})
