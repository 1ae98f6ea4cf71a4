import { expect, test } from 'vitest'
import { requestsOf } from '../import/api.ts'
import { temporaryFolder } from '../temporary.ts'
import { crmTypes, makeCrm, nextNight, writeCrm } from './crm.ts'
import { expectedCrm, heldCrm } from './crm-records.ts'
import { type Ended, type Started, sandboxFor, start, towards } from './program.ts'

/**
 * The whole story: four files of a CRM as one migration, killed three times, then loaded night after night. What the
 * workspace holds is compared with the files, record by record.
 */
test('a migration that is killed three times, and the nights after it, leave what the files say', async () => {
  let running: Started | null = null
  let served = 0
  const fatal = new Set([150, 1_200, 2_600])
  const sandbox = await sandboxFor({
    latencyMs: 1,
    // A request is killed while the sandbox works on it: it is carried out, and nobody is there for the answer.
    sleep: async () => {
      served += 1
      if (fatal.has(served)) running?.child.kill('SIGKILL')
    },
  })
  const folder = temporaryFolder()
  const crm = makeCrm(400)
  const migrate = async (): Promise<Ended> => {
    const args = ['migrate', writeCrm(folder, night), '--rate', '2000', '--concurrency', '20', '--json', '--quiet']
    running = start(args, { env: towards(sandbox) })
    return running.ended
  }

  let night = crm
  const ends: (string | number | null)[] = []
  for (let runs = 0; runs < 4; runs++) {
    const { code, signal, stderr } = await migrate()
    ends.push(signal ?? code)
    if (code !== null) expect(stderr).toBe('')
  }

  expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 0])
  const counts = crmTypes.map(type => heldCrm(sandbox)[type].length)
  expect(counts).toEqual([400, 800, 1_200, 800])
  expect(heldCrm(sandbox)).toEqual(expectedCrm(crm))

  const before = requestsOf(sandbox)
  const unchanged = await migrate()
  const after = requestsOf(sandbox)
  expect(unchanged.code).toBe(0)
  expect(JSON.parse(unchanged.stdout)).toMatchObject({ rows: 3_200, outcomes: { skipped: 3_200 } })
  expect([after.write - before.write, after.search - before.search]).toEqual([0, 0])

  const { night: changed, changed: changedRows, added } = nextNight(crm, { changed: 0.05, added: 0.02 })
  night = changed
  const next = await migrate()
  expect(next.code).toBe(0)
  const { outcomes } = JSON.parse(next.stdout)
  expect(outcomes).toMatchObject({ created: added, skipped: 3_200 - outcomes.updated - outcomes.unchanged })
  // A row whose random change is what it said before is not changed at all.
  expect(outcomes.updated).toBeGreaterThan(100)
  expect(outcomes.updated).toBeLessThanOrEqual(changedRows)
  expect(heldCrm(sandbox)).toEqual(expectedCrm(changed))
}, 240_000)
