/**
 * The main job against the simulator: 240 accounts, then the 1,200 opportunities that belong to them. Everything it
 * makes is in `.demo`; a second run finds it there and does nothing twice.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const executable = fileURLToPath(new URL('../bin/lightfield-import.cjs', import.meta.url))
// Always the same: a ledger belongs to one workspace, and the address is part of what tells it.
const port = '47110'
const environment = { LIGHTFIELD_BASE_URL: `http://127.0.0.1:${port}`, LIGHTFIELD_API_KEY: 'sk_lf_sandbox' }

mkdirSync(`${root}/.demo`, { recursive: true })
const sandbox = lightfieldImport(['sandbox', '--port', port, '--state', '.demo/sandbox.jsonl', '--quiet'], 'pipe')
const sandboxEnded = once(sandbox, 'exit')
try {
  await Promise.race([
    once(sandbox.stdout ?? sandbox, 'data'),
    sandboxEnded.then(() => fail('The sandbox did not start.')),
  ])
  for (const name of ['accounts', 'opportunities']) {
    const args = [
      'run',
      `fixtures/${name}.csv`,
      '--mapping',
      `fixtures/${name}.mapping.yaml`,
      '--ledger',
      '.demo/ledger.db',
    ]
    say(`\n$ lightfield-import ${args.join(' ')}`)
    const [code] = await once(lightfieldImport(args, 'inherit'), 'exit')
    if (code !== 0) fail(`It ended with exit code ${code}.`)
  }
  await tellRecords()
} finally {
  sandbox.kill('SIGTERM')
  await sandboxEnded
}

function lightfieldImport(args: readonly string[], stdout: 'pipe' | 'inherit'): ChildProcess {
  return spawn(process.execPath, [executable, ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', stdout, 'inherit'],
  })
}

async function tellRecords(): Promise<void> {
  const answer = await fetch(`${environment.LIGHTFIELD_BASE_URL}/_sandbox/state?records=false`)
  const { recordCounts } = (await answer.json()) as { recordCounts: Record<string, number> }
  say(`\nThe sandbox holds ${recordCounts['account']} accounts and ${recordCounts['opportunity']} opportunities.`)
  say('Run this again: nothing is done twice. Delete .demo to begin anew.')
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function fail(message: string): never {
  throw new Error(message)
}
