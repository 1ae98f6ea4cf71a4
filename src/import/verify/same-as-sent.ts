import type { WritePolicy } from '../../mapping/compiled.ts'
import { sameIn } from '../delivery/existing.ts'
import type { SameValue } from '../undo/restoration.ts'

/**
 * Whether a record holds what was sent. Other than for an update, which has nothing to change there, a text that has got
 * white space around it is another one: the API adds none. It may well take some away.
 */
export function sameAsSent(policy: Pick<WritePolicy, 'valueTypes' | 'options'>): SameValue {
  const isSame = sameIn(policy)
  return (key, held, sent) =>
    isSame(key, held, sent) && !(policy.valueTypes.get(key) === 'TEXT' && hasGotSpace(held, sent))
}

function hasGotSpace(held: unknown, sent: unknown): boolean {
  return typeof held === 'string' && typeof sent === 'string' && isTrimmed(sent) && !isTrimmed(held)
}

function isTrimmed(text: string): boolean {
  return text === text.trim()
}
