import { basename } from 'node:path'
import { InputError } from '../../errors.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { ImportOverview, OverviewExtent } from '../../ledger/overview.ts'
import { openLedger } from '../../ledger/sqlite-ledger.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { knownImport } from '../../library/shelf.ts'
import { version } from '../../library/version.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { systemClock } from '../../model/clock.ts'
import { mergeSamples } from '../../model/merge-samples.ts'
import { type Course, courseOf } from '../../report/course.ts'
import { reportPage } from '../../report/html/page.ts'
import { type ReportData, reportData } from '../../report/report-data.ts'
import { reportJson } from '../../report/report-json.ts'
import { formatCount, formatNumber, plainLine } from '../../report/text.ts'
import { assertCallApart } from '../call-files.ts'
import { type CommandContext, printJson } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { warnOfReaders } from '../ledger-readers.ts'
import { assertReplaceable, defaultReportPath, writeReport } from '../report-file.ts'
import { rowValues } from '../row-values.ts'

export interface ReportOptions {
  readonly mapping: string
  readonly ledger?: string
  readonly out?: string
  readonly withValues?: true
  readonly force?: true
}

/** What stands for standard output. */
const stream = '-'

/** What keeps the page small, whatever the size of the import. */
const extent: OverviewExtent = { runs: 100, reasons: 30, examples: 5, inDoubt: 20, linked: 5 }
/** Runs whose course is drawn, and the stretches of all of them together and of each. */
const courses = { runs: 12, stretches: 3_000, stretchesOfOne: 600 }

/** `report`: one page about an import, from the ledger. */
export async function report(options: ReportOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, json } = context
  const out = placeOf(options, json)
  // Where nothing is said, the place follows from the mapping's name.
  if (out !== null) assertCallApart({ ...options, color: false, out })
  if (out !== null && out !== stream && options.force !== true) assertReplaceable(out)
  const { importName } = await loadMapping(options.mapping)
  const path = ledgerPath(options)
  warnOfReaders(path, terminal)
  await using ledger = await openLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
  const data = gather(ledger, importName, { ...options, ledger: path })
  if (out === null) await printJson(terminal, reportJson(data, { ledger: path, out }))
  else {
    const page = reportPage(data, version)
    if (out === stream) await terminal.data(page)
    else writeReport(out, page)
    if (json) await printJson(terminal, reportJson(data, { ledger: path, out }))
    else if (out !== stream) terminal.say(doneText(out, page, data))
  }
  return exitCode.done
}

/**
 * Where the page goes; null: nowhere, since `--json` alone asks for the figures.
 *
 * @throws InputError `stdout_taken`
 */
function placeOf({ mapping, out }: ReportOptions, json: boolean): string | null {
  if (json && out === stream) {
    throw new InputError('stdout_taken', '--out - and --json cannot both have the standard output.', {
      hint: 'Name a file with --out, or leave out one of them.',
    })
  }
  return out ?? (json ? null : defaultReportPath(mapping))
}

function gather(ledger: Ledger, importName: string, options: ReportOptions & { readonly ledger: string }): ReportData {
  const known = knownImport(ledger, importName)
  const overview = ledger.overview(importName, extent)
  if (overview === null) throw new Error('an import that was just found is not there')
  const parents = ledger.importNames(`${importName}/`).flatMap(({ name }) => ledger.status(name))
  return reportData(overview, {
    madeAt: systemClock.now(),
    mapping: basename(options.mapping),
    ledger: basename(options.ledger),
    courses: readCourses(overview, runId => known.samples(runId)),
    parents,
    valuesOf: options.withValues === true ? rowValues : null,
  })
}

/** The courses of the last runs that sent something. */
function readCourses(
  { runs }: ImportOverview,
  samplesOf: ReturnType<typeof knownImport>['samples'],
): readonly Course[] {
  const sampled = runs
    .map(({ id }) => [id, samplesOf(id)] as const)
    .filter(([, samples]) => samples.length > 0)
    .slice(0, courses.runs)
  const most = Math.min(courses.stretchesOfOne, Math.floor(courses.stretches / Math.max(sampled.length, 1)))
  return sampled.flatMap(([id, samples]) => courseOf(id, samples, all => mergeSamples(all, most)) ?? [])
}

function doneText(out: string, page: string, { rows, reasonCount, hasValues }: ReportData): string {
  const size = `${formatNumber(Math.ceil(Buffer.byteLength(page) / 1000))} kB`
  const reasons = reasonCount === 0 ? 'no failures' : `${formatCount(reasonCount, 'reason')} of failures`
  return [
    `Wrote ${plainLine(out)} (${size}): ${formatCount(rows, 'row')}, ${reasons}.`,
    hasValues
      ? 'It holds values of example rows: share it with care.'
      : 'It holds no values of rows; --with-values shows those of the examples.',
  ].join('\n')
}
