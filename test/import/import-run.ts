import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCsv } from '../../src/csv/open.ts'
import type { RowResult } from '../../src/import/row-result.ts'
import type { RunConfig, RunSummary } from '../../src/import/run-config.ts'
import { runImport } from '../../src/import/run-import.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { LightfieldClient } from '../../src/lightfield/client.ts'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import type { Clock } from '../../src/model/clock.ts'
import { silentLog } from '../../src/model/log.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** A clock that a test moves; nobody who waits on it waits. */
export class TestClock implements Clock {
  readonly slept: number[] = []
  #now = Date.UTC(2026, 9, 20)

  now(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }

  random(): number {
    return 0.5
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.slept.push(ms)
    this.#now += ms
  }
}

export interface TestRun {
  readonly sandbox: Sandbox
  readonly clock: TestClock
  readonly folder: string
  readonly csv: string
  readonly mapping: string
  readonly config?: Partial<RunConfig>
  readonly giveUpAfterMs?: number
}

/** One run in this process, over real HTTP and a real ledger file, on a clock of the test's. */
export async function runOnce(
  run: TestRun,
): Promise<{ readonly summary: RunSummary; readonly results: readonly RowResult[] }> {
  const { sandbox, clock, folder } = run
  const signal = new AbortController().signal
  const file = join(folder, 'rows.csv')
  writeFileSync(file, run.csv)
  const mapping = parseMapping(run.mapping, 'rows.yaml')
  await using reader = await openCsv(file, {}, signal)
  await using client = new LightfieldClient(
    {
      transport: {
        baseUrl: new URL(sandbox.url),
        apiKey: 'sk_lf_sandbox',
        userAgent: 'test',
        connectTimeoutMs: 1000,
        answerTimeoutMs: 5000,
        bodyTimeoutMs: 5000,
        maxBodyBytes: 1_000_000,
      },
      retry: { backoff: { firstMs: 500, capMs: 20_000 }, maxFailures: 8, giveUpAfterMs: run.giveUpAfterMs ?? 60_000 },
      writeRate: 1000,
    },
    clock,
  )
  const compiled = compileMapping(mapping, reader.columns, await client.definitions(mapping.object, signal))
  const workspace = { baseUrl: sandbox.url, apiKey: 'sk_lf_sandbox' }
  await using ledger = await openLedger({ path: join(folder, 'ledger.db'), workspace, acceptNewKey: false, clock })
  const results: RowResult[] = []
  const config: RunConfig = {
    runId: `run-${clock.now()}-${Math.random()}`,
    importName: mapping.importName,
    object: mapping.object,
    source: 'rows.csv',
    dryRun: false,
    limit: null,
    concurrency: null,
    maxErrors: null,
    retryFailed: false,
    resendInDoubt: false,
    ...run.config,
  }
  const summary = await runImport(
    config,
    {
      reader,
      mapping: compiled,
      client,
      ledger: ledger.openImport(config.importName, config.object),
      clock,
      log: silentLog,
      onRow: result => results.push(result),
    },
    signal,
  )
  return { summary, results }
}
