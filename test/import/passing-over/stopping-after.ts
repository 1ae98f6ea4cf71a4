import type { LedgerAndClient } from '../import-run.ts'

/** The parts of a run that calls back once so many writes have been written down. */
export function stoppingAfter(parts: LedgerAndClient, writes: number, stop: () => void): LedgerAndClient {
  let left = writes
  const ledger = new Proxy(parts.ledger, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      if (name !== 'record') return member.bind(target)
      return async (...args: unknown[]): Promise<void> => {
        await Reflect.apply(member, target, args)
        const [, change] = args
        if (change !== undefined) left -= 1
        if (left === 0) stop()
      }
    },
  })
  return { ...parts, ledger }
}
