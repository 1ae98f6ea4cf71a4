import { InputError } from '../../errors.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { asJsonObject } from '../../model/json.ts'

/** What a plan was drawn from: SHA-256 digests, hexadecimal. */
export interface PlanHashes {
  /** Of the CSV's bytes as they are stored. */
  readonly file: string
  /** Of the mapping file's bytes. */
  readonly mapping: string
  /** Of the workspace's definitions that the mapping goes by. */
  readonly definitions: string
}

/** The first line of a plan. */
export interface PlanHeader {
  readonly format: typeof planFormat
  readonly version: typeof planVersion
  readonly import: string
  readonly object: string
  readonly mode: Mapping['mode']
  /** When the drawing began: ISO 8601, UTC. */
  readonly made_at: string
  /** Version of the program that drew it. */
  readonly program: string
  /** Path of the ledger that it was drawn by. */
  readonly ledger: string
  /** Whether rows that the API refused before are sent again. */
  readonly retry_failed: boolean
  /** How many rows that have something to do were planned at most; null: all. */
  readonly limit: number | null
  readonly hashes: PlanHashes
}

export const planFormat = 'lightfield-import plan'
export const planVersion = 1

const redraw = 'Draw a new plan with --dry-run --plan FILE, and look at it again.'

/** Reads the first line of a plan; a text says what is wrong with it. */
export function parsePlanHeader(json: unknown): PlanHeader | string {
  const root = asJsonObject(json)
  if (root?.['format'] !== planFormat) return 'this is not a plan: its first line does not say so'
  if (root['version'] !== planVersion) return `this version reads plans of version ${planVersion} only`
  const { import: name, object, mode, made_at, program, ledger, retry_failed, limit, hashes } = root
  const digests = asJsonObject(hashes)
  const texts = [name, object, mode, made_at, program, ledger, digests?.['file'], digests?.['mapping']]
  const isWhole =
    [...texts, digests?.['definitions']].every(text => typeof text === 'string') &&
    typeof retry_failed === 'boolean' &&
    (limit === null || Number.isSafeInteger(limit)) &&
    !Number.isNaN(Date.parse(String(made_at)))
  // Checked just now, part by part.
  return isWhole ? (root as unknown as PlanHeader) : 'the first line of the plan is not complete'
}

/** @throws InputError `plan_of_another_import` */
export function assertPlanOf(
  header: PlanHeader,
  { importName, object, mode }: Pick<Mapping, 'importName' | 'object' | 'mode'>,
  file: string,
): void {
  const differences = [
    ['import', header.import, importName],
    ['object', header.object, object],
    ['mode', header.mode, mode],
  ].filter(([, planned, now]) => planned !== now)
  if (differences.length === 0) return
  const problems = differences.map(([what, planned, now]) => ({
    file,
    line: 1,
    column: null,
    message: `the plan is for the ${what} ${planned}, this run for ${now}`,
  }))
  throw new InputError('plan_of_another_import', `${file} is not a plan of this import: nothing was sent.`, {
    problems,
    hint: 'Give the command that drew it, without --dry-run.',
  })
}

/** @throws InputError `plan_outdated`, naming everything that is not what it was */
export function assertCurrent(header: PlanHeader, now: PlanHashes, file: string): void {
  const changed = (['file', 'mapping', 'definitions'] as const).filter(part => header.hashes[part] !== now[part])
  if (changed.length === 0) return
  throw new InputError('plan_outdated', `${file} does not hold any more: nothing was sent.`, {
    problems: changed.map(part => ({ file, line: 1, column: null, message: changedSince[part] })),
    hint: redraw,
  })
}

const changedSince: Readonly<Record<keyof PlanHashes, string>> = {
  file: 'file: the CSV was changed since the plan was drawn',
  mapping: 'mapping: the mapping file was changed since the plan was drawn',
  definitions: 'definitions: the definitions in the workspace were changed since the plan was drawn',
}
