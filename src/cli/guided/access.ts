import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImportError } from '../../errors.ts'
import type { Endings } from '../../model/endings.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { reportFailure } from '../failure.ts'
import type { Journey } from './journey.ts'
import { GuideLeft, type Prompts } from './prompts.ts'

/**
 * Makes sure of a key that the API takes: the one that is there, else one that is typed for this session, else that of a
 * sandbox, which `session` closes.
 *
 * @throws InputError, RunStopped where the key that is there is of no use, or the API cannot be reached
 */
export async function settleAccess(
  journey: Journey,
  prompts: Prompts,
  session: Endings,
  signal: AbortSignal,
): Promise<void> {
  const { environment } = journey.context
  const hasKey = journey.options.apiKeyFile !== undefined || (environment.LIGHTFIELD_API_KEY ?? '').trim() !== ''
  if (hasKey) {
    await tryKey(journey, journey.context, signal)
    return
  }
  journey.context.terminal.say(noKey)
  for (;;) {
    const way = await prompts.choose('How do you want to go on?', waysOn)
    if (way === 'leave') throw new GuideLeft('no key')
    if (way === 'sandbox') return await openSandbox(journey, session)
    const key = await prompts.askSecret('API key (not shown, not stored):', refuseKey)
    const context = withEnvironment(journey.context, { LIGHTFIELD_API_KEY: key.trim() })
    try {
      await tryKey(journey, context, signal)
      journey.context = context
      return
    } catch (error) {
      // A key that was mistyped can be typed again.
      if (!(error instanceof ImportError)) throw error
      reportFailure(error, journey.context.terminal)
    }
  }
}

const noKey = [
  '',
  'There is no API key: LIGHTFIELD_API_KEY is not set.',
  'An admin of your workspace makes one in the settings of Lightfield; it begins with sk_lf_.',
  'It is never an argument, which others on this machine could read.',
].join('\n')

const waysOn = [
  { value: 'key', label: 'Type the key', hint: 'hidden, for this session only' },
  { value: 'sandbox', label: 'Try it in a sandbox', hint: 'on this machine, gone afterwards' },
  { value: 'leave', label: 'Leave, and set the key first' },
] as const

function refuseKey(key: string): string | null {
  return /^\s*[\x21-\x7e]+\s*$/.test(key) ? null : 'A key is one word; it begins with sk_lf_.'
}

async function tryKey(journey: Journey, context: CommandContext, signal: AbortSignal): Promise<void> {
  const access = await readAccess(journey.api, context)
  await using client = openClient(access, null, context)
  await checkKey(client, access, [], signal)
}

/** A simulator of the API as long as the questions last, and a ledger of its own: a ledger belongs to one workspace. */
async function openSandbox(journey: Journey, session: Endings): Promise<void> {
  const { startSandbox } = await import('../../sandbox/sandbox.ts')
  const sandbox = session.use(await startSandbox())
  const folder = mkdtempSync(join(tmpdir(), 'lightfield-import-'))
  session.defer(() => rmSync(folder, { recursive: true, force: true }))
  journey.isSandbox = true
  journey.ledger = join(folder, 'ledger.db')
  const access = { LIGHTFIELD_BASE_URL: sandbox.url, LIGHTFIELD_API_KEY: 'sk_lf_sandbox' }
  journey.context = withEnvironment(journey.context, access)
  const { say, paint } = journey.context.terminal
  say(
    [
      `\n${paint.bold('A sandbox stands in for Lightfield')}`,
      paint.dim('$ lightfield-import sandbox'),
      `At ${sandbox.url}, empty, until you leave.\nIts fields are those of an example workspace.`,
    ].join('\n'),
  )
}

function withEnvironment(context: CommandContext, more: CommandContext['environment']): CommandContext {
  return { ...context, environment: { ...context.environment, ...more } }
}
