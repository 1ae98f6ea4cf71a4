import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCsv } from '../../src/csv/open.ts'
import { sameIn } from '../../src/import/delivery/existing.ts'
import { dryClient } from '../../src/import/dry-client.ts'
import { LedgerShelf } from '../../src/import/ledger-shelf.ts'
import { retryImport } from '../../src/import/retry-import.ts'
import type { RowResult } from '../../src/import/row-result.ts'
import type { RunConfig, RunParts, RunSummary } from '../../src/import/run-config.ts'
import { runFacts } from '../../src/import/run-facts.ts'
import { runImport } from '../../src/import/run-import.ts'
import { type UndoSummary, undoImport } from '../../src/import/undo/undo-import.ts'
import { openScratchLedger } from '../../src/ledger/scratch-ledger.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { LightfieldClient } from '../../src/lightfield/client.ts'
import { compileMapping } from '../../src/mapping/compile.ts'
import { mappingGround } from '../../src/mapping/ground.ts'
import type { Mapping } from '../../src/mapping/mapping.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { compilePolicy } from '../../src/mapping/policy.ts'
import { relatedObjects } from '../../src/mapping/references.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { ObjectDefinitions } from '../../src/model/definitions.ts'
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
  readonly clock: Clock
  readonly folder: string
  readonly csv: string | Buffer
  readonly mapping: string
  readonly config?: Partial<RunConfig>
  readonly giveUpAfterMs?: number
  /** How long an answer and its body may take, each; 5 seconds if left out. */
  readonly timeoutMs?: number
  /** Writes a second; 1,000 if left out. */
  readonly writeRate?: number
  /** Whether rows may be passed over that an earlier run has met. */
  readonly passesOver?: boolean
  /** Interrupts it; never if left out. */
  readonly signal?: AbortSignal
  /** Puts something between the run and what it works with. */
  readonly around?: (parts: LedgerAndClient) => LedgerAndClient
}

export type LedgerAndClient = Pick<RunParts, 'client' | 'ledger' | 'imports'>

export interface RunEnd {
  readonly summary: RunSummary
  readonly results: readonly RowResult[]
  /** Rows that were passed over: they have no results. Absent where rows come of no file. */
  readonly passed?: number
}

/** One run in this process, over real HTTP and a real ledger file, on a clock of the test's. */
export async function runOnce(run: TestRun): Promise<RunEnd> {
  const file = join(run.folder, 'rows.csv')
  writeFileSync(file, run.csv)
  let passed = 0
  const onPassed = (rows: number): void => {
    passed += rows
  }
  const end = await withRun(run, async ({ mapping, definitions, related }, config, parts) => {
    await using reader = await openCsv(file, {}, never)
    const compiled = compileMapping(mapping, reader.columns, definitions, related)
    const facts = runFacts(reader.columns, mapping, definitions)
    const ground = mappingGround(mapping, { columns: reader.columns, definitions, related }, ['test'])
    const passingOver = run.passesOver === true ? { ground, onPassed } : null
    return await runImport(config, { ...parts, facts, reader, mapping: compiled, passingOver }, run.signal ?? never)
  })
  return { ...end, passed }
}

/** Retries what failed, from what the ledger holds: there is no file. */
export async function retryOnce(run: Omit<TestRun, 'csv'>): Promise<RunEnd> {
  return withRun(run, (_, config, parts) => retryImport(config, { ...parts, columnOf: () => null }, never))
}

/** Undoes all that the import has written. */
export async function undoOnce(run: Omit<TestRun, 'csv'>): Promise<UndoSummary> {
  return withParts(run, ({ importName, object, policy, concurrency }, parts) =>
    undoImport(
      { importName, object, runId: null, limit: null, concurrency },
      { ...parts, isSame: sameIn(policy), onExtent: () => undefined, onEnd: () => undefined },
      never,
    ),
  )
}

const never = new AbortController().signal

interface MappedWorkspace {
  readonly mapping: Mapping
  readonly definitions: ObjectDefinitions | null
  readonly related: ReadonlyMap<string, ObjectDefinitions>
}

type Work<T> = (
  config: RunConfig,
  parts: Omit<RunParts, 'reader' | 'mapping' | 'facts' | 'onRow'>,
  workspace: MappedWorkspace,
) => Promise<T>

async function withRun(
  run: Omit<TestRun, 'csv'>,
  work: (
    workspace: MappedWorkspace,
    config: RunConfig,
    parts: Omit<RunParts, 'reader' | 'mapping' | 'facts'>,
  ) => Promise<RunSummary>,
): Promise<RunEnd> {
  const results: RowResult[] = []
  const summary = await withParts(run, (config, parts, workspace) =>
    work(workspace, config, { ...parts, onRow: result => results.push(result) }),
  )
  return { summary, results }
}

async function withParts<T>(run: Omit<TestRun, 'csv'>, work: Work<T>): Promise<T> {
  const { sandbox, clock, folder } = run
  const mapping = parseMapping(run.mapping, 'rows.yaml')
  await using client = new LightfieldClient(
    {
      transport: {
        baseUrl: new URL(sandbox.url),
        apiKey: 'sk_lf_sandbox',
        userAgent: 'test',
        proxy: null,
        connectTimeoutMs: 1000,
        answerTimeoutMs: run.timeoutMs ?? 5000,
        bodyTimeoutMs: run.timeoutMs ?? 5000,
        maxBodyBytes: 1_000_000,
      },
      retry: {
        backoff: { firstMs: 500, capMs: 20_000 },
        maxFailures: 8,
        giveUpAfterMs: run.giveUpAfterMs ?? 60_000,
        wrongAddressMs: 5_000,
        giveUpOption: null,
      },
      writeRate: run.writeRate ?? 1000,
      headroom: 0,
      onOutage: () => undefined,
    },
    clock,
  )
  const definitions = await client.definitions(mapping.object, never)
  const related = new Map<string, ObjectDefinitions>()
  for (const object of relatedObjects(mapping)) {
    const other = await client.definitions(object, never)
    if (other !== null) related.set(object, other)
  }
  const workspace = { baseUrl: sandbox.url, apiKey: 'sk_lf_sandbox' }
  await using ledger = await openLedger({ path: join(folder, 'ledger.db'), workspace, acceptNewKey: false, clock })
  const config: RunConfig = {
    runId: `run-${clock.now()}-${Math.random()}`,
    importName: mapping.importName,
    object: mapping.object,
    source: 'rows.csv',
    dryRun: false,
    policy: compilePolicy(mapping, definitions),
    deferred: new Set(),
    looksAtRecords: false,
    askedAt: null,
    limit: null,
    concurrency: null,
    maxErrors: null,
    maxSameErrors: null,
    retryFailed: false,
    resendInDoubt: false,
    ...run.config,
  }
  await using scratch = config.dryRun ? await openScratchLedger(clock) : null
  const shelf = new LedgerShelf(scratch === null ? { kind: 'real', ledger } : { kind: 'dry', ledger, scratch })
  const around = run.around ?? (parts => parts)
  return await work(
    config,
    {
      ...around({
        client: config.dryRun ? dryClient(client) : client,
        ledger: shelf.open(config.importName, config.object),
        imports: shelf.besides(config.importName),
      }),
      clock,
      log: silentLog,
      onLookUps: () => undefined,
      follow: null,
    },
    { mapping, definitions, related },
  )
}
