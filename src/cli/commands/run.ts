import { fetchMappingDefinitions, scopesOf, scopesToVerify } from '../../library/definitions-source.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { loadMapping } from '../../mapping/parse.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import type { SendOptions } from '../execute-run.ts'
import type { ExitCode } from '../exit-codes.ts'
import { watchRunInterrupts } from '../interrupt.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import { openMappedCsv } from '../open-source.ts'
import type { PlanOptions } from '../plan-option.ts'
import { openRepeatableSource } from '../repeatable-source.ts'
import { assertPlannable, assertVerifiable } from '../run-checks.ts'

export interface RunOptions extends SendOptions, PlanOptions {
  readonly mode?: Mapping['mode']
  /** By how many percent the rows may have become fewer since the last run. */
  readonly guard?: number
  readonly acceptNewIdentity?: true
}

/** `run`: the import. */
export async function run(options: RunOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  using interrupts = watchRunInterrupts(terminal)
  const { signal } = interrupts
  assertPlannable(options)
  assertVerifiable(options)
  warnOfReaders(ledgerPath(options), terminal)
  const mapping = withMode(await loadMapping(options.mapping), options.mode)
  await using source = await openRepeatableSource(options.csv, { isReadOnce: options.guard === undefined }, signal)
  await using reader = await openMappedCsv(source.path, mapping, terminal, signal)
  const access = await readAccess(options, context)
  await using client = openClient(access, options, context)
  await checkKey(client, access, [...scopesOf(mapping), ...scopesToVerify(mapping.object, options)], signal)
  const [definitions, { beginRun }] = await Promise.all([
    fetchMappingDefinitions(client, mapping, signal),
    // More than half of what a run loads: it is loaded while the API answers.
    import('../begin-run.ts'),
  ])
  return await beginRun({ mapping, source, reader, access, client, definitions }, options, context, signal)
}

function withMode(mapping: Mapping, mode: Mapping['mode'] | undefined): Mapping {
  return mode === undefined ? mapping : { ...mapping, mode }
}
