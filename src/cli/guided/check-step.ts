import { InputError } from '../../errors.ts'
import type { JsonCheck } from '../../report/check-json.ts'
import { formatCount } from '../../report/text.ts'
import { check } from '../commands/check.ts'
import { reportFailure } from '../failure.ts'
import { calledFor } from './called.ts'
import { editMapping } from './edit-step.ts'
import type { Journey } from './journey.ts'
import { GuideLeft, type Prompts } from './prompts.ts'

/** Checks the file with its mapping, as often as the mapping is changed, until somebody wants to go on. */
export async function checkUntilGood(journey: Journey, prompts: Prompts): Promise<void> {
  const { csv, mapping } = journey
  if (mapping === null) throw new GuideLeft('no mapping')
  for (;;) {
    journey.step('Check every row', ['check', csv, '--mapping', mapping])
    const sendable = await checkOnce(journey, mapping)
    if (sendable === 'all') return
    const isGoingOn = await prompts.choose(questionOf(sendable), [
      { value: false, label: 'Edit the mapping, then check again' },
      ...(sendable === 0 ? [] : [{ value: true, label: `Go on with ${formatCount(sendable, 'row')}` }]),
      { value: null, label: 'Leave' },
    ])
    if (isGoingOn === null) throw new GuideLeft('left after the check')
    if (isGoingOn) return
    await editMapping(journey, prompts)
  }
}

/** How many rows can be sent. */
async function checkOnce({ api, csv, context }: Journey, mapping: string): Promise<number | 'all'> {
  try {
    const { json } = await calledFor<JsonCheck>(context, inner => check({ ...api, csv, mapping }, inner))
    if (json === null) return 0
    const { pending, invalid } = json.outcomes
    return invalid === 0 && pending > 0 ? 'all' : pending
  } catch (error) {
    // What is wrong with a mapping can be mended on the spot.
    if (!(error instanceof InputError)) throw error
    reportFailure(error, context.terminal)
    return 0
  }
}

function questionOf(sendable: number): string {
  return sendable === 0
    ? 'No row can be sent with this mapping. What now?'
    : 'Some rows cannot be sent as they are. What now?'
}
