import type { JsonRun } from '../../report/json-summary.ts'
import { formatCount, formatDuration, formatNumber } from '../../report/text.ts'
import { run } from '../commands/run.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { assertNotInterrupted, calledFor } from './called.ts'
import type { Journey } from './journey.ts'
import { GuideLeft, type Prompts } from './prompts.ts'

/** Rows of a first try, small enough to be looked at one by one. */
const firstRows = 10

/**
 * Tells what a run would do, asks, and runs.
 *
 * @returns null where the mapping is to be edited first
 */
export async function sendRows(journey: Journey, prompts: Prompts): Promise<ExitCode | null> {
  const { csv, mapping, ledger } = journey
  if (mapping === null) throw new GuideLeft('no mapping')
  const words = ['run', csv, '--mapping', mapping, ...(ledger === undefined ? [] : ['--ledger', ledger])]
  const options = { ...journey.api, ...journey.ledgerOption, csv, mapping }
  let hasTried = false
  for (;;) {
    journey.step('See what a run would do, without writing anything', [...words, '--dry-run'])
    const { code, json } = await calledFor<JsonRun>(journey.context, inner => run({ ...options, dryRun: true }, inner))
    journey.next = words
    if (json === null || code === exitCode.stopped) return code
    const wish = await askToSend(json, journey, prompts, hasTried)
    if (wish === 'edit') return null
    if (wish === 'leave') throw new GuideLeft('nothing to be sent')
    if (wish === 'nothing') return finished(code, journey)
    const limited = wish === 'first' ? ['--limit', `${firstRows}`] : []
    const which = hasTried ? 'next' : 'first'
    journey.step(wish === 'first' ? `Import the ${which} ${firstRows} rows` : 'Import', [...words, ...limited])
    journey.next = words
    journey.hasRun = true
    const ended = await run({ ...options, ...(wish === 'first' && { limit: firstRows }) }, journey.context)
    assertNotInterrupted(ended)
    hasTried = true
    // A first try of a few rows is there to be looked at, and then gone on from.
    if (wish === 'all' || ended === exitCode.stopped) return finished(ended, journey)
    if (!journey.isSandbox) journey.context.terminal.say('\nHave a look at these records in Lightfield.')
  }
}

/** What a person wants after a dry run; `nothing`: there is nothing left to be wanted. */
type Wish = 'first' | 'all' | 'edit' | 'leave' | 'nothing'

async function askToSend(json: JsonRun, journey: Journey, prompts: Prompts, hasTried: boolean): Promise<Wish> {
  const { created, updated, failed, ambiguous } = json.outcomes
  const writes = json.plan?.requests.write ?? 0
  const edit = { value: 'edit', label: 'Edit the mapping, then check again' } as const
  const leave = { value: 'leave', label: 'No, leave' } as const
  if (writes === 0) {
    journey.context.terminal.say('\nThere is nothing to send.')
    if (failed + ambiguous === 0) return 'nothing'
    return await prompts.choose('No row would get through. What now?', [edit, { ...leave, label: 'Leave' }])
  }
  const does = [
    created > 0 ? `create ${formatCount(created, `${json.object} record`)}` : null,
    updated > 0 ? `update ${formatNumber(updated)}` : null,
  ].filter(part => part !== null)
  const where = journey.isSandbox ? 'in the sandbox' : 'in Lightfield'
  const what = does.length === 0 ? `send ${formatCount(writes, 'write')}` : does.join(' and ')
  const fails = failed + ambiguous === 0 ? '' : ` ${formatCount(failed + ambiguous, 'row')} would fail.`
  const takes = formatDuration(Math.ceil(json.plan?.expected_seconds ?? 0) * 1000)
  const hasMany = created + updated > firstRows
  const few = {
    value: 'first',
    label: `The ${hasTried ? 'next' : 'first'} ${firstRows} rows, to look at them`,
  } as const
  const all = { value: 'all', label: hasTried ? 'All that is left' : hasMany ? 'All of it' : 'Yes' } as const
  const ways = hasTried ? [all, few] : [few, all]
  return await prompts.choose(`This would ${what} ${where}, in about ${takes}.${fails} Send it?`, [
    ...(hasMany ? ways : [all]),
    edit,
    leave,
  ] as const)
}

function finished(code: ExitCode, journey: Journey): ExitCode {
  const { context, csv } = journey
  if (journey.isSandbox) {
    context.terminal.say(
      [
        '\nThat was the sandbox: its records are gone with this session, the mapping stays.',
        `For your workspace: set LIGHTFIELD_API_KEY, then ${journey.commandOf([csv])}`,
      ].join('\n'),
    )
  }
  return code
}
