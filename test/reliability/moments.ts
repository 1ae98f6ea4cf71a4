/** Where a process can be killed with nothing else of it going on: before a step, after it, once it is on disk. */
export type Step = 'before' | 'written' | 'committed'

/** What the executable writes to its ledger. */
export type Writing =
  | 'tables'
  | 'workspace'
  | 'lock'
  | 'run start'
  | 'intent'
  | 'outcome'
  | 'undoing'
  | 'undone'
  | 'run end'

/** Where a request is: about to leave, with its last byte on its way, its answer begun, its answer read to the end. */
export type Travel = 'leaving' | 'sent' | 'answered' | 'read'

export type Operation = 'create' | 'update' | 'delete' | 'parent'

/** A moment in the life of a process; `any` is every moment that there is a name for. */
export type Moment = 'any' | `${Writing}: ${Step}` | `request: ${Travel}`

/** When a process is to be killed: the nth time that it comes to a moment, of one operation or of whichever. */
export interface Death {
  readonly at: Moment
  readonly of?: Operation
  /** From 1. */
  readonly nth: number
}

const preload = (name: string): string => `--import=${new URL(name, import.meta.url).pathname}`

/** The environment in which the executable waits a hundredth of the time that it should. */
export const hurried: Readonly<Record<string, string>> = { NODE_OPTIONS: preload('hurry.ts') }

/** The same, in which it is killed at a moment. */
export function mortal(death: Death): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `${preload('hurry.ts')} ${preload('die-at.ts')}`, DIE_AT: JSON.stringify(death) }
}
