import { statSync } from 'node:fs'
import { InputError } from '../errors.ts'
import type { PlanOptions } from './plan-option.ts'
import type { VerifyOption } from './run-proof.ts'

/**
 * Makes sure that the CSV of a plan can be read again: the plan is compared with its content.
 *
 * @throws InputError `plan_needs_file`
 */
export function assertPlannable({ csv, plan }: Pick<PlanOptions, 'csv' | 'plan'>): void {
  if (plan === undefined) return
  const isOnce = csv === '-' || statSync(csv, { throwIfNoEntry: false })?.isFile() === false
  if (!isOnce) return
  throw new InputError('plan_needs_file', '--plan needs a CSV that is a file: a plan holds for one content only.', {
    hint: 'Write the rows to a file first, and name that.',
  })
}

/**
 * Makes sure that there will be records to read back.
 *
 * @throws InputError `verify_needs_run`
 */
export function assertVerifiable({ verify, dryRun }: { readonly verify?: VerifyOption; readonly dryRun?: true }): void {
  if (verify === undefined || dryRun !== true) return
  throw new InputError('verify_needs_run', '--verify reads back what a run has written: a dry run writes nothing.', {
    hint: 'Leave out one of --verify and --dry-run.',
  })
}
