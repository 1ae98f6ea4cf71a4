import { InputError } from '../errors.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { followPlan } from '../import/planning/follow-plan.ts'
import { openPlanFile } from '../import/planning/plan-file.ts'
import type { PlanFollower } from '../import/planning/plan-follower.ts'
import { planHashes } from '../import/planning/plan-hashes.ts'
import {
  assertCurrent,
  assertPlanOf,
  type PlanHashes,
  planFormat,
  planVersion,
} from '../import/planning/plan-header.ts'
import { countUnsettled } from '../import/planning/unsettled.ts'
import type { RowResult } from '../import/row-result.ts'
import type { RunConfig } from '../import/run-config.ts'
import type { MappingDefinitions } from '../library/definitions-source.ts'
import { version } from '../library/version.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { formatCount, plainLine } from '../report/text.ts'
import { drawPlan } from './draw-plan.ts'

/** The part of a call that `--plan` is about. */
export interface PlanOptions {
  readonly csv: string
  readonly mapping: string
  readonly plan?: string
  readonly dryRun?: true
  readonly retryFailed?: true
  readonly limit?: number
}

/** What `--plan` does in a run: a dry run draws the plan, a run is held to it; without the option, nothing. */
export interface PlanUse extends AsyncDisposable {
  readonly settings: Pick<RunConfig, 'retryFailed' | 'looksAtRecords'>
  follower(shelf: LedgerShelf): PlanFollower | null
  /** Takes note of how a row ends. */
  add(result: RowResult): void
  /** Takes note of the run's end. @returns what a person is told of the plan; null: nothing */
  end(isFinished: boolean): string | null
}

/**
 * Opens the plan of a call. One that is to be carried out is checked whole: nothing has been sent by then.
 *
 * @param ledger path of the ledger
 * @throws InputError `plan_unreadable`, `plan_invalid`, `plan_of_another_import`, `plan_option`, `plan_outdated`,
 *   `file_unwritable`
 */
export async function openPlan(
  options: PlanOptions,
  mapping: Mapping,
  definitions: MappingDefinitions,
  ledger: string,
): Promise<PlanUse> {
  const { plan: path } = options
  if (path === undefined) return noPlan(options)
  const hashes = (): Promise<PlanHashes> => planHashes({ csv: options.csv, mapping: options.mapping, ...definitions })
  return options.dryRun === true
    ? planToDraw(path, options, mapping, await hashes(), ledger)
    : planToFollow(path, options, mapping, hashes)
}

function noPlan({ retryFailed }: PlanOptions): PlanUse {
  return {
    settings: { retryFailed: retryFailed === true, looksAtRecords: false },
    follower: () => null,
    add: () => undefined,
    end: () => null,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

function planToDraw(
  path: string,
  options: PlanOptions,
  { importName, object, mode }: Mapping,
  hashes: PlanHashes,
  ledger: string,
): PlanUse {
  const retryFailed = options.retryFailed === true
  const drawing = drawPlan(path, {
    format: planFormat,
    version: planVersion,
    import: importName,
    object,
    mode,
    made_at: new Date().toISOString(),
    program: version,
    ledger,
    retry_failed: retryFailed,
    limit: options.limit ?? null,
    hashes,
  })
  return {
    settings: { retryFailed, looksAtRecords: true },
    follower: () => drawing.follow,
    add: result => drawing.add(result),
    end(isFinished) {
      if (!isFinished) return 'No plan was written: the dry run did not come to its end.'
      drawing.keep()
      return `The plan is in ${plainLine(path)}: the same command without --dry-run carries it out.`
    },
    [Symbol.asyncDispose]: async () => drawing[Symbol.dispose](),
  }
}

async function planToFollow(
  path: string,
  options: PlanOptions,
  mapping: Mapping,
  hashes: () => Promise<PlanHashes>,
): Promise<PlanUse> {
  const plan = await openPlanFile(path)
  try {
    const { header } = plan
    assertPlanOf(header, mapping, path)
    assertOptionsOf(header.retry_failed, options, path)
    assertCurrent(header, await hashes(), path)
  } catch (error) {
    await plan[Symbol.asyncDispose]()
    throw error
  }
  return {
    settings: { retryFailed: plan.header.retry_failed, looksAtRecords: true },
    follower: shelf => followPlan(plan, () => writtenImports(shelf, mapping)),
    add: () => undefined,
    end: () => null,
    [Symbol.asyncDispose]: () => plan[Symbol.asyncDispose](),
  }
}

/** The imports that a run writes to: its own, and those of the parents that it makes. */
function writtenImports(shelf: LedgerShelf, { importName, object }: Mapping) {
  const { parents, parentTypes } = shelf.besides(importName)
  return [shelf.open(importName, object), ...parentTypes().map(parents)]
}

/**
 * Makes sure that it is known what the records hold before a plan is drawn: rows whose answers were lost are settled by
 * sending, which a dry run does not do, and until then nobody can tell what a run would make of them.
 *
 * @throws InputError `plan_in_doubt`
 */
export function assertSettled(
  { plan, dryRun }: PlanOptions,
  shelf: LedgerShelf,
  config: RunConfig,
  serverNowMs: number,
): void {
  if (plan === undefined || dryRun !== true) return
  const { sentAgain, lookedUp } = countUnsettled(shelf, config, serverNowMs)
  const count = sentAgain + lookedUp
  if (count === 0) return
  const inDoubt = `the import ${config.importName} has ${formatCount(count, 'row')} in doubt (sent, and no answer came)`
  throw new InputError('plan_in_doubt', `No plan can be drawn yet: ${inDoubt}.`, {
    hint: 'Run once without --dry-run and --plan, which settles them first; with --limit 1 it does one more row only.',
  })
}

/** @throws InputError `plan_option` */
function assertOptionsOf(isRetryPlanned: boolean, { retryFailed }: PlanOptions, path: string): void {
  if (retryFailed !== true || isRetryPlanned) return
  throw new InputError('plan_option', `${path} was drawn without --retry-failed, and a run goes by it exactly.`, {
    hint: 'Draw it again with --retry-failed, or leave the option out.',
  })
}
