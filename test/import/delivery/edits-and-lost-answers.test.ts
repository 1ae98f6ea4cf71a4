import { describe, expect, test } from 'vitest'
import { makeAccount, recordsBySource } from '../../cli/deals.ts'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { recordsOf } from '../api.ts'
import { runOnce, TestClock } from '../import-run.ts'

/** What can happen to a row between two nights. `lose`: a run whose writes are carried out and never answered. */
const events = ['run', 'lose', 'edit', 'remap'] as const
type Event = (typeof events)[number]

const sequences = (length: number): readonly (readonly Event[])[] =>
  length === 0 ? [[]] : sequences(length - 1).flatMap(start => events.map(event => [...start, event]))

const mapping = (mode: string, version: number): string => `
object: opportunity
key: [ID]
mode: ${mode}
${mode === 'create' ? '' : 'match: sourceId'}
fields: { $name: Name, $stage: { value: Lead }, sourceId: ID, nextStep: { template: "v${version} {Name}" } }
relationships: { $account: { value: acc_00000001 } }
`

describe.each([
  ['create', 4],
  ['upsert', 3],
] as const)('a row of an import in mode %s', (mode, length) => {
  // Without a lost answer there is nothing to settle; the last run is the one that must put everything right.
  const interesting = sequences(length).filter(sequence => sequence.includes('lose'))

  test(`has one record, that of the last file and mapping, after each of ${interesting.length} orders of runs, lost answers and edits`, async () => {
    const wrong: unknown[] = []
    for (const sequence of interesting) {
      const clock = new TestClock()
      // The index never learns of a write: what is not in the ledger cannot be found.
      const sandbox = await sandboxFor({ clock: () => clock.now(), indexLagMs: 1_000_000_000 })
      await makeAccount(sandbox)
      const folder = temporaryFolder()
      let name = 'first'
      let version = 1
      const once = (giveUpAfterMs?: number) =>
        runOnce({
          sandbox,
          clock,
          folder,
          csv: `ID,Name\n1,${name}\n`,
          mapping: mapping(mode, version),
          ...(giveUpAfterMs === undefined ? {} : { giveUpAfterMs }),
        })
      for (const [position, event] of sequence.entries()) {
        clock.advance(60_000)
        if (event === 'edit') name = `edit ${position}`
        else if (event === 'remap') version = position + 2
        else if (event === 'run') await once()
        else {
          sandbox.setFaults([{ kind: 'error-after', status: 500, match: { category: 'write' } }])
          await once(1)
          sandbox.setFaults([])
        }
      }
      const { summary } = await once()
      const records = recordsOf(sandbox, 'opportunity').map(({ fields }) => [fields['$name'], fields['nextStep']])
      const isRight = JSON.stringify(records) === JSON.stringify([[name, `v${version} ${name}`]])
      if (!isRight || summary.outcomes.in_doubt > 0 || recordsBySource(sandbox).get('1') !== 1) {
        wrong.push({ sequence, records, outcomes: summary.outcomes })
      }
      await sandbox.close()
    }
    expect(wrong).toEqual([])
  }, 120_000)
})
