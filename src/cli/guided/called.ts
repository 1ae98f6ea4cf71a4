import type { CommandContext } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { GuideLeft } from './prompts.ts'

/** A command that was called for its `--json` object, while a person reads what it says. */
export interface Called<Json> {
  readonly code: ExitCode
  /** Null where it ended before there was one. */
  readonly json: Json | null
}

/** Calls a command: its messages are shown, and its object comes back instead of being printed. */
export async function calledFor<Json>(
  context: CommandContext,
  call: (context: CommandContext) => Promise<ExitCode>,
): Promise<Called<Json>> {
  let data = ''
  const terminal = {
    ...context.terminal,
    data: async (text: string) => {
      data += text
    },
  }
  const code = await call({ ...context, terminal, json: true })
  assertNotInterrupted(code)
  const json: Json | null = data === '' ? null : JSON.parse(data)
  return { code, json }
}

/** A command that was interrupted has said so already; nothing is to be asked after it. */
export function assertNotInterrupted(code: ExitCode): void {
  if (code === exitCode.interrupted || code === exitCode.terminated) throw new GuideLeft('interrupted in a command')
}

/** The same context without messages, for a command of which only the result counts. */
export function silent(context: CommandContext): CommandContext {
  return { ...context, terminal: { ...context.terminal, say: () => undefined, openRegion: null, isQuiet: true } }
}
