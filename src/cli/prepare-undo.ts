import { RunStopped } from '../errors.ts'
import type { UndoPlan } from '../import/undo/undo-plan.ts'
import { undoWarning } from '../report/undo-text.ts'
import { confirm, personAtTerminal } from './confirm.ts'
import type { Terminal } from './terminal.ts'

/**
 * Says what is about to be done and, where somebody is there to answer, asks whether it is wanted.
 *
 * @throws RunStopped `not_confirmed`
 */
export async function agreeToUndo(
  plan: UndoPlan,
  { isAsked }: { readonly isAsked: boolean },
  { say, complain, paint }: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const warning = undoWarning(plan)
  if (warning === null) return
  const person = isAsked ? personAtTerminal() : null
  const tell = person === null ? say : complain
  tell(`${paint.yellow('About to undo:')}\n${warning}`)
  if (person === null || (await confirm('Go on?', person, signal))) return
  throw new RunStopped('not_confirmed', 'Nothing was undone: it was not confirmed.', {
    hint: 'Answer y, or say --yes.',
  })
}
