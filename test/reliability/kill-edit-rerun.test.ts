import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeAccount } from '../cli/deals.ts'
import { type Started, sandboxFor, start, towards } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'

const rows = 30

const mapping = (account: string, suffix: string): string => `
object: opportunity
import: deals
key: [ID]
fields: { $name: Name, $stage: { value: Lead }, sourceId: ID, nextStep: { template: "{Name}${suffix}" } }
relationships: { $account: { value: ${account} } }
`

type Event = 'kill' | 'edit' | 'remap' | 'run'

test.each([
  [['kill', 'edit']],
  [['kill', 'remap']],
  [['kill', 'edit', 'kill', 'remap']],
  [['kill', 'kill', 'edit', 'run', 'edit', 'kill']],
  [['run', 'edit', 'kill', 'edit', 'kill', 'remap']],
] as readonly (readonly [readonly Event[]])[])(
  '%j, and a last run: one record a row, as the last file and mapping say',
  async events => {
    let running: Started | null = null
    let writesUntilKill = Number.POSITIVE_INFINITY
    // A process is killed while the sandbox works on its request, which is carried out all the same.
    const sandbox = await sandboxFor({
      latencyMs: 1,
      sleep: async () => {
        writesUntilKill -= 1
        if (writesUntilKill === 0) running?.child.kill('SIGKILL')
      },
    })
    const account = await makeAccount(sandbox)
    const folder = temporaryFolder()
    const csv = join(folder, 'deals.csv')
    const file = join(folder, 'deals.yaml')
    let names = 'first'
    let suffix = ''
    const run = async () => {
      const lines = Array.from({ length: rows }, (_, index) => `${index},${names} ${index}`)
      writeFileSync(csv, `ID,Name\n${lines.join('\n')}\n`)
      writeFileSync(file, mapping(account, suffix))
      const args = ['run', csv, '--mapping', file, '--rate', '1000', '--concurrency', '5', '--json', '--quiet']
      running = start(args, { env: towards(sandbox) })
      return running.ended
    }

    for (const [position, event] of events.entries()) {
      if (event === 'edit') names = `edit ${position}`
      else if (event === 'remap') suffix = ` v${position}`
      else {
        // A few requests are the key's and the definitions'.
        writesUntilKill = event === 'kill' ? 12 + position : Number.POSITIVE_INFINITY
        const ended = await run()
        expect(ended.signal).toBe(event === 'kill' ? 'SIGKILL' : null)
      }
    }
    writesUntilKill = Number.POSITIVE_INFINITY
    const last = await run()

    expect(last).toMatchObject({ code: 0 })
    const records = sandbox.state().records['opportunity'] ?? []
    expect(records.map(({ fields }) => [fields['sourceId'], fields['$name'], fields['nextStep']]).toSorted()).toEqual(
      Array.from({ length: rows }, (_, index) => [
        String(index),
        `${names} ${index}`,
        `${names} ${index}${suffix}`,
      ]).toSorted(),
    )
  },
)
