import { expect, test } from 'vitest'
import { systemClock } from '../../src/model/clock.ts'
import { json, startApiServer } from './api-server.ts'
import { openTestClient } from './open-client.ts'

const never = new AbortController().signal

test('reading back lets other reads go first, however many records wait to be read back', async () => {
  await using server = await startApiServer((response, attempt) => json(response, 200, { id: `opp_${attempt}` }))
  await using client = openTestClient(server.url, { clock: systemClock })
  const backs = Array.from({ length: 20 }, (_, index) => client.readBack('opportunity', `back_${index}`, never))
  const others = Array.from({ length: 3 }, (_, index) => client.retrieve('opportunity', `own_${index}`, never))
  await Promise.all([...backs, ...others])

  const own = server.received.flatMap(({ path }, position) => (path.includes('own_') ? [position] : []))
  expect(server.received).toHaveLength(23)
  // One may have had the slot that was given first.
  expect(Math.max(...own)).toBeLessThanOrEqual(3)
})

test('a scope that reading back lacks is not taken for a refusal of anything else', async () => {
  await using server = await startApiServer((response, attempt) =>
    attempt === 1
      ? json(response, 403, { error: { type: 'forbidden', message: 'no' } })
      : json(response, 200, { id: 'opp_1' }),
  )
  await using client = openTestClient(server.url, { clock: systemClock })
  await expect(client.readBack('opportunity', 'opp_1', never)).rejects.toMatchObject({ code: 'scope_missing' })
  await expect(client.readBack('opportunity', 'opp_1', never)).rejects.toMatchObject({ code: 'scope_missing' })
  expect(server.received).toHaveLength(1)
  expect(await client.retrieve('opportunity', 'opp_1', never)).toMatchObject({ id: 'opp_1' })
})
