import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { inspectLedger, type LedgerInspection } from '../../ledger/inspect.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { systemClock } from '../../model/clock.ts'
import { formatCount, formatNumber } from '../../report/text.ts'
import { type Check, failed, failedBy, ok, warning } from './check.ts'

/** A ledger takes about 120 bytes a row, and its log as much again for a while. */
const littleSpace = 200_000_000

const gigabyte = 1e9

/**
 * Looks whether a run could work with a ledger: its file, its workspace, its place on the disk, who has it.
 *
 * @param access the workspace that a run would write to; null where there is no key
 */
export async function checkLedger(
  path: string,
  access: { readonly baseUrl: URL; readonly apiKey: string } | null,
): Promise<readonly Check[]> {
  const space = await checkSpace(path)
  if (isToBeMade(path)) return [ok('ledger', `${path} is not there yet: the first run makes it`), space]
  try {
    const inspection = await inspectLedger(path)
    const workspace = await checkWorkspace(path, inspection, access)
    return [checkFile(path, inspection), workspace, ...checkHolders(inspection), ...checkDoubts(inspection), space]
  } catch (error) {
    return [failedBy('ledger', error), space]
  }
}

/** A file without a byte is what a run takes for a new ledger. */
function isToBeMade(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined || (found.isFile() && found.size === 0)
}

function checkFile(path: string, { faults, imports }: LedgerInspection): Check {
  const [first] = faults
  if (first === undefined) return ok('ledger', `${path}, sound, with ${formatCount(imports.length, 'import')}`)
  return failed(
    'ledger',
    `${path} is damaged: ${first}`,
    'Keep the file, stop all runs that use it, and put back a copy from before the damage.',
  )
}

async function checkWorkspace(
  path: string,
  { baseUrl }: LedgerInspection,
  access: { readonly baseUrl: URL; readonly apiKey: string } | null,
): Promise<Check> {
  if (baseUrl === null) return ok('workspace', 'the ledger belongs to none yet')
  if (access === null)
    return ok('workspace', `the ledger belongs to one at ${addressText(baseUrl)}; no key to compare with`)
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  try {
    ledger.assertWorkspace({ baseUrl: access.baseUrl.href, apiKey: access.apiKey }, false)
    return ok('workspace', `the ledger belongs to the one of this key, at ${addressText(baseUrl)}`)
  } catch (error) {
    return failedBy('workspace', error)
  }
}

function checkHolders({ imports }: LedgerInspection): readonly Check[] {
  const held = imports.flatMap(({ name, holder }) => (holder === null ? [] : [{ name, ...holder }]))
  // A process that makes the records which rows name has their imports as well.
  return [...Map.groupBy(held, ({ pid, host }) => `${pid} on ${host}`)].map(([process, [first, ...others]]) => {
    const also = others.length === 0 ? '' : ` and ${formatCount(others.length, 'other import')}`
    const since =
      first === undefined ? '' : ` works on ${first.name}${also} since ${new Date(first.since).toISOString()}`
    return warning(
      'lock',
      `process ${process}${since}`,
      'Wait until it is done before you run that import; `lightfield-import status --watch` tells how far it is.',
    )
  })
}

function checkDoubts({ imports }: LedgerInspection): readonly Check[] {
  return imports.flatMap(({ name, holder, inDoubt }) =>
    // Of a run that goes on, some requests are always under way.
    inDoubt === 0 || holder !== null
      ? []
      : [
          warning(
            'in doubt',
            `${formatCount(inDoubt, 'row')} of ${name}: sent, and the answer never came`,
            'Run that import again: it settles them first, with the same keys. Best within 24 hours.',
          ),
        ],
  )
}

async function checkSpace(path: string): Promise<Check> {
  const folder = dirname(path)
  try {
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    const found = `${formatNumber(free / gigabyte)} GB free where the ledger is`
    return free < littleSpace
      ? warning('disk', found, 'Free some space: a run stops when the ledger cannot grow.')
      : ok('disk', found)
  } catch {
    return failed('disk', `there is no folder ${folder}`, 'Make it, or name a ledger elsewhere with --ledger PATH.')
  }
}

/** As a person writes it: without a slash at the end. */
function addressText(href: string): string {
  return href.replace(/\/$/, '')
}
