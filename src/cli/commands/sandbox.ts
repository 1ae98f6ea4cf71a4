import { InputError } from '../../errors.ts'
import { type LimitModel, parseFaults, type Sandbox, SandboxError, startSandbox } from '../../sandbox/sandbox.ts'
import { type CommandContext, printJson } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { watchInterrupts } from '../interrupt.ts'

export interface SandboxCommandOptions {
  readonly port?: number
  readonly latency?: number
  readonly limit?: number
  readonly limitModel?: LimitModel
  readonly indexLag?: number
  readonly state?: string
  readonly faults?: string
}

/** `sandbox`: the simulator of the API, until it is interrupted. */
export async function sandbox(options: SandboxCommandOptions, { terminal, json }: CommandContext): Promise<ExitCode> {
  using interrupts = watchInterrupts(() => undefined)
  await using server = await start(options)
  if (json) await printJson(terminal, { url: server.url, api_key: sandboxKey })
  else await terminal.data(`${server.url}\n`)
  terminal.say(
    [
      'The sandbox stands in for the Lightfield API. Use it from another terminal with',
      `  export LIGHTFIELD_BASE_URL=${server.url} LIGHTFIELD_API_KEY=${sandboxKey}`,
      `Its records: ${server.url}/_sandbox/state. Ctrl-C ends it.`,
    ].join('\n'),
  )
  await aborted(interrupts.signal)
  return exitCode.done
}

/** The key that the sandbox accepts: it opens nothing else. */
const sandboxKey = 'sk_lf_sandbox'

async function start(options: SandboxCommandOptions): Promise<Sandbox> {
  const { port, latency, limit, limitModel, indexLag, state, faults } = options
  try {
    return await startSandbox({
      port: port ?? 0,
      stateFile: state ?? null,
      ...(latency === undefined ? {} : { latencyMs: latency }),
      ...(limit === undefined ? {} : { limits: { write: limit, read: limit, search: limit } }),
      ...(limitModel === undefined ? {} : { limitModel }),
      ...(indexLag === undefined ? {} : { indexLagMs: indexLag }),
      ...(faults === undefined ? {} : { faults: parseFaults(parseJson(faults)) }),
    })
  } catch (error) {
    if (error instanceof SandboxError)
      throw new InputError('sandbox_option', inWordsOfTheCall(error.message), { cause: error })
    throw error
  }
}

/** The sandbox speaks of its settings, and the call of options. */
function inWordsOfTheCall(message: string): string {
  const told = message.split('\n').map(line =>
    line
      .replace(/^port must/, '--port must')
      .replace(/^latencyMs must/, '--latency must')
      .replace(/^limits\.\w+ must/, '--limit must')
      .replace(/^indexLagMs must/, '--index-lag must')
      .replace(/^Cannot (open|read) the state file (.*?)\.?$/, 'The file $2 of --state cannot be used')
      .replace(/^Cannot listen on (\S+) port (\d+): .*EADDRINUSE.*$/s, '--port $2 is taken by another program ($1)')
      .replace(/^fault (\d+): /, '--faults, number $1: '),
  )
  return `${[...new Set(told)].join('; ').replace(/\.$/, '')}.`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError('faults_invalid', '--faults is not JSON.', {
      cause: error,
      hint: 'Such as: --faults \'[{"kind": "status", "status": 503, "match": {"probability": 0.1}}]\'',
    })
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  // A listener does not keep the process alive; the server does.
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
