import { fileURLToPath } from 'node:url'
import { runToEnd, type Usage } from './processes.ts'
import type { Simulator } from './simulator.ts'

/** A small program that creates records as people write one by themselves. */
export interface Peer {
  readonly name: string
  readonly program: string
}

export const peers: readonly Peer[] = [
  { name: 'one at a time', program: 'one-at-a-time.mjs' },
  { name: 'p-limit', program: 'with-p-limit.mjs' },
  { name: 'p-throttle', program: 'with-p-throttle.mjs' },
  { name: 'p-queue', program: 'with-p-queue.mjs' },
]

export interface PeerTask {
  /** Creates a second that are allowed: each peer is told. */
  readonly limit: number
  /** What an answer takes: p-limit is told, since it has nothing else to be steered by. */
  readonly latencyMs: number
  /** After so long it begins no more. */
  readonly seconds: number
}

/** Lets a peer create opportunities for so long. */
export function sendAs(peer: Peer, task: PeerTask, { accountId, environment }: Simulator): Promise<Usage> {
  const program = fileURLToPath(new URL(`peers/${peer.program}`, import.meta.url))
  return runToEnd(program, [JSON.stringify({ ...task, accountId })], environment)
}
