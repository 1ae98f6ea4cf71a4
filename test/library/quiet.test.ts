import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStage } from '../cli/stage.ts'
import { accountsCsv, accountsIn, accountsMapping } from './accounts.ts'

const stage = openStage()

const library = new URL('../../src/index.ts', import.meta.url).href

/** Runs a program that uses the library, in an environment that would lead the command line elsewhere. */
async function runProgram(folder: string, text: string) {
  const file = join(folder, 'program.ts')
  writeFileSync(file, `import * as lightfield from ${JSON.stringify(library)}\n${text}`)
  const env = { LIGHTFIELD_API_KEY: 'sk_lf_wrong', LIGHTFIELD_BASE_URL: 'http://127.0.0.1:9', PATH: '', NO_COLOR: '1' }
  const child = spawn(process.execPath, [file], { env, cwd: folder, stdio: 'pipe' })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
    })
  }
  const [code] = await once(child, 'close')
  return { code, printed }
}

test('to import the library prints nothing, opens nothing and listens to nothing', async () => {
  const program = `
    const open = process.getActiveResourcesInfo().filter(kind => !['TTYWrap', 'PipeWrap', 'FSReqPromise'].includes(kind))
    const heard = ['SIGINT', 'SIGTERM', 'exit', 'beforeExit', 'uncaughtException', 'unhandledRejection']
      .filter(name => process.listenerCount(name) > 0)
    process.exitCode = open.length + heard.length === 0 && typeof lightfield.importCsv === 'function' ? 7 : 8`
  expect(await runProgram(stage.folder(), program)).toEqual({ code: 7, printed: '' })
})

test('an import prints nothing, goes by its options alone, and lets the process end by itself', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const options = {
    mapping: accountsMapping,
    ledger: join(folder, 'ledger.db'),
    apiKey: 'sk_lf_sandbox',
    baseUrl: sandbox.url,
  }
  const program = `
    const csv = Buffer.from(${JSON.stringify(accountsCsv(3))})
    const run = lightfield.importCsv({ ...${JSON.stringify(options)}, csv })
    for await (const row of run) if (row.error) throw row.error
    const { ok } = await run.summary
    process.exitCode = ok ? 7 : 8`
  expect(await runProgram(folder, program)).toEqual({ code: 7, printed: '' })
  expect(accountsIn(sandbox)).toBe(3)
})

test('an error that is handled by the iteration is not reported once more as unhandled', async () => {
  const program = `
    const options = { csv: 'none.csv', mapping: ${JSON.stringify(accountsMapping)}, ledger: null, apiKey: 'sk_lf_key' }
    try {
      for await (const row of lightfield.importCsv(options)) throw new Error('there is no row')
    } catch (error) {
      process.exitCode = error instanceof lightfield.InputError && error.code === 'file_not_found' ? 7 : 8
    }`
  expect(await runProgram(stage.folder(), program)).toEqual({ code: 7, printed: '' })
})
