/**
 * The program as users have it, tried in a minute: `node test/package/smoke.ts bin/lightfield-import.cjs`. In words that the
 * oldest Node understands which the package runs on.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const bin = resolve(process.argv[2] ?? 'bin/lightfield-import.cjs')
const folder = mkdtempSync(join(tmpdir(), 'lightfield-import-'))
const csv = join(folder, 'companies with spaces.csv')
const mapping = join(folder, 'companies.yaml')
writeFileSync(csv, 'Company,Site\r\nAcme,acme.example\r\n"Müller, Söhne",mueller.example\r\n株式会社,kk.example\r\n')
writeFileSync(mapping, 'object: account\nkey: [Company]\nfields:\n  $name: Company\nignore: [Site]\n')

const sandbox = spawn(process.execPath, [bin, 'sandbox', '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
try {
  const env = { ...process.env, LIGHTFIELD_BASE_URL: await addressOf(sandbox), LIGHTFIELD_API_KEY: 'sk_lf_sandbox' }
  const call = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [bin, ...args], {
      env,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  const outcomesOf = (summary: string): Record<string, number> => JSON.parse(summary).outcomes
  const run = ['run', csv, '--mapping', mapping, '--json'] as const

  expect('a version', /^\d+\.\d+\.\d+/.test(call('--version')))
  call('check', csv, '--mapping', mapping)
  expect('three records', outcomesOf(call(...run))['created'] === 3)
  expect('nothing twice', outcomesOf(call(...run))['skipped'] === 3)
  expect(
    'a line for each row',
    call('results', '--mapping', mapping, '--format', 'csv').trim().split('\n').length === 4,
  )
  expect('an undo', call('undo', '--mapping', mapping, '--yes', '--json').length > 0)
  process.stdout.write(`${process.platform}, Node ${process.versions.node}: all is well\n`)
} finally {
  sandbox.kill()
  await once(sandbox, 'exit')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function expect(what: string, isThere: boolean): void {
  if (!isThere) throw new Error(`there is not ${what}`)
}

/** The sandbox says where it is. */
async function addressOf({ stdout, stderr }: typeof sandbox): Promise<string> {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined)
  const lines = [stdout, stderr].map(async stream => {
    for await (const line of createInterface({ input: stream })) {
      const address = /http:\/\/[\w.[\]:]+/.exec(line)?.[0]
      if (address !== undefined) return address
    }
    throw new Error('it never said where it is')
  })
  return await Promise.any(lines)
}
