import type { CommandContext } from './command.ts'
import type { RunBeginning, RunWatcher } from './run-watcher.ts'
import { Pulse, type WatchedClient } from './watch/pulse.ts'

export type { WatchOptions } from './watch/watch-options.ts'

const lookEveryMs = 1_000

/** Whoever else is to be told of a run, looking on from now until this is disposed of. */
export function openWatchers(
  run: RunBeginning & { readonly client: WatchedClient },
  { notifications = null }: Pick<CommandContext, 'notifications'>,
): { readonly watchers: readonly RunWatcher[] } & Disposable {
  if (notifications === null) return { watchers: [], [Symbol.dispose]: () => undefined }
  const { watchers } = notifications
  const pulse = new Pulse(run.client)
  notifications.begins(run)
  for (const watcher of watchers) watcher.begins?.(run, run.client)
  const look = (): void => {
    const now = Date.now()
    const changes = pulse.look(now)
    for (const watcher of watchers) watcher.tick?.(now, changes)
  }
  const timer = setInterval(look, lookEveryMs).unref()
  // The post first: of the others one may find only now that its file cannot be written.
  const post: RunWatcher = { ended: end => notifications.ended(end) }
  return { watchers: [post, ...watchers], [Symbol.dispose]: () => clearInterval(timer) }
}
